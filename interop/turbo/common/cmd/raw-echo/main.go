// Command raw-echo sends every byte back. It is the ceiling that any server of packets is measured against.
//
//	raw-echo -listen 127.0.0.1:0
package main

import (
	"flag"
	"net"

	"interop.test/common"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "`host:port` to bind")
	buffer := flag.Int("buffer", 64*1024, "bytes of the buffer of a connection")
	flag.Parse()
	common.ServeUntilStopped(*listen, func(address string) error {
		listener, err := net.Listen("tcp4", address)
		if err == nil {
			go accept(listener, *buffer)
		}
		return err
	})
}

func accept(listener net.Listener, buffer int) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go echo(connection, make([]byte, buffer))
	}
}

// Read and Write rather than io.Copy, which would let the kernel splice the bytes: no server of packets can do that.
func echo(connection net.Conn, buffer []byte) {
	defer connection.Close()
	for {
		count, err := connection.Read(buffer)
		if err != nil {
			return
		}
		if _, err = connection.Write(buffer[:count]); err != nil {
			return
		}
	}
}
