//go:build unix

package main

import (
	"sync/atomic"
	"time"

	"github.com/xtaci/kcp-go/v5"
)

// serve answers sessions until the program ends.
func serve(how *settings, what *exchange) error {
	listener, err := how.listen()
	if err != nil {
		return err
	}
	printJSON(map[string]string{"address": listener.Addr().String()})
	go func() {
		for {
			session, err := listener.AcceptKCP()
			if err != nil {
				return
			}
			how.tune(session)
			go answer(session, what)
		}
	}()
	return nil
}

func answer(session *kcp.UDPSession, what *exchange) {
	reads := watch(session)
	buffer := make([]byte, readBytes)
	replies := &replies{what: what}
	for {
		n, err := session.Read(buffer)
		if err != nil {
			return
		}
		reads.Add(1)
		reply := replies.to(buffer[:n])
		if len(reply) == 0 {
			continue
		}
		if _, err := session.Write(reply); err != nil {
			return
		}
	}
}

// replies makes the replies to what one session has sent.
type replies struct {
	what     *exchange
	received int
	answered int
	bytes    []byte
}

func (r *replies) to(chunk []byte) []byte {
	if !r.what.takes() {
		return chunk
	}
	r.received += len(chunk)
	r.bytes = r.bytes[:0]
	for ; (r.answered+1)*r.what.body <= r.received; r.answered++ {
		r.bytes = append(r.bytes, byte(r.answered%r.what.distinct()))
	}
	return r.bytes
}

// watch closes a session that reads nothing any more: in KCP a peer that has left does not say so.
func watch(session *kcp.UDPSession) *atomic.Int64 {
	reads := &atomic.Int64{}
	go func() {
		for seen := int64(-1); reads.Load() != seen; time.Sleep(silence) {
			seen = reads.Load()
		}
		session.Close()
	}()
	return reads
}

const readBytes = 256 << 10
const silence = 5 * time.Second
