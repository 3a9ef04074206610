// Command best-server is the server of benchmarks: turbo at its HEAD, as fast as its options allow, logging nothing.
//
//	best-server -listen 127.0.0.1:0
package main

import (
	"flag"
	"runtime"
	"runtime/debug"

	"github.com/blackbeans/turbo"
	"interop.test/common"
	head "interop.test/turbo-head"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "`host:port` to bind")
	dispatchers := flag.Int("dispatchers", 100, "handlers at once")
	readBuffer := flag.Int("read-buffer", 256*1024, "`bytes`")
	writeBuffer := flag.Int("write-buffer", 256*1024, "`bytes`")
	writeQueue := flag.Int("write-queue", 20000, "`packets` that wait to be written; one more is dropped")
	threads := flag.Int("threads", 0, "GOMAXPROCS; 0 keeps turbo's own choice, one more than there are processors")
	collect := flag.Int("gc-percent", 800, "GOGC: by how many percent the heap may grow before garbage is collected")
	flag.Parse()

	debug.SetGCPercent(*collect)
	tuning := head.Tuning{
		Dispatchers:       *dispatchers,
		ReadBufferBytes:   *readBuffer,
		WriteBufferBytes:  *writeBuffer,
		WriteQueuePackets: *writeQueue,
	}
	common.ServeUntilStopped(*listen, func(address string) error {
		server := turbo.NewTServer(address, head.NewConfig("best-server", tuning), head.Echo)
		// After NewTServer, which sets its own.
		if *threads > 0 {
			runtime.GOMAXPROCS(*threads)
		}
		return server.ListenAndServer()
	})
}
