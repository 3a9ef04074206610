//go:build unix

package main

import (
	"flag"
	"math/rand/v2"
)

// exchange is what goes to and fro: requests of so many bytes, and what the server makes of them.
type exchange struct {
	name string // echo: the same bytes come back; take: one byte does, the request's number
	body int
}

func exchangeFlags() *exchange {
	e := &exchange{}
	flag.StringVar(&e.name, "exchange", "echo", "echo: bytes come back; take: a byte for each request does")
	flag.IntVar(&e.body, "body", 64, "bytes of a request")
	return e
}

func (e *exchange) takes() bool { return e.name == "take" }

// distinct is how many requests there are before they begin again.
func (e *exchange) distinct() int {
	if e.takes() {
		return 32
	}
	return 1024
}

// period builds all distinct requests, one behind the other, and the replies to them.
func (e *exchange) period() (requests, replies []byte) {
	requests = make([]byte, e.distinct()*e.body)
	rand.NewChaCha8([32]byte([]byte("requests that differ from others"))).Read(requests)
	if !e.takes() {
		return requests, requests
	}
	for number := range e.distinct() {
		replies = append(replies, byte(number))
	}
	return requests, replies
}
