package common

import (
	"encoding/binary"
	"math/rand/v2"
)

// Body returns the bytes of request number index: always the same for one index and size, different between indexes.
func Body(index, size int) []byte {
	seed := [32]byte([]byte("turbo interop: bodies by request"))
	binary.BigEndian.PutUint64(seed[:8], uint64(index))
	body := make([]byte, size)
	rand.NewChaCha8(seed).Read(body)
	return body
}
