package main

import (
	"bufio"
	"io"
	"net"
	"time"

	"interop.test/common"
)

type loop struct {
	frame  frame
	reader *bufio.Reader
	writer *bufio.Writer
	reply  []byte
	opaque uint32
}

func newLoop(connection net.Conn, frame frame, inFlight int) *loop {
	loop := &loop{
		frame:  frame,
		reader: bufio.NewReaderSize(connection, 256*1024),
		writer: bufio.NewWriterSize(connection, 256*1024),
		reply:  make([]byte, frame.size()),
	}
	for range inFlight {
		loop.send()
	}
	loop.flush()
	return loop
}

// run keeps the number in flight: each reply read allows one request. Requests wait in the writer for as long as
// replies are at hand, so the load itself makes few system calls.
func (loop *loop) run(duration time.Duration) map[string]any {
	started := time.Now()
	replies := 0
	for time.Since(started) < duration {
		replies += loop.turn()
	}
	seconds := time.Since(started).Seconds()
	return map[string]any{"replies": replies, "seconds": seconds, "perSecond": int(float64(replies) / seconds)}
}

func (loop *loop) turn() int {
	loop.receive()
	replies := 1
	for loop.reader.Buffered() >= loop.frame.size() {
		loop.receive()
		replies++
	}
	for range replies {
		loop.send()
	}
	loop.flush()
	return replies
}

func (loop *loop) send() {
	loop.opaque = max(1, loop.opaque+1)
	available := loop.writer.AvailableBuffer()
	if cap(available) < loop.frame.size() {
		loop.flush()
		available = loop.writer.AvailableBuffer()
	}
	packet := available[:loop.frame.size()]
	clear(packet)
	loop.frame.put(packet, loop.opaque)
	loop.writer.Write(packet)
}

func (loop *loop) flush() {
	if err := loop.writer.Flush(); err != nil {
		common.Fail(err)
	}
}

func (loop *loop) receive() {
	if _, err := io.ReadFull(loop.reader, loop.reply); err != nil {
		common.Fail(err)
	}
	if err := loop.frame.check(loop.reply); err != nil {
		common.Fail(err)
	}
}
