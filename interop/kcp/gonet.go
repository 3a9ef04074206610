package kcp

import (
	"crypto/sha1"
	"encoding/binary"
	"fmt"

	"github.com/xtaci/kcp-go"
	"golang.org/x/crypto/pbkdf2"
)

// What flylib/gonet has in transport/kcp, at its commit 10db8cc50859 of 2026-03-14: kcp-go 5.4.20 with its own defaults.
const (
	gonetIterations   = 1024
	gonetKeyBytes     = 32
	gonetDataShards   = 10
	gonetParityShards = 3
	// A session reads one message into a buffer of so many bytes and takes it for one packet.
	gonetReadBytes = 1500
)

func (settings *Settings) dialAsGonet(address string) (Session, error) {
	block, err := settings.gonetCipher()
	if err != nil {
		return nil, err
	}
	return kcp.DialWithOptions(address, block, gonetDataShards, gonetParityShards)
}

func (settings *Settings) listenAsGonet(address string, onSession func(Session)) error {
	block, err := settings.gonetCipher()
	if err != nil {
		return err
	}
	listener, err := kcp.ListenWithOptions(address, block, gonetDataShards, gonetParityShards)
	if err != nil {
		return err
	}
	go func() {
		for {
			session, err := listener.AcceptKCP()
			if err != nil {
				return
			}
			go onSession(session)
		}
	}()
	return nil
}

func (settings *Settings) gonetCipher() (kcp.BlockCrypt, error) {
	password, salt := []byte(settings.Password), []byte(settings.Salt)
	return kcp.NewAESBlockCrypt(pbkdf2.Key(password, salt, gonetIterations, gonetKeyBytes, sha1.New))
}

// GonetPacket is `size(2) id(4) body`, little-endian, the size without itself (gonet's packet.go).
func GonetPacket(id uint32, body []byte) []byte {
	packet := binary.LittleEndian.AppendUint16(nil, uint16(4+len(body)))
	packet = binary.LittleEndian.AppendUint32(packet, id)
	return append(packet, body...)
}

// ParseGonetPacket takes what gonet would: one whole packet, of which more would be lost.
func ParseGonetPacket(message []byte) (id uint32, body []byte, err error) {
	if len(message) < 6 {
		return 0, nil, fmt.Errorf("a packet of %d bytes", len(message))
	}
	if size := int(binary.LittleEndian.Uint16(message)); 2+size != len(message) {
		return 0, nil, fmt.Errorf("a packet of %d bytes says that %d follow its size", len(message), size)
	}
	return binary.LittleEndian.Uint32(message[2:]), message[6:], nil
}
