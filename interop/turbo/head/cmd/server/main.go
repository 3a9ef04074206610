// Command server echoes every packet through turbo at its HEAD.
//
//	server -listen 127.0.0.1:0
package main

import (
	"flag"

	"github.com/blackbeans/turbo"
	"interop.test/common"
	head "interop.test/turbo-head"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "`host:port` to bind")
	flag.Parse()
	common.ServeUntilStopped(*listen, func(address string) error {
		config := head.NewConfig("interop-server", head.Defaults)
		return turbo.NewTServer(address, config, head.Echo).ListenAndServer()
	})
}
