package kcp

import (
	"fmt"
	"os"
)

const readBytes = 64 * 1024

// Echo sends back what comes, message by message where there are messages.
func (settings *Settings) Echo(session Session) {
	if settings.Gonet {
		echoPackets(session)
		return
	}
	buffer := make([]byte, readBytes)
	for {
		count, err := session.Read(buffer)
		if err != nil {
			return
		}
		if _, err := session.Write(buffer[:count]); err != nil {
			return
		}
	}
}

// A packet that is not whole is named on stderr and not answered, as gonet's OnError would have it.
func echoPackets(session Session) {
	buffer := make([]byte, gonetReadBytes)
	for {
		count, err := session.Read(buffer)
		if err != nil {
			return
		}
		id, body, err := ParseGonetPacket(buffer[:count])
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		if _, err := session.Write(GonetPacket(id, body)); err != nil {
			return
		}
	}
}
