// Command client makes requests through turbo's client at its HEAD and checks every byte of the replies.
//
//	client -connect 127.0.0.1:9000 -count 10000 -bodies 0,1,64,30000 -concurrency 8
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/blackbeans/turbo"
	"interop.test/common"
	head "interop.test/turbo-head"
)

func main() {
	common.RunClient(dial)
}

func dial(address string) (common.Client, error) {
	connection, err := net.Dial("tcp4", address)
	if err != nil {
		return nil, err
	}
	config := head.NewConfig("interop-client", head.Defaults)
	turboClient := turbo.NewTClient(context.Background(), connection.(*net.TCPConn), newCodec, attachReply, config)
	turboClient.Start()
	return client{turboClient}, nil
}

func newCodec() turbo.ICodec {
	return turbo.LengthBytesCodec{MaxFrameLength: turbo.MAX_PACKET_BYTES}
}

// Packets that arrive are handed to the request that waits for their opaque.
func attachReply(context *turbo.TContext) error {
	if context.Err != nil {
		return nil
	}
	header := context.Message.Header
	context.Client.Attach(header.Opaque, common.Reply{Command: header.CmdType, Body: context.Message.Data})
	return nil
}

type client struct {
	turbo *turbo.TClient
}

func (client client) Request(command uint8, body []byte, timeout time.Duration) (common.Reply, error) {
	request := turbo.NewPacket(command, nil)
	request.PayLoad = body
	value, err := client.turbo.WriteAndGet(*request, timeout)
	if errors.Is(err, turbo.ERR_TOO_LARGE_PACKET) {
		return common.Reply{}, fmt.Errorf("%w: %w", common.ErrRefusedLocally, err)
	}
	if err != nil {
		return common.Reply{}, err
	}
	reply, isReply := value.(common.Reply)
	if !isReply {
		return common.Reply{}, fmt.Errorf("turbo ended the request with %v", value)
	}
	return reply, nil
}

func (client client) IsClosed() bool {
	return client.turbo.IsClosed()
}

func (client client) Close() {
	client.turbo.Shutdown()
}
