// Command server answers every question through gonet.
//
//	server -listen 127.0.0.1:0 -transport ws -codec json
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/flylib/gonet"
	"interop.test/common"
	peer "interop.test/gonet"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "`host:port` to bind")
	settings := peer.Settings{}
	flag.StringVar(&settings.Transport, "transport", "tcp", "tcp, ws, udp or kcp")
	flag.StringVar(&settings.Codec, "codec", "json", "json, binary, xml or protobuf")
	flag.Parse()
	common.ServeUntilStopped(*listen, func(address string) error {
		return peer.Listen(settings, address, answer)
	})
}

func answer(id uint32, note *peer.Note, session gonet.ISession) {
	if id != peer.QuestionID {
		fmt.Fprintf(os.Stderr, "message %d is no question\n", id)
		return
	}
	if err := session.Send(peer.AnswerID, note.Answer()); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}
