//go:build unix

package main

import (
	"encoding/hex"
	"flag"

	"github.com/xtaci/kcp-go/v5"
)

// settings are those of a session, by kcptun's names.
type settings struct {
	key        string // of AES-GCM, in hex; without one nothing is hidden
	mtu        int
	window     int
	writeDelay bool
}

func settingsFlags() *settings {
	s := &settings{}
	flag.StringVar(&s.key, "key", "", "of AES-GCM, in `hex`; none hides nothing")
	flag.IntVar(&s.mtu, "mtu", 1350, "largest datagram in `bytes`")
	flag.IntVar(&s.window, "segments", 1024, "`segments` in flight, and waiting to be read")
	flag.BoolVar(&s.writeDelay, "write-delay", false, "send at the end of the interval instead of at once")
	return s
}

func (s *settings) dial(address string) (*kcp.UDPSession, error) {
	block, err := s.cipher()
	if err != nil {
		return nil, err
	}
	session, err := kcp.DialWithOptions(address, block, 0, 0)
	if err != nil {
		return nil, err
	}
	s.tune(session)
	// The system may grant less.
	session.SetReadBuffer(socketBufferBytes)
	session.SetWriteBuffer(socketBufferBytes)
	return session, nil
}

func (s *settings) listen() (*kcp.Listener, error) {
	block, err := s.cipher()
	if err != nil {
		return nil, err
	}
	listener, err := kcp.ListenWithOptions("127.0.0.1:0", block, 0, 0)
	if err != nil {
		return nil, err
	}
	listener.SetReadBuffer(socketBufferBytes)
	listener.SetWriteBuffer(socketBufferBytes)
	return listener, nil
}

// tune sets what @net/transport-kcp has in benchmarks/echo/fast-kcp.ts.
func (s *settings) tune(session *kcp.UDPSession) {
	session.SetStreamMode(true)
	session.SetNoDelay(1, 10, 2, 1)
	session.SetWindowSize(s.window, s.window)
	session.SetMtu(s.mtu)
	session.SetWriteDelay(s.writeDelay)
}

func (s *settings) cipher() (kcp.BlockCrypt, error) {
	key, err := hex.DecodeString(s.key)
	if err != nil || len(key) == 0 {
		return nil, err
	}
	return kcp.NewAESGCMCrypt(key)
}

const socketBufferBytes = 4 << 20
