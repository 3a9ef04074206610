//go:build linux

// Command load keeps an echo server busy and reports how it answered, as one line of JSON.
//
// It is a closed loop: each connection has `window` requests in flight, and sends as many more as
// it has read replies. Frames are built beforehand, and every byte that comes back is compared.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"time"
)

type options struct {
	address     string
	over        string
	format      string
	reply       string
	order       string
	body        int
	connections int
	window      int
	count       int
	limit       time.Duration
	server      int
}

func main() {
	o := parseOptions()
	// One thread and no collector: the other core belongs to the server, and nothing here allocates.
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(-1)
	result, err := run(o)
	if err != nil {
		result.Failures = max(result.Failures, 1)
		result.Failure = err.Error()
	}
	line, _ := json.Marshal(result)
	fmt.Println(string(line))
	if err != nil {
		os.Exit(1)
	}
}

func parseOptions() options {
	var o options
	flag.StringVar(&o.address, "address", "", "IPv4 address and port of the server")
	flag.StringVar(&o.over, "over", "tcp", "tcp, udp, udp-session (@net/transport-udp), ws, or ws-batch (net.batch)")
	flag.StringVar(&o.format, "format", "packets", "packets (23 bytes of header) or turbo-2017 (19)")
	flag.StringVar(&o.reply, "reply", "same", "same: the request's bytes; flagged: with the RESPONSE flag")
	flag.StringVar(&o.order, "order", "kept", "kept: replies come in order; any: they may not")
	flag.IntVar(&o.body, "body", 64, "bytes of body")
	flag.IntVar(&o.connections, "connections", 1, "connections")
	flag.IntVar(&o.window, "window", 1, "requests in flight on each connection, at most 1024")
	flag.IntVar(&o.count, "count", 10000, "requests in all")
	flag.DurationVar(&o.limit, "limit", 20*time.Second, "give up after this long")
	flag.IntVar(&o.server, "server", 0, "process whose CPU time is to be told")
	flag.Parse()
	return o
}
