// Command client makes requests through turbo's client of 2016 and checks every byte of the replies.
//
//	client -connect 127.0.0.1:9000 -count 10000 -bodies 0,1,64,30000 -concurrency 8
package main

import (
	"fmt"
	"net"
	"time"

	remoting "github.com/blackbeans/turbo/client"
	"github.com/blackbeans/turbo/packet"
	"interop.test/common"
	v2016 "interop.test/turbo-v2016"
)

func main() {
	common.RunClient(dial)
}

func dial(address string) (common.Client, error) {
	connection, err := net.Dial("tcp4", address)
	if err != nil {
		return nil, err
	}
	turboClient := remoting.NewRemotingClient(connection.(*net.TCPConn), v2016.NewCodec, attachReply,
		v2016.NewConfig("interop-client"))
	turboClient.Start()
	return client{turboClient}, nil
}

// Packets that arrive are handed to the request that waits for their opaque.
func attachReply(client *remoting.RemotingClient, reply *packet.Packet) {
	client.Attach(reply.Header.Opaque, common.Reply{Command: reply.Header.CmdType, Body: reply.Data})
}

type client struct {
	turbo *remoting.RemotingClient
}

// Request never fails with common.ErrRefusedLocally: this turbo sends a body of any size.
func (client client) Request(command uint8, body []byte, timeout time.Duration) (common.Reply, error) {
	value, err := client.turbo.WriteAndGet(*packet.NewPacket(command, body), timeout)
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
