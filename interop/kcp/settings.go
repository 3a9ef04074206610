// Package kcp sets up sessions of kcp-go, the newest one and the one that flylib/gonet uses.
package kcp

import (
	"encoding/hex"
	"flag"
	"fmt"
	"net"
)

// Settings say what a peer speaks; both ends need the same, but for windows and delays.
type Settings struct {
	Cipher       string // by kcptun's names, null for no header at all
	Key          string // in hex
	DataShards   int    // packets of a group with error correction; 0 for none
	ParityShards int
	Stream       bool // whether writes are run together
	Mtu          int
	Window       int // packets in flight and packets waiting to be read
	Gonet        bool
	Password     string // of gonet, instead of Cipher and Key
	Salt         string
}

// Flags registers all settings as flags of the command line.
func Flags() *Settings {
	settings := &Settings{}
	flag.StringVar(&settings.Cipher, "cipher", "null", "null, none, xor, salsa20, aes-128, aes-192, aes-256, sm4, 3des or aes-gcm")
	flag.StringVar(&settings.Key, "key", "", "the cipher's key in `hex`")
	flag.IntVar(&settings.DataShards, "data-shards", 0, "packets of a group with error correction, 0 for none")
	flag.IntVar(&settings.ParityShards, "parity-shards", 0, "parity packets of a group")
	flag.BoolVar(&settings.Stream, "stream", false, "stream mode: writes are run together")
	flag.IntVar(&settings.Mtu, "mtu", 1400, "largest datagram in `bytes`")
	flag.IntVar(&settings.Window, "window", 512, "`packets` in flight and waiting to be read")
	flag.BoolVar(&settings.Gonet, "gonet", false, "speak as flylib/gonet's KCP transport: its version, settings and packets")
	flag.StringVar(&settings.Password, "password", "", "gonet's WithPBKDF2")
	flag.StringVar(&settings.Salt, "salt", "", "gonet's WithPBKDF2")
	return settings
}

// Session is what both versions of kcp-go have in common.
type Session interface {
	net.Conn
	SetStreamMode(enable bool)
	SetNoDelay(nodelay, interval, resend, nc int)
	SetWindowSize(sndwnd, rcvwnd int)
	SetMtu(mtu int) bool
}

// Dial opens a session to `host:port`.
func (settings *Settings) Dial(address string) (Session, error) {
	if settings.Gonet {
		return settings.dialAsGonet(address)
	}
	return settings.dialNewest(address)
}

// Listen hands every session that opens to onSession, each in a goroutine of its own, until the program ends.
func (settings *Settings) Listen(address string, onSession func(Session)) error {
	if settings.Gonet {
		return settings.listenAsGonet(address, onSession)
	}
	return settings.listenNewest(address, onSession)
}

func (settings *Settings) key() ([]byte, error) {
	key, err := hex.DecodeString(settings.Key)
	if err != nil {
		return nil, fmt.Errorf("-key: %w", err)
	}
	return key, nil
}

// nodelay(1, 10, 2, 1): the fast mode of KCP's own README.
func (settings *Settings) tune(session Session) {
	session.SetStreamMode(settings.Stream)
	session.SetNoDelay(1, 10, 2, 1)
	session.SetWindowSize(settings.Window, settings.Window)
	session.SetMtu(settings.Mtu)
}
