//go:build linux

package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"syscall"
	"time"
)

// Of @net/transport-udp: every datagram begins with `kind(1) session(8)`.
const (
	kindHello     = 0x11
	kindChallenge = 0x12
	kindOpen      = 0x13
	kindAccept    = 0x14
	kindData      = 0x15
	kindClose     = 0x18
)

const cookieBytes = 16

// newDatagramSession returns what opens sessions of @net/transport-udp: a cookie has to be asked for
// and sent back first.
func newDatagramSession() link {
	session := binary.BigEndian.AppendUint64(nil, uint64(time.Now().UnixNano()))
	data := func(out, packet []byte) []byte {
		return append(appendKind(out, kindData, session), packet...)
	}
	return link{
		open:       func(fd int, _ string) error { return openSession(fd, session) },
		close:      func(fd int) error { return closeSession(fd, session) },
		request:    data,
		reply:      data,
		isDatagram: true,
	}
}

func openSession(fd int, session []byte) error {
	hello := append(appendKind(nil, kindHello, session), make([]byte, cookieBytes)...)
	challenge, err := exchange(fd, hello, appendKind(nil, kindChallenge, session))
	if err != nil {
		return err
	}
	cookie := challenge[len(challenge)-cookieBytes:]
	open := append(appendKind(nil, kindOpen, session), cookie...)
	_, err = exchange(fd, open, appendKind(nil, kindAccept, session))
	return err
}

func closeSession(fd int, session []byte) error {
	_, err := write(fd, append(appendKind(nil, kindClose, session), 0, 0))
	return err
}

// exchange sends a datagram and returns the next one that comes, which has to begin with `expected`.
func exchange(fd int, datagram, expected []byte) ([]byte, error) {
	if _, err := write(fd, datagram); err != nil {
		return nil, err
	}
	buffer := make([]byte, len(datagram))
	n, err := syscall.Read(fd, buffer)
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(buffer[:n], expected) {
		return nil, fmt.Errorf("%x came, not %x", buffer[:n], expected)
	}
	return buffer[:n], nil
}

func appendKind(out []byte, kind byte, session []byte) []byte {
	return append(append(out, kind), session...)
}
