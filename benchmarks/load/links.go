//go:build linux

package main

import (
	"fmt"
	"net"
	"syscall"
)

// link is what carries packets: how it is opened, and what it puts around each of them.
type link struct {
	open    func(fd int, address string) error
	close   func(fd int) error
	request func(out, packet []byte) []byte
	reply   func(out, packet []byte) []byte
	// Whether packets need a length before them to be told apart.
	isStream bool
	// Each write is one packet, and each read.
	isDatagram bool
	// Packets travel many in one message of a WebSocket.
	isBatch bool
}

func newLink(over string) (link, error) {
	plain := link{open: openNothing, close: closeNothing, request: asIs, reply: asIs}
	switch over {
	case "tcp":
		plain.isStream = true
	case "udp":
		plain.isDatagram = true
	case "udp-session":
		return newDatagramSession(), nil
	case "ws":
		plain.open = upgradeTo("")
		plain.request, plain.reply = appendMaskedFrame, appendFrame
	case "ws-batch":
		plain.open = upgradeTo("net.batch")
		plain.request = appendMasked
		plain.isStream, plain.isBatch = true, true
	default:
		return link{}, fmt.Errorf("nothing goes over %q", over)
	}
	return plain, nil
}

// dial returns a socket that does not block, and over which packets can go.
func (l link) dial(address string) (int, error) {
	to, err := net.ResolveTCPAddr("tcp4", address)
	if err != nil {
		return -1, err
	}
	fd, err := l.socket()
	if err != nil {
		return -1, err
	}
	if err := syscall.Connect(fd, &syscall.SockaddrInet4{Port: to.Port, Addr: [4]byte(to.IP.To4())}); err != nil {
		return fd, fmt.Errorf("connect: %w", err)
	}
	patience := syscall.NsecToTimeval(int64(silence))
	if err := syscall.SetsockoptTimeval(fd, syscall.SOL_SOCKET, syscall.SO_RCVTIMEO, &patience); err != nil {
		return fd, err
	}
	if err := l.open(fd, address); err != nil {
		return fd, fmt.Errorf("handshake: %w", err)
	}
	return fd, syscall.SetNonblock(fd, true)
}

func (l link) socket() (int, error) {
	if l.isDatagram {
		return syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	}
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, err
	}
	return fd, syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1)
}

func openNothing(int, string) error { return nil }

func closeNothing(int) error { return nil }

func asIs(out, packet []byte) []byte { return append(out, packet...) }
