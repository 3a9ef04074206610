// Command client sends through kcp-go to a server that echoes, and checks every byte that comes back.
//
//	client -connect 127.0.0.1:9000 -messages 1000 -sizes 1,64,1300
//	client -connect 127.0.0.1:9000 -bulk 20971520 -stream
package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"interop.test/common"
	kcp "interop.test/kcp"
)

func main() {
	address := flag.String("connect", "", "`host:port` of the server")
	bulk := flag.Int("bulk", 0, "send so many `bytes` instead of messages")
	chunk := flag.Int("chunk", 4000, "largest piece of -bulk in `bytes`")
	count := flag.Int("messages", 1000, "messages in all")
	sizes := flag.String("sizes", "1,64,1300", "their sizes in bytes, taken in turn")
	window := flag.Int("in-flight", 16, "messages that wait to come back at once")
	timeout := flag.Duration("timeout", time.Minute, "for everything")
	settings := kcp.Flags()
	flag.Parse()

	messageSizes, err := parseSizes(*sizes)
	if err != nil {
		common.Fail(err)
	}
	session, err := settings.Dial(*address)
	if err != nil {
		common.Fail(err)
	}
	defer session.Close()
	if *bulk > 0 {
		runBulk(session, *bulk, *chunk, *timeout)
		return
	}
	report := settings.Messages(session, *count, messageSizes, *window, *timeout)
	common.PrintJSON(report)
	if report.Failures > 0 {
		os.Exit(1)
	}
}

func runBulk(session kcp.Session, total, chunk int, timeout time.Duration) {
	report, err := kcp.Bulk(session, total, chunk, timeout)
	if err != nil {
		common.Fail(err)
	}
	common.PrintJSON(report)
	if report.Sent != report.Received {
		os.Exit(1)
	}
}

func parseSizes(list string) ([]int, error) {
	var sizes []int
	for _, item := range strings.Split(list, ",") {
		size, err := strconv.Atoi(item)
		if err != nil {
			return nil, fmt.Errorf("-sizes: %w", err)
		}
		sizes = append(sizes, size)
	}
	return sizes, nil
}
