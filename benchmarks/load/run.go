//go:build linux

package main

import (
	"errors"
	"fmt"
	"syscall"
	"time"
)

const readBytes = 256 << 10

// A server that says nothing for this long has lost a request.
const silence = 5 * time.Second

type result struct {
	Load       string  `json:"load"`
	Replies    int     `json:"replies"`
	Seconds    float64 `json:"seconds"`
	PerSecond  float64 `json:"perSecond"`
	P50        float64 `json:"p50"`
	P99        float64 `json:"p99"`
	P999       float64 `json:"p999"`
	CPUSeconds float64 `json:"cpuSeconds"`
	// Of the server, where its process was named.
	ServerCPUSeconds float64 `json:"serverCpuSeconds,omitempty"`
	Failures         int     `json:"failures"`
	Failure          string  `json:"failure,omitempty"`
}

func run(o options) (result, error) {
	s, err := prepare(o)
	if err != nil {
		return result{Load: "go"}, err
	}
	connections, err := dialAll(o, s)
	if err != nil {
		return result{Load: "go"}, err
	}
	// To accept a connection is no part of what is measured: each has answered once when it begins.
	if err := s.loop(connections, len(connections), 1, o.limit); err != nil {
		return result{Load: "go"}, errors.Join(err, closeAll(connections))
	}
	cpu, serverCPU := cpuTime(), cpuTimeOf(o.server)
	err = s.loop(connections, o.count, o.window, o.limit)
	total := s.summary(time.Since(s.started), cpuTime()-cpu, o.count)
	total.ServerCPUSeconds = cpuTimeOf(o.server) - serverCPU
	return total, errors.Join(err, closeAll(connections))
}

func prepare(o options) (*shared, error) {
	if o.window < 1 || o.window > distinctFrames {
		return nil, fmt.Errorf("a window of %d is not within 1…%d", o.window, distinctFrames)
	}
	l, err := newLink(o.over)
	if err != nil {
		return nil, err
	}
	requests, err := buildPeriod(o, 0, l.isStream, l.request)
	if err != nil {
		return nil, err
	}
	var flag byte
	if o.reply == "flagged" {
		flag = responseFlag
	}
	replies, err := buildPeriod(o, flag, l.isStream, l.reply)
	return &shared{
		link:     l,
		requests: newStream(requests, len(requests)),
		expected: newStream(replies, readBytes),
		buffer:   make([]byte, readBytes),
	}, err
}

func dialAll(o options, s *shared) ([]*connection, error) {
	connections := make([]*connection, o.connections)
	for i := range connections {
		fd, err := s.link.dial(o.address)
		if err != nil {
			return nil, err
		}
		connections[i] = &connection{s, repliesFor(o, s), newWriter(s.link, fd, s.requests), fd}
	}
	return connections, nil
}

func closeAll(connections []*connection) error {
	var all error
	for _, c := range connections {
		all = errors.Join(all, c.link.close(c.fd))
	}
	return all
}

func repliesFor(o options, s *shared) replies {
	if o.order == "any" {
		return newAnyOrder(s.expected, o.format)
	}
	inOrder := newInOrder(s.expected, o.window)
	if s.link.isBatch {
		return &messages{replies: inOrder}
	}
	return inOrder
}

// loop has count requests answered, at most window at a time on each connection, and times them.
func (s *shared) loop(connections []*connection, count, window int, limit time.Duration) error {
	poll, byFd, err := watch(connections)
	if err != nil {
		return err
	}
	defer syscall.Close(poll)
	s.budget, s.answered, s.times, s.started = count, 0, histogram{}, time.Now()
	for _, c := range connections {
		if err := c.send(window, 0); err != nil {
			return err
		}
	}
	events := make([]syscall.EpollEvent, 128)
	for s.answered < count {
		n, err := syscall.EpollWait(poll, events, int(silence/time.Millisecond))
		if err == syscall.EINTR {
			continue
		}
		if n <= 0 {
			return fmt.Errorf("no reply for %v: %d of %d came", silence, s.answered, count)
		}
		if time.Since(s.started) > limit {
			return fmt.Errorf("%v are over: %d of %d replies came", limit, s.answered, count)
		}
		for _, event := range events[:n] {
			if err := byFd[event.Fd].receive(); err != nil {
				return err
			}
		}
	}
	return nil
}

// watch returns the poller, and the connections by their descriptor.
func watch(connections []*connection) (int, []*connection, error) {
	poll, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return -1, nil, err
	}
	byFd := make([]*connection, connections[len(connections)-1].fd+1)
	for _, c := range connections {
		byFd[c.fd] = c
		event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(c.fd)}
		if err := syscall.EpollCtl(poll, syscall.EPOLL_CTL_ADD, c.fd, &event); err != nil {
			return -1, nil, err
		}
	}
	return poll, byFd, nil
}

func (s *shared) summary(took, cpu time.Duration, wanted int) result {
	return result{
		Load:       "go",
		Replies:    s.answered,
		Seconds:    took.Seconds(),
		PerSecond:  float64(s.answered) / took.Seconds(),
		P50:        s.times.quantile(0.5),
		P99:        s.times.quantile(0.99),
		P999:       s.times.quantile(0.999),
		CPUSeconds: cpu.Seconds(),
		Failures:   wanted - s.answered,
	}
}
