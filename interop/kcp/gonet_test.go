package kcp

import (
	"encoding/hex"
	"testing"
)

func TestWritesPacketsAsGonet(t *testing.T) {
	packet := hex.EncodeToString(GonetPacket(101, []byte(`{"content":"hi"}`)))
	if packet != "1400650000007b22636f6e74656e74223a226869227d" {
		t.Fatal(packet)
	}
}

func TestRefusesPacketsThatAreNotWhole(t *testing.T) {
	for _, text := range []string{"", "0400650000", "050065000000", "040065000000ff"} {
		message, _ := hex.DecodeString(text)
		if _, _, err := ParseGonetPacket(message); err == nil {
			t.Fatal(text)
		}
	}
}
