package common

import (
	"bytes"
	"testing"
)

func TestGivesTheSameBytesForTheSameRequest(t *testing.T) {
	if !bytes.Equal(Body(7, 64), Body(7, 64)) {
		t.Fatal("request 7 has two bodies")
	}
}

func TestGivesDifferentBytesToDifferentRequests(t *testing.T) {
	if bytes.Equal(Body(7, 64), Body(8, 64)) {
		t.Fatal("requests 7 and 8 share a body")
	}
}
