// Command server echoes through quic-go.
//
//	server -listen 127.0.0.1:0 -cert cert.pem -key key.pem -alpn interop -retry
package main

import (
	"flag"

	"interop.test/common"
	quic "interop.test/quic"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "`host:port` to bind")
	retry := flag.Bool("retry", false, "have every client prove its address")
	settings := quic.Flags()
	flag.Parse()
	common.ServeUntilStopped(*listen, func(address string) error {
		return settings.Serve(address, *retry)
	})
}
