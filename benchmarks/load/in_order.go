//go:build linux

package main

import (
	"bytes"
	"fmt"
)

// inOrder expects the replies of a connection in the order of their requests, so what comes next
// is known byte by byte and frames need not be looked at.
type inOrder struct {
	expected *stream
	received int64
	// When the requests in flight were sent, in a ring as large as the window.
	sentAt       []int64
	oldest, next int
}

func newInOrder(expected *stream, window int) *inOrder {
	return &inOrder{expected: expected, sentAt: make([]int64, window)}
}

func (r *inOrder) sent(requests int, now int64) {
	for i := 0; i < requests; i++ {
		r.sentAt[r.next] = now
		if r.next++; r.next == len(r.sentAt) {
			r.next = 0
		}
	}
}

func (r *inOrder) accept(chunk []byte, now int64, times *histogram) (int, error) {
	if !bytes.Equal(chunk, r.expected.at(r.received, len(chunk))) {
		return 0, fmt.Errorf("a reply differs after %d bytes of a connection", r.received)
	}
	before := r.received / int64(r.expected.frame)
	r.received += int64(len(chunk))
	complete := int(r.received/int64(r.expected.frame) - before)
	for i := 0; i < complete; i++ {
		times.add(now - r.sentAt[r.oldest])
		if r.oldest++; r.oldest == len(r.sentAt) {
			r.oldest = 0
		}
	}
	return complete, nil
}
