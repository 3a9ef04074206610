package gonet

import (
	"net"
	"time"

	"github.com/flylib/gonet"
)

const (
	probeInterval = 10 * time.Millisecond
	probeTimeout  = 50 * time.Millisecond
)

// Listen starts a server at `host:port` and returns once it is bound: gonet's own Listen returns only when it fails.
func Listen(settings Settings, address string, onMessage OnMessage) error {
	server, err := NewServer(settings, onMessage)
	if err != nil {
		return err
	}
	return waitUntilBound(server, settings, address)
}

func waitUntilBound(server gonet.IServer, settings Settings, address string) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Listen(settings.url(address)) }()
	for {
		select {
		case err := <-failed:
			return err
		case <-time.After(probeInterval):
		}
		if isBound(settings.Transport, address) {
			return nil
		}
	}
}

func isBound(transport, address string) bool {
	if transport == "udp" || transport == "kcp" {
		return isUDPBound(address)
	}
	connection, err := net.Dial("tcp4", address)
	if err != nil {
		return false
	}
	connection.Close()
	return true
}

// The system says so when a datagram found nobody; gonet answers nothing to one too short for a header.
func isUDPBound(address string) bool {
	connection, err := net.Dial("udp4", address)
	if err != nil {
		return false
	}
	defer connection.Close()
	connection.Write([]byte{0})
	connection.SetReadDeadline(time.Now().Add(probeTimeout))
	_, err = connection.Read(make([]byte, 1))
	netError, isNetError := err.(net.Error)
	return isNetError && netError.Timeout()
}
