package kcp

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"time"
)

// BulkReport says what went out and what came back, as SHA-256 in hex.
type BulkReport struct {
	Bytes    int     `json:"bytes"`
	Sent     string  `json:"sent"`
	Received string  `json:"received"`
	Seconds  float64 `json:"seconds"`
}

// Bulk sends so many bytes, in pieces of every size up to chunk, to a server that echoes them.
func Bulk(session Session, total, chunk int, timeout time.Duration) (BulkReport, error) {
	started := time.Now()
	session.SetDeadline(started.Add(timeout))
	sent := make(chan sending, 1)
	go func() { sent <- send(session, total, chunk) }()
	hash := sha256.New()
	buffer := make([]byte, readBytes)
	for received := 0; received < total; {
		count, err := session.Read(buffer)
		if err != nil {
			return BulkReport{}, err
		}
		hash.Write(buffer[:count])
		received += count
	}
	out := <-sent
	received := hex.EncodeToString(hash.Sum(nil))
	return BulkReport{total, out.hash, received, time.Since(started).Seconds()}, out.err
}

type sending struct {
	hash string
	err  error
}

func send(session Session, total, chunk int) sending {
	source := rand.NewChaCha8([32]byte([]byte("kcp interop: bytes of bulk tests")))
	hash := sha256.New()
	buffer := make([]byte, chunk)
	for left, size := total, 1; left > 0; size = size%chunk + 1 {
		piece := buffer[:min(size, left)]
		source.Read(piece)
		hash.Write(piece)
		if _, err := session.Write(piece); err != nil {
			return sending{err: err}
		}
		left -= len(piece)
	}
	return sending{hash: hex.EncodeToString(hash.Sum(nil))}
}
