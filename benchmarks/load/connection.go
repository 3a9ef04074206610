//go:build linux

package main

import (
	"fmt"
	"syscall"
	"time"
)

// shared is what all connections of a run have in common.
type shared struct {
	link     link
	requests *stream
	expected *stream
	budget   int // requests that may still be sent
	answered int
	times    histogram
	started  time.Time
	buffer   []byte
}

// replies checks what comes back on one connection. Times are nanoseconds since the start.
type replies interface {
	sent(requests int, now int64)
	// accept compares a chunk and returns how many replies it has completed.
	accept(chunk []byte, now int64, times *histogram) (int, error)
}

// connection is one socket with requests in flight.
type connection struct {
	*shared
	replies replies
	writer  writer
	fd      int
}

// receive reads what has come, compares, and sends a new request for each reply that is complete.
func (c *connection) receive() error {
	complete, now := 0, int64(0)
	for hasMore := true; hasMore; hasMore = c.link.isDatagram {
		n, err := syscall.Read(c.fd, c.buffer)
		if err == syscall.EAGAIN || err == syscall.EINTR {
			break
		}
		now = int64(time.Since(c.started))
		done, err := c.accept(n, now, err)
		complete += done
		if err != nil {
			return err
		}
	}
	return c.send(complete, now)
}

// accept takes what a read has returned.
func (c *connection) accept(n int, now int64, err error) (int, error) {
	if err != nil {
		return 0, fmt.Errorf("read: %w", err)
	}
	if n == 0 {
		return 0, fmt.Errorf("the server closed a connection")
	}
	if c.link.isDatagram && n != c.expected.frame {
		return 0, fmt.Errorf("a datagram of %d bytes came, not of %d", n, c.expected.frame)
	}
	complete, err := c.replies.accept(c.buffer[:n], now, &c.times)
	c.answered += complete
	return complete, err
}

// send sends as many requests as it is told to, or as many as are left.
func (c *connection) send(wanted int, now int64) error {
	requests := min(wanted, c.budget)
	c.budget -= requests
	c.writer.add(requests)
	c.replies.sent(requests, now)
	return c.writer.flush()
}
