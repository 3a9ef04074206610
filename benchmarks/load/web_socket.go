//go:build linux

package main

import (
	"bufio"
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/textproto"
	"strings"
	"syscall"
)

// Of RFC 6455: the last frame of a message, of binary data.
const finalBinary = 0x82
const isMasked = 0x80

// The mask of every frame: four equal bytes, so that masked bytes fit in wherever they go.
const mask = 0x5a

const key = "bm90IGEgcmFuZG9tIGtleQ=="

// upgradeTo returns what makes a connection a WebSocket, with a subprotocol unless it is "".
func upgradeTo(subprotocol string) func(fd int, address string) error {
	return func(fd int, address string) error {
		request := "GET / HTTP/1.1\r\nHost: " + address + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
			"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + "\r\n"
		if subprotocol != "" {
			request += "Sec-WebSocket-Protocol: " + subprotocol + "\r\n"
		}
		if _, err := write(fd, []byte(request+"\r\n")); err != nil {
			return err
		}
		answer, err := readHead(fd)
		if err != nil {
			return err
		}
		return checkUpgrade(answer, subprotocol)
	}
}

func readHead(fd int) ([]byte, error) {
	var head []byte
	buffer := make([]byte, 4096)
	for !bytes.Contains(head, []byte("\r\n\r\n")) {
		n, err := syscall.Read(fd, buffer)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, fmt.Errorf("the server closed the connection")
		}
		head = append(head, buffer[:n]...)
	}
	return head, nil
}

func checkUpgrade(answer []byte, subprotocol string) error {
	reader := textproto.NewReader(bufio.NewReader(bytes.NewReader(answer)))
	status, err := reader.ReadLine()
	if err != nil || !strings.HasPrefix(status, "HTTP/1.1 101 ") {
		return fmt.Errorf("the server answers %q", status)
	}
	headers, err := reader.ReadMIMEHeader()
	if err != nil {
		return err
	}
	hash := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	if headers.Get("Sec-WebSocket-Accept") != base64.StdEncoding.EncodeToString(hash[:]) {
		return fmt.Errorf("the server accepts another key")
	}
	if agreed := headers.Get("Sec-WebSocket-Protocol"); agreed != subprotocol {
		return fmt.Errorf("the server agrees to %q, not to %q", agreed, subprotocol)
	}
	return nil
}

func appendFrame(out, payload []byte) []byte {
	return append(appendHeader(out, len(payload), 0), payload...)
}

func appendMaskedFrame(out, payload []byte) []byte {
	return appendMasked(appendMaskedHeader(out, len(payload)), payload)
}

func appendMaskedHeader(out []byte, length int) []byte {
	return append(appendHeader(out, length, isMasked), mask, mask, mask, mask)
}

func appendHeader(out []byte, length int, masked byte) []byte {
	switch {
	case length < 126:
		return append(out, finalBinary, masked|byte(length))
	case length < 1<<16:
		return binary.BigEndian.AppendUint16(append(out, finalBinary, masked|126), uint16(length))
	default:
		return binary.BigEndian.AppendUint64(append(out, finalBinary, masked|127), uint64(length))
	}
}

func appendMasked(out, payload []byte) []byte {
	for _, value := range payload {
		out = append(out, value^mask)
	}
	return out
}

// messages takes the frames of a server that cuts messages where it likes, and hands on what is in
// them.
type messages struct {
	replies
	header []byte // of the next frame, as far as it has come
	left   int    // bytes of the frame that are still to come
}

func (m *messages) accept(chunk []byte, now int64, times *histogram) (int, error) {
	complete := 0
	for len(chunk) > 0 {
		if m.left == 0 {
			if err := m.acceptHeader(chunk[0]); err != nil {
				return complete, err
			}
			chunk = chunk[1:]
			continue
		}
		length := min(m.left, len(chunk))
		done, err := m.replies.accept(chunk[:length], now, times)
		complete += done
		if err != nil {
			return complete, err
		}
		m.left -= length
		chunk = chunk[length:]
	}
	return complete, nil
}

func (m *messages) acceptHeader(next byte) error {
	m.header = append(m.header, next)
	if m.header[0] != finalBinary {
		return fmt.Errorf("a frame begins with %02x", m.header[0])
	}
	length, isComplete := payloadLength(m.header)
	if isComplete {
		m.left = length
		m.header = m.header[:0]
	}
	return nil
}

func payloadLength(header []byte) (int, bool) {
	switch {
	case len(header) < 2:
		return 0, false
	case header[1] < 126:
		return int(header[1]), true
	case header[1] == 126 && len(header) == 4:
		return int(binary.BigEndian.Uint16(header[2:])), true
	case header[1] >= 127 && len(header) == 10:
		return int(binary.BigEndian.Uint64(header[2:])), true
	default:
		return 0, false
	}
}
