// Command server echoes every packet through turbo of 2016.
//
//	server -listen 127.0.0.1:0
package main

import (
	"flag"

	"github.com/blackbeans/turbo/server"
	"interop.test/common"
	v2016 "interop.test/turbo-v2016"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "`host:port` to bind")
	flag.Parse()
	common.ServeUntilStopped(*listen, func(address string) error {
		return server.NewRemotionServer(address, v2016.NewConfig("interop-server"), v2016.Echo).ListenAndServer()
	})
}
