//go:build linux

package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// anyOrder takes the replies of a connection as they come, for servers that answer each request
// from a task of its own: every frame is compared with the one expected for its id.
type anyOrder struct {
	expected *stream
	opaqueAt int
	partial  []byte
	// By request: how often it is in flight (a late reply may meet its successor), since when.
	inFlight [distinctFrames]int
	sentAt   [distinctFrames]int64
	next     int
}

func newAnyOrder(expected *stream, format string) *anyOrder {
	return &anyOrder{expected: expected, opaqueAt: prefixBytes(format)}
}

func (r *anyOrder) sent(requests int, now int64) {
	for i := 0; i < requests; i++ {
		r.inFlight[r.next]++
		r.sentAt[r.next] = now
		r.next = (r.next + 1) % distinctFrames
	}
}

func (r *anyOrder) accept(chunk []byte, now int64, times *histogram) (int, error) {
	rest := chunk
	if len(r.partial) > 0 {
		r.partial = append(r.partial, chunk...)
		rest = r.partial
	}
	complete := 0
	for ; len(rest) >= r.expected.frame; rest = rest[r.expected.frame:] {
		if err := r.acceptFrame(rest[:r.expected.frame], now, times); err != nil {
			return complete, err
		}
		complete++
	}
	r.partial = append(r.partial[:0], rest...)
	return complete, nil
}

func (r *anyOrder) acceptFrame(frame []byte, now int64, times *histogram) error {
	id := binary.BigEndian.Uint32(frame[r.opaqueAt:])
	index := int(id) - 1
	if index < 0 || index >= distinctFrames || r.inFlight[index] == 0 {
		return fmt.Errorf("a reply to %d, which was not asked", id)
	}
	if !bytes.Equal(frame, r.expected.at(int64(index*r.expected.frame), r.expected.frame)) {
		return fmt.Errorf("the reply to %d differs", id)
	}
	r.inFlight[index]--
	times.add(now - r.sentAt[index])
	return nil
}
