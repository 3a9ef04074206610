//go:build linux

package main

import (
	"fmt"
	"net"
	"syscall"
	"time"
)

// shared is what all connections of a run have in common.
type shared struct {
	requests *stream
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
	replies     replies
	fd          int
	queuedBytes int64 // of the request stream: to be sent
	sentBytes   int64 // of the request stream: taken by the socket
}

// receive reads once, compares, and sends a new request for each reply that is complete.
func (c *connection) receive() error {
	n, err := syscall.Read(c.fd, c.buffer)
	if err == syscall.EAGAIN || err == syscall.EINTR {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	if n == 0 {
		return fmt.Errorf("the server closed a connection")
	}
	now := int64(time.Since(c.started))
	complete, err := c.replies.accept(c.buffer[:n], now, &c.times)
	c.answered += complete
	if err != nil {
		return err
	}
	return c.send(complete, now)
}

// send sends as many requests as it is told to, or as many as are left.
func (c *connection) send(wanted int, now int64) error {
	requests := min(wanted, c.budget)
	c.budget -= requests
	c.queuedBytes += int64(requests * c.requests.frame)
	c.replies.sent(requests, now)
	return c.flush()
}

// flush writes what is queued. What the socket does not take waits for the next reply: a full
// socket means that requests are on their way, and so replies are.
func (c *connection) flush() error {
	for c.queuedBytes > c.sentBytes {
		length := int(c.queuedBytes - c.sentBytes)
		n, err := syscall.Write(c.fd, c.requests.at(c.sentBytes, length))
		if err == syscall.EAGAIN {
			return nil
		}
		if err != nil && err != syscall.EINTR {
			return fmt.Errorf("write: %w", err)
		}
		c.sentBytes += int64(max(n, 0))
	}
	return nil
}

func dial(address string) (int, error) {
	to, err := net.ResolveTCPAddr("tcp4", address)
	if err != nil {
		return -1, err
	}
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, err
	}
	if err := syscall.Connect(fd, &syscall.SockaddrInet4{Port: to.Port, Addr: [4]byte(to.IP.To4())}); err != nil {
		return fd, fmt.Errorf("connect: %w", err)
	}
	if err := syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1); err != nil {
		return fd, err
	}
	return fd, syscall.SetNonblock(fd, true)
}
