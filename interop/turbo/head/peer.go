// Package head sets up turbo at its HEAD, whose frame has no Length field:
// `Opaque(4) CmdType(1) Version(2) Extension(8) BodyLen(4) Body`, big-endian.
package head

import (
	"io"
	"time"

	"github.com/blackbeans/logx"
	"github.com/blackbeans/turbo"
)

// Tuning is what turbo lets its user choose.
type Tuning struct {
	Dispatchers       int // handlers at once, over all connections
	ReadBufferBytes   int // of the socket and of the reader above it
	WriteBufferBytes  int // likewise
	WriteQueuePackets int // a packet over it is dropped, its request never answered
}

// Defaults are those of turbo's own demo.
var Defaults = Tuning{
	Dispatchers:       20,
	ReadBufferBytes:   16 * 1024,
	WriteBufferBytes:  16 * 1024,
	WriteQueuePackets: 20000,
}

const (
	// Only the TCP keepalive depends on it (twice this); turbo closes no idle session.
	idleTime = 10 * time.Second
	// Requests of a client that may wait at once.
	maxPending = 500000
)

// NewConfig turns a tuning into turbo's configuration and silences turbo, which logs each closed connection as an error.
func NewConfig(name string, tuning Tuning) *turbo.TConfig {
	logx.GetLogger("turbo").SetOutput(io.Discard)
	return turbo.NewTConfig(name, tuning.Dispatchers, tuning.ReadBufferBytes, tuning.WriteBufferBytes,
		tuning.WriteQueuePackets, tuning.WriteQueuePackets, idleTime, maxPending)
}

// Echo is a handler that answers each packet with its own body, opaque and command.
func Echo(context *turbo.TContext) error {
	if context.Err != nil {
		// turbo stops reading such a connection and leaves it open.
		context.Client.Shutdown()
		return nil
	}
	request := context.Message
	reply := turbo.NewRespPacket(request.Header.Opaque, request.Header.CmdType, nil)
	reply.PayLoad = request.Data
	return context.Client.Write(*reply)
}
