package quic

import (
	"context"
	"fmt"
	"io"
	"net"

	"github.com/quic-go/quic-go"
)

// Serve echoes streams and datagrams at address. With retry every client has to prove its address.
func (settings *Settings) Serve(address string, retry bool) error {
	tlsConfig, err := settings.TLS()
	if err != nil {
		return err
	}
	udp, err := net.ResolveUDPAddr("udp4", address)
	if err != nil {
		return err
	}
	socket, err := net.ListenUDP("udp4", udp)
	if err != nil {
		return err
	}
	transport := &quic.Transport{Conn: socket, VerifySourceAddress: func(net.Addr) bool { return retry }}
	listener, err := transport.Listen(tlsConfig, settings.QUIC())
	if err != nil {
		return err
	}
	go accept(listener)
	return nil
}

func accept(listener *quic.Listener) {
	for {
		connection, err := listener.Accept(context.Background())
		if err != nil {
			return
		}
		go echoDatagrams(connection)
		go acceptStreams(connection)
	}
}

func acceptStreams(connection *quic.Conn) {
	for {
		stream, err := connection.AcceptStream(context.Background())
		if err != nil {
			return
		}
		go echo(connection, stream)
	}
}

func echoDatagrams(connection *quic.Conn) {
	for {
		datagram, err := connection.ReceiveDatagram(context.Background())
		if err != nil {
			return
		}
		// One that cannot be sent is lost, as datagrams may be.
		_ = connection.SendDatagram(datagram)
	}
}

// A stream that begins with a command is answered so; any other gets its bytes back.
func echo(connection *quic.Conn, stream *quic.Stream) {
	first := make([]byte, 32*1024)
	count, err := stream.Read(first)
	first = first[:count]
	var code uint64
	switch {
	case scan(first, "!reset %d", &code):
		stream.CancelWrite(quic.StreamErrorCode(code))
		return
	case scan(first, "!stop %d", &code):
		stream.CancelRead(quic.StreamErrorCode(code))
		return
	case scan(first, "!close %d", &code):
		_ = connection.CloseWithError(quic.ApplicationErrorCode(code), "as asked for")
		return
	}
	if _, failure := stream.Write(first); failure != nil {
		return
	}
	if err == nil {
		_, _ = io.Copy(stream, stream)
	}
	_ = stream.Close()
}

func scan(text []byte, format string, code *uint64) bool {
	found, err := fmt.Sscanf(string(text), format, code)
	return err == nil && found == 1
}
