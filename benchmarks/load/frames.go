//go:build linux

package main

import (
	"encoding/binary"
	"fmt"
)

// How many different frames there are before the stream repeats; a window is never larger, so no
// two requests in flight on a connection share an id.
const distinctFrames = 1024

const headerBytes = 19
const command = 1
const responseFlag = 0x01

// stream is an endless sequence of frames, kept as one period and enough of the next one that
// any piece of up to `longest` bytes lies in one slice.
type stream struct {
	bytes  []byte
	frame  int
	period int64
}

func (s *stream) at(position int64, length int) []byte {
	offset := int(position % s.period)
	return s.bytes[offset : offset+length]
}

// newStream repeats a period, with at least `longest` bytes of the next one.
func newStream(period []byte, longest int) *stream {
	bytes := append([]byte(nil), period...)
	for len(bytes) < len(period)+longest {
		bytes = append(bytes, period...)
	}
	return &stream{bytes, len(period) / distinctFrames, int64(len(period))}
}

// buildPeriod builds all requests (flag 0), or the replies that are expected to them.
func buildPeriod(o options, flag byte, isStream bool, wrap func(out, packet []byte) []byte) ([]byte, error) {
	if o.format != "packets" && o.format != "turbo-2017" {
		return nil, fmt.Errorf("no format is called %q", o.format)
	}
	var period []byte
	for id := 1; id <= distinctFrames; id++ {
		var packet []byte
		if isStream && prefixBytes(o.format) > 0 {
			packet = binary.BigEndian.AppendUint32(packet, uint32(headerBytes+o.body))
		}
		period = wrap(period, appendPacket(packet, uint32(id), o.body, flag))
	}
	return period, nil
}

// `opaque(4) command(1) version(2) extension(8) bodyLength(4) body`, big-endian.
func appendPacket(out []byte, id uint32, body int, flag byte) []byte {
	out = binary.BigEndian.AppendUint32(out, id)
	out = append(out, command, 0, 0, flag, 0, 0, 0, 0, 0, 0, 0)
	out = binary.BigEndian.AppendUint32(out, uint32(body))
	// A body of its own for each id, so that a reply to another request is noticed.
	noise := id * 2654435761
	for range make([]struct{}, body) {
		noise = noise*1664525 + 1013904223
		out = append(out, byte(noise>>24))
	}
	return out
}

// The length before each packet on a stream, which only one of the formats has.
func prefixBytes(format string) int {
	if format == "packets" {
		return 4
	}
	return 0
}
