//go:build unix

package main

import (
	"bytes"
	"fmt"
	"syscall"
	"time"

	"github.com/xtaci/kcp-go/v5"
)

// load keeps a server busy over one session.
type load struct {
	session    *kcp.UDPSession
	requests   []byte // one period of them
	replies    []byte
	request    int // bytes of one
	reply      int
	window     int
	count      int
	sent       int
	received   int // bytes of replies
	answered   int
	started    time.Time
	sentAt     []int64 // of the requests in flight, a ring
	roundTrips []int64
}

func newLoad(session *kcp.UDPSession, what *exchange, window, count int) *load {
	requests, replies := what.period()
	return &load{
		session:    session,
		requests:   requests,
		replies:    replies,
		request:    len(requests) / what.distinct(),
		reply:      len(replies) / what.distinct(),
		window:     window,
		count:      count,
		sentAt:     make([]int64, window),
		roundTrips: make([]int64, 0, count),
	}
}

func (l *load) run() report {
	// A deadline of the session would start a timer for each read.
	defer time.AfterFunc(limit, func() { l.session.Close() }).Stop()
	cpu := cpuTime()
	l.started = time.Now()
	err := l.exchange()
	took := time.Since(l.started)
	return newReport(l, took, cpuTime()-cpu, err)
}

func (l *load) exchange() error {
	if err := l.send(l.window, 0); err != nil {
		return err
	}
	buffer := make([]byte, readBytes)
	for l.answered < l.count {
		n, err := l.session.Read(buffer)
		if err != nil {
			return err
		}
		if err := l.accept(buffer[:n]); err != nil {
			return err
		}
	}
	return nil
}

// accept compares what has come, and sends a request for each reply that is complete.
func (l *load) accept(chunk []byte) error {
	for rest := chunk; len(rest) > 0; {
		from := l.received % len(l.replies)
		length := min(len(rest), len(l.replies)-from)
		if !bytes.Equal(rest[:length], l.replies[from:from+length]) {
			return fmt.Errorf("a reply differs after %d bytes", l.received)
		}
		l.received += length
		rest = rest[length:]
	}
	now := int64(time.Since(l.started))
	before := l.answered
	for ; (l.answered+1)*l.reply <= l.received; l.answered++ {
		l.roundTrips = append(l.roundTrips, now-l.sentAt[l.answered%l.window])
	}
	return l.send(l.answered-before, now)
}

func (l *load) send(wanted int, now int64) error {
	for left := min(wanted, l.count-l.sent); left > 0; {
		at := l.sent % (len(l.requests) / l.request)
		count := min(left, len(l.requests)/l.request-at)
		for i := range count {
			l.sentAt[(l.sent+i)%l.window] = now
		}
		if _, err := l.session.Write(l.requests[at*l.request : (at+count)*l.request]); err != nil {
			return err
		}
		l.sent += count
		left -= count
	}
	return nil
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// A load that takes longer has lost a request.
const limit = 20 * time.Second
