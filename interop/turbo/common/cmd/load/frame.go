package main

import (
	"encoding/binary"
	"fmt"
)

const (
	headerBytes = 19
	command     = 1
)

// frame writes and checks packets by hand: `[Length(4)] Opaque(4) CmdType(1) Version(2) Extension(8) BodyLen(4) Body`.
type frame struct {
	withLength bool
	body       int
}

func (frame frame) size() int {
	return frame.prefix() + headerBytes + frame.body
}

func (frame frame) prefix() int {
	if frame.withLength {
		return 4
	}
	return 0
}

// put fills packet, which is frame.size() zero bytes, or an earlier packet.
func (frame frame) put(packet []byte, opaque uint32) {
	header := packet[frame.prefix():]
	if frame.withLength {
		binary.BigEndian.PutUint32(packet, uint32(headerBytes+frame.body))
	}
	binary.BigEndian.PutUint32(header, opaque)
	header[4] = command
	binary.BigEndian.PutUint32(header[15:], uint32(frame.body))
}

func (frame frame) check(packet []byte) error {
	header := packet[frame.prefix():]
	if header[4] != command {
		return fmt.Errorf("a reply has command %d instead of %d", header[4], command)
	}
	if length := binary.BigEndian.Uint32(header[15:]); length != uint32(frame.body) {
		return fmt.Errorf("a reply declares %d bytes of body instead of %d", length, frame.body)
	}
	return nil
}
