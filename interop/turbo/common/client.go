package common

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Client is one connection made by turbo's own client.
type Client interface {
	// Request waits for the answer; its error wraps ErrRefusedLocally when turbo would not send the body.
	Request(command uint8, body []byte, timeout time.Duration) (Reply, error)
	IsClosed() bool
	Close()
}

// Reply is what came back under a request's opaque.
type Reply struct {
	Command uint8
	Body    []byte
}

const (
	requestTimeout = 10 * time.Second
	// A peer that answers nothing would otherwise cost one timeout per request.
	maxFailures = 20
)

// RunClient is the main function of a client: it reads the flags, makes the requests, prints one JSON line.
func RunClient(dial func(address string) (Client, error)) {
	address := flag.String("connect", "", "`host:port` of the server")
	count := flag.Int("count", 10000, "requests in all")
	bodies := flag.String("bodies", "0,1,64,30000", "body sizes in bytes, taken in turn")
	concurrency := flag.Int("concurrency", 8, "requests in flight")
	command := flag.Uint("command", 1, "command of every request, 0 to 255")
	oversize := flag.Int("oversize", 0, "send one body of so many `bytes` instead and say what happened")
	login := flag.String("login", "", "log in first, with `group:secret`, by a request of command 200")
	flag.Parse()

	sizes, err := parseSizes(*bodies)
	if err != nil {
		Fail(err)
	}
	client, err := dial(*address)
	if err != nil {
		Fail(err)
	}
	if *login != "" && !logIn(client, *login) {
		PrintJSON(map[string]any{"login": "refused"})
		client.Close()
		return
	}
	if *oversize > 0 {
		reportOversize(client, uint8(*command), *oversize)
		return
	}
	reportRequests(&run{client: client, command: uint8(*command), count: *count, sizes: sizes, concurrency: *concurrency})
}

func parseSizes(list string) ([]int, error) {
	var sizes []int
	for _, item := range strings.Split(list, ",") {
		size, err := strconv.Atoi(item)
		if err != nil {
			return nil, fmt.Errorf("-bodies: %w", err)
		}
		sizes = append(sizes, size)
	}
	return sizes, nil
}

type run struct {
	client      Client
	command     uint8
	count       int
	sizes       []int
	concurrency int
	next        atomic.Int64
	answered    atomic.Int64
	failed      atomic.Int64
}

func reportRequests(run *run) {
	started := time.Now()
	var workers sync.WaitGroup
	for range run.concurrency {
		workers.Add(1)
		go func() {
			defer workers.Done()
			run.work()
		}()
	}
	workers.Wait()
	seconds := time.Since(started).Seconds()
	// Requests never made because the peer was given up count as failed.
	failures := run.count - int(run.answered.Load())
	PrintJSON(map[string]any{"requests": run.count, "failures": failures, "seconds": seconds})
	run.client.Close()
	if failures > 0 {
		os.Exit(1)
	}
}

func (run *run) work() {
	for run.failed.Load() < maxFailures && !run.client.IsClosed() {
		index := int(run.next.Add(1)) - 1
		if index >= run.count {
			return
		}
		if err := run.request(index); err != nil {
			run.failed.Add(1)
			fmt.Fprintf(os.Stderr, "request %d: %v\n", index, err)
			continue
		}
		run.answered.Add(1)
	}
}

func (run *run) request(index int) error {
	body := Body(index, run.sizes[index%len(run.sizes)])
	reply, err := run.client.Request(run.command, body, requestTimeout)
	if err != nil {
		return err
	}
	if reply.Command != run.command {
		return fmt.Errorf("the reply has command %d instead of %d", reply.Command, run.command)
	}
	if !bytes.Equal(reply.Body, body) {
		return fmt.Errorf("the %d bytes of the reply are not the %d bytes sent", len(reply.Body), len(body))
	}
	return nil
}
