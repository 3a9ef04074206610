package kcp

import (
	"bytes"
	"fmt"
	"os"
	"time"

	"interop.test/common"
)

// MessageReport says how many messages came back as they were sent.
type MessageReport struct {
	Messages int `json:"messages"`
	Failures int `json:"failures"`
}

// Messages sends messages of these sizes in turn, a few at a time, and wants each back whole.
func (settings *Settings) Messages(session Session, count int, sizes []int, window int, timeout time.Duration) MessageReport {
	session.SetDeadline(time.Now().Add(timeout))
	buffer := make([]byte, readBytes)
	failures := 0
	for sent, answered := 0, 0; answered < count; answered++ {
		for ; sent < count && sent-answered < window; sent++ {
			session.Write(settings.message(sent, sizes))
		}
		length, err := session.Read(buffer)
		if err != nil {
			fmt.Fprintf(os.Stderr, "message %d: %v\n", answered, err)
			return MessageReport{count, failures + count - answered}
		}
		if wanted := settings.message(answered, sizes); !bytes.Equal(buffer[:length], wanted) {
			fmt.Fprintf(os.Stderr, "message %d came back with %d bytes instead of its %d\n", answered, length, len(wanted))
			failures++
		}
	}
	return MessageReport{count, failures}
}

func (settings *Settings) message(index int, sizes []int) []byte {
	body := common.Body(index, sizes[index%len(sizes)])
	if settings.Gonet {
		return GonetPacket(uint32(101+index), body)
	}
	return body
}
