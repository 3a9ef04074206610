// Package v2016 sets up turbo of December 2016, the last whose frame begins with a Length field:
// `Length(4) Opaque(4) CmdType(1) Version(2) Extension(8) BodyLen(4) Body`, big-endian, Length = 19 + body.
package v2016

import (
	"time"

	"github.com/blackbeans/turbo"
	"github.com/blackbeans/turbo/client"
	"github.com/blackbeans/turbo/codec"
	"github.com/blackbeans/turbo/packet"
)

// Those of turbo's own demo.
const (
	dispatchers       = 1000
	bufferBytes       = 16 * 1024
	writeQueuePackets = 20000
	maxPending        = 160000
	// Only the TCP keepalive depends on it (twice this); turbo closes no idle session.
	idleTime = 10 * time.Second
)

// NewConfig returns turbo's configuration.
func NewConfig(name string) *turbo.RemotingConfig {
	return turbo.NewRemotingConfig(name, dispatchers, bufferBytes, bufferBytes,
		writeQueuePackets, writeQueuePackets, idleTime, maxPending)
}

// NewCodec returns the codec that turbo's own server uses.
func NewCodec() codec.ICodec {
	return codec.LengthBasedCodec{MaxFrameLength: packet.MAX_PACKET_BYTES, SkipLength: 4}
}

// Echo answers each packet with its own body, opaque and command.
func Echo(client *client.RemotingClient, request *packet.Packet) {
	client.Write(*packet.NewRespPacket(request.Header.Opaque, request.Header.CmdType, request.Data))
}
