package gonet

import (
	"fmt"
	"os"
	"reflect"

	"github.com/flylib/gonet"
	"github.com/flylib/gonet/transport/gorillaws"
	"github.com/flylib/gonet/transport/kcp"
	"github.com/flylib/gonet/transport/tcp"
	"github.com/flylib/gonet/transport/udp"
	"github.com/flylib/interface/codec"
)

// Settings say what a peer speaks.
type Settings struct {
	Transport string // tcp, ws, udp or kcp
	Codec     string // json, binary, xml or protobuf
}

// OnMessage gets every message that arrives, already decoded; it runs in the session's own goroutine.
type OnMessage func(id uint32, note *Note, session gonet.ISession)

// Password and salt of KCP's key; the rest of its settings cannot be chosen.
var kcpKey = kcp.WithPBKDF2("interop password", "interop salt")

// NewServer makes a server that has not been started.
func NewServer(settings Settings, onMessage OnMessage) (gonet.IServer, error) {
	codec, err := codecOf(settings.Codec)
	if err != nil {
		return nil, err
	}
	switch settings.Transport {
	case "tcp":
		return tcp.NewServer(newContext[*tcp.Session](codec, onMessage)), nil
	case "ws":
		return create(gorillaws.NewServer, codec, onMessage), nil
	case "udp":
		return create(udp.NewServer, codec, onMessage), nil
	case "kcp":
		return kcp.NewServer(newContext[*kcp.Session](codec, onMessage), kcpKey), nil
	}
	return nil, fmt.Errorf("there is no transport %q", settings.Transport)
}

// Dial connects to a server at `host:port`.
func Dial(settings Settings, address string, onMessage OnMessage) (gonet.ISession, error) {
	codec, err := codecOf(settings.Codec)
	if err != nil {
		return nil, err
	}
	var client gonet.IClient
	switch settings.Transport {
	case "tcp":
		client = create(tcp.NewClient, codec, onMessage)
	case "ws":
		client = create(gorillaws.NewClient, codec, onMessage)
	case "udp":
		client = create(udp.NewClient, codec, onMessage)
	case "kcp":
		client = kcp.NewClient(newContext[*kcp.Session](codec, onMessage), kcpKey)
	default:
		return nil, fmt.Errorf("there is no transport %q", settings.Transport)
	}
	return client.Dial(settings.url(address))
}

// WebSocket takes an address with a path, the others `host:port`.
func (settings Settings) url(address string) string {
	if settings.Transport == "ws" {
		return "ws://" + address + "/center/ws"
	}
	return address
}

// Calls a constructor of gonet without options. The compiler finds its session type, which for UDP has no exported name.
func create[Session gonet.SessionConstraint, Option, Peer any](
	constructor func(*gonet.AppContext[Session], ...Option) Peer, codec codec.ICodec, onMessage OnMessage,
) Peer {
	return constructor(newContext[Session](codec, onMessage))
}

func newContext[Session gonet.SessionConstraint](codec codec.ICodec, onMessage OnMessage) *gonet.AppContext[Session] {
	structure := reflect.TypeFor[Session]().Elem()
	return gonet.NewAppContext(
		func() Session { return reflect.New(structure).Interface().(Session) },
		gonet.WithEventHandler(handler{onMessage}),
		gonet.MustWithCodec(codec),
		gonet.MustWithLogger(errorLogger{}),
	)
}

type handler struct {
	onMessage OnMessage
}

func (handler handler) OnConnect(gonet.ISession) {}

func (handler handler) OnClose(gonet.ISession, error) {}

func (handler handler) OnError(_ gonet.ISession, err error) {
	fmt.Fprintln(os.Stderr, err)
}

func (handler handler) OnMessage(message gonet.IMessage) {
	note := new(Note)
	if err := message.UnmarshalTo(note); err != nil {
		fmt.Fprintf(os.Stderr, "message %d: %v\n", message.ID(), err)
		return
	}
	handler.onMessage(message.ID(), note, message.From())
}
