// Command server echoes through kcp-go.
//
//	server -listen 127.0.0.1:0 -cipher aes-gcm -key 000102030405060708090a0b0c0d0e0f -data-shards 10 -parity-shards 3
package main

import (
	"flag"

	"interop.test/common"
	kcp "interop.test/kcp"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "`host:port` to bind")
	settings := kcp.Flags()
	flag.Parse()
	common.ServeUntilStopped(*listen, func(address string) error {
		return settings.Listen(address, settings.Echo)
	})
}
