//go:build linux

package main

import (
	"fmt"
	"syscall"
)

// writer writes the requests of one connection. What the socket does not take waits for the next
// reply: a full socket means that requests are on their way, and so replies are.
type writer interface {
	add(requests int)
	flush() error
}

func newWriter(l link, fd int, requests *stream) writer {
	if l.isBatch {
		return &batchWriter{fd: fd, requests: requests}
	}
	if l.isDatagram {
		return &datagramWriter{fd: fd, requests: requests}
	}
	return &streamWriter{fd: fd, requests: requests}
}

// streamWriter writes prebuilt bytes, as many as the socket takes at a time.
type streamWriter struct {
	fd          int
	requests    *stream
	queuedBytes int64 // of the request stream: to be sent
	sentBytes   int64 // of the request stream: taken by the socket
}

func (w *streamWriter) add(requests int) {
	w.queuedBytes += int64(requests * w.requests.frame)
}

func (w *streamWriter) flush() error {
	for w.queuedBytes > w.sentBytes {
		length := int(w.queuedBytes - w.sentBytes)
		n, err := write(w.fd, w.requests.at(w.sentBytes, length))
		if n == 0 || err != nil {
			return err
		}
		w.sentBytes += int64(n)
	}
	return nil
}

// batchWriter puts all requests that are added at a time into one message of a WebSocket.
type batchWriter struct {
	fd       int
	requests *stream
	position int64 // in the request stream: of what is added next
	waiting  []byte
}

func (w *batchWriter) add(requests int) {
	if requests == 0 {
		return
	}
	length := requests * w.requests.frame
	w.waiting = appendMaskedHeader(w.waiting, length)
	w.waiting = append(w.waiting, w.requests.at(w.position, length)...)
	w.position += int64(length)
}

func (w *batchWriter) flush() error {
	for len(w.waiting) > 0 {
		n, err := write(w.fd, w.waiting)
		if n == 0 || err != nil {
			return err
		}
		w.waiting = append(w.waiting[:0], w.waiting[n:]...)
	}
	return nil
}

// datagramWriter writes each request by itself.
type datagramWriter struct {
	fd       int
	requests *stream
	queued   int64
	sent     int64
}

func (w *datagramWriter) add(requests int) {
	w.queued += int64(requests)
}

func (w *datagramWriter) flush() error {
	for ; w.sent < w.queued; w.sent++ {
		at := w.sent * int64(w.requests.frame)
		n, err := write(w.fd, w.requests.at(at, w.requests.frame))
		if n == 0 || err != nil {
			return err
		}
	}
	return nil
}

// write returns 0 when the socket takes nothing now.
func write(fd int, bytes []byte) (int, error) {
	for {
		n, err := syscall.Write(fd, bytes)
		if err == syscall.EAGAIN {
			return 0, nil
		}
		if err == nil {
			return n, nil
		}
		if err != syscall.EINTR {
			return 0, fmt.Errorf("write: %w", err)
		}
	}
}
