package quic

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"github.com/quic-go/quic-go"
)

// A Report is what a case has seen, for one JSON line.
type Report map[string]any

// Cases are what the client can be asked to do, by name.
var Cases = map[string]func(dial Dial) (Report, error){
	"echo":     echoes,
	"bulk":     bulk,
	"codes":    codes,
	"closed":   closed,
	"close":    closes,
	"datagram": datagram,
	"resume":   resume,
	"idle":     idle,
	"gonet":    gonet,
}

// Dial opens a connection.
type Dial func() (*quic.Conn, error)

// Dialler returns what opens connections to address; all of them share one cache of tickets.
func (settings *Settings) Dialler(address string) (Dial, error) {
	tlsConfig, err := settings.TLS()
	if err != nil {
		return nil, err
	}
	return func() (*quic.Conn, error) { return dial(address, tlsConfig, settings.QUIC()) }, nil
}

func dial(address string, tlsConfig *tls.Config, config *quic.Config) (*quic.Conn, error) {
	limit, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return quic.DialAddr(limit, address, tlsConfig, config)
}

func open(dial Dial) (*quic.Conn, *quic.Stream, error) {
	connection, err := dial()
	if err != nil {
		return nil, nil, err
	}
	stream, err := connection.OpenStreamSync(context.Background())
	return connection, stream, err
}

// echoes sends 1,000 bodies one after the other, and leaves as one should: end, their end, close.
func echoes(dial Dial) (Report, error) {
	connection, stream, err := open(dial)
	if err != nil {
		return nil, err
	}
	failures := 0
	for index := range 1000 {
		sent := random(1 + index%500)
		if _, err := stream.Write(sent); err != nil {
			return nil, err
		}
		received := make([]byte, len(sent))
		if _, err := io.ReadFull(stream, received); err != nil {
			return nil, err
		}
		if !bytes.Equal(sent, received) {
			failures++
		}
	}
	if err := leave(connection, stream); err != nil {
		return nil, err
	}
	return Report{"messages": 1000, "failures": failures}, nil
}

// bulk sends 64 MB while it reads them back.
func bulk(dial Dial) (Report, error) {
	connection, stream, err := open(dial)
	if err != nil {
		return nil, err
	}
	sent := sha256.New()
	go func() {
		// A failure shows as a stream that ends too soon.
		_, _ = io.Copy(io.MultiWriter(stream, sent), io.LimitReader(rand.Reader, 64<<20))
		_ = stream.Close()
	}()
	received := sha256.New()
	count, err := io.Copy(received, stream)
	if err != nil {
		return nil, err
	}
	report := Report{"bytes": count, "sent": sum(sent), "received": sum(received)}
	return report, connection.CloseWithError(0, "")
}

// codes opens two more streams, on which the server is to reset and to stop.
func codes(dial Dial) (Report, error) {
	connection, stream, err := open(dial)
	if err != nil {
		return nil, err
	}
	if _, err := stream.Write([]byte("main")); err != nil {
		return nil, err
	}
	ours, err := connection.OpenStreamSync(context.Background())
	if err != nil {
		return nil, err
	}
	if _, err := ours.Write([]byte("reset me")); err != nil {
		return nil, err
	}
	_, err = io.ReadAll(ours)
	theirs, failure := connection.OpenStreamSync(context.Background())
	if failure != nil {
		return nil, failure
	}
	if _, failure := theirs.Write([]byte("keep me")); failure != nil {
		return nil, failure
	}
	theirs.CancelWrite(27)
	theirs.CancelRead(27)
	return Report{"reset": codeOf(err), "alive": isAlive(stream)}, leave(connection, stream)
}

// closed waits for the server to close.
func closed(dial Dial) (Report, error) {
	_, stream, err := open(dial)
	if err != nil {
		return nil, err
	}
	if _, err := stream.Write([]byte("close me")); err != nil {
		return nil, err
	}
	_, err = io.ReadAll(stream)
	return Report{"code": codeOf(err)}, nil
}

// closes closes with a code of core.
func closes(dial Dial) (Report, error) {
	connection, stream, err := open(dial)
	if err != nil {
		return nil, err
	}
	if _, err := stream.Write([]byte("hello")); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(stream, make([]byte, 5)); err != nil {
		return nil, err
	}
	return Report{}, connection.CloseWithError(25, "as agreed")
}

func datagram(dial Dial) (Report, error) {
	connection, stream, err := open(dial)
	if err != nil {
		return nil, err
	}
	// The server has nobody to give a datagram to before the message stream is open.
	if _, err := stream.Write([]byte("hello")); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(stream, make([]byte, 5)); err != nil {
		return nil, err
	}
	sent := random(1000)
	if err := connection.SendDatagram(sent); err != nil {
		return nil, err
	}
	limit, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	received, err := connection.ReceiveDatagram(limit)
	if err != nil {
		return nil, err
	}
	return Report{"equal": bytes.Equal(sent, received)}, leave(connection, stream)
}

// resume connects twice.
func resume(dial Dial) (Report, error) {
	resumed := []bool{}
	for range 2 {
		connection, stream, err := open(dial)
		if err != nil {
			return nil, err
		}
		if !isAlive(stream) {
			return nil, errors.New("no echo")
		}
		state := connection.ConnectionState()
		resumed = append(resumed, state.TLS.DidResume && !state.Used0RTT)
		if err := leave(connection, stream); err != nil {
			return nil, err
		}
	}
	return Report{"resumed": resumed}, nil
}

// idle says nothing any more.
func idle(dial Dial) (Report, error) {
	connection, stream, err := open(dial)
	if err != nil {
		return nil, err
	}
	if !isAlive(stream) {
		return nil, errors.New("no echo")
	}
	<-connection.Context().Done()
	var timeout *quic.IdleTimeoutError
	return Report{"timedOut": errors.As(context.Cause(connection.Context()), &timeout)}, nil
}

// gonet sends 1,000 packets of gonet: Size(2) MessageId(4) Body, little-endian.
func gonet(dial Dial) (Report, error) {
	connection, stream, err := open(dial)
	if err != nil {
		return nil, err
	}
	failures := 0
	for index := range 1000 {
		body := random(index)
		packet := binary.LittleEndian.AppendUint16(nil, uint16(4+len(body)))
		packet = binary.LittleEndian.AppendUint32(packet, 101)
		packet = append(packet, body...)
		if _, err := stream.Write(packet); err != nil {
			return nil, err
		}
		received := make([]byte, len(packet))
		if _, err := io.ReadFull(stream, received); err != nil {
			return nil, err
		}
		if !bytes.Equal(packet, received) {
			failures++
		}
	}
	return Report{"messages": 1000, "failures": failures}, leave(connection, stream)
}

func isAlive(stream *quic.Stream) bool {
	if _, err := stream.Write([]byte("alive")); err != nil {
		return false
	}
	// What was sent before comes back before it.
	for last := []byte{}; ; {
		chunk := make([]byte, 100)
		count, err := stream.Read(chunk)
		last = append(last, chunk[:count]...)
		if bytes.HasSuffix(last, []byte("alive")) {
			return true
		}
		if err != nil {
			return false
		}
	}
}

func leave(connection *quic.Conn, stream *quic.Stream) error {
	if err := stream.Close(); err != nil {
		return err
	}
	if _, err := io.ReadAll(stream); err != nil {
		return err
	}
	return connection.CloseWithError(0, "")
}

func codeOf(err error) int64 {
	var stream *quic.StreamError
	if errors.As(err, &stream) {
		return int64(stream.ErrorCode)
	}
	var application *quic.ApplicationError
	if errors.As(err, &application) {
		return int64(application.ErrorCode)
	}
	return -1
}

func random(count int) []byte {
	bytes := make([]byte, count)
	// It never fails (crypto/rand since Go 1.24).
	_, _ = rand.Read(bytes)
	return bytes
}

func sum(hash interface{ Sum([]byte) []byte }) string {
	return hex.EncodeToString(hash.Sum(nil))
}
