// Command client runs one case against a server and prints what it has seen as one JSON line.
//
//	client -connect 127.0.0.1:4433 -ca cert.pem -alpn interop -case echo
package main

import (
	"errors"
	"flag"

	"interop.test/common"
	quic "interop.test/quic"
)

func main() {
	connect := flag.String("connect", "", "`host:port` of the server")
	name := flag.String("case", "echo", "what to do")
	settings := quic.Flags()
	flag.Parse()
	dial, err := settings.Dialler(*connect)
	if err != nil {
		common.Fail(err)
	}
	run, isKnown := quic.Cases[*name]
	if !isKnown {
		common.Fail(errors.New("there is no case " + *name))
	}
	report, err := run(dial)
	if err != nil {
		common.Fail(err)
	}
	common.PrintJSON(report)
}
