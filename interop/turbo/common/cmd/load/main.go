// Command load measures an echo server of packets: a closed loop on one connection, written without turbo so that
// only the server limits the figure.
//
//	load -connect 127.0.0.1:9000 -seconds 5
package main

import (
	"flag"
	"net"
	"time"

	"interop.test/common"
)

func main() {
	address := flag.String("connect", "", "`host:port` of the server")
	withLength := flag.Bool("with-length", false, "speak the frame of 2016, which begins with a Length field")
	body := flag.Int("body", 64, "body `bytes`")
	inFlight := flag.Int("in-flight", 1000, "packets sent and not answered yet")
	warmup := flag.Duration("warmup", time.Second, "time before the measurement")
	seconds := flag.Float64("seconds", 5, "time of the measurement")
	flag.Parse()

	connection, err := net.Dial("tcp4", *address)
	if err != nil {
		common.Fail(err)
	}
	defer connection.Close()
	loop := newLoop(connection, frame{withLength: *withLength, body: *body}, *inFlight)
	loop.run(*warmup)
	measured := loop.run(time.Duration(*seconds * float64(time.Second)))
	common.PrintJSON(measured)
}
