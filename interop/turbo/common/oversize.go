package common

import (
	"errors"
	"os"
	"time"
)

// ErrRefusedLocally is the error of a request that turbo would not send because of its own limit.
var ErrRefusedLocally = errors.New("refused locally")

const oversizeTimeout = 5 * time.Second

func reportOversize(client Client, command uint8, size int) {
	outcome := tryOversize(client, command, size)
	PrintJSON(map[string]string{"oversize": outcome})
	client.Close()
	if outcome != "closed" && outcome != "refused locally" {
		os.Exit(1)
	}
}

// turbo does not fail a request when its connection closes, so the connection is watched beside it.
func tryOversize(client Client, command uint8, size int) string {
	answered := make(chan error, 1)
	go func() {
		_, err := client.Request(command, Body(0, size), oversizeTimeout)
		answered <- err
	}()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-answered:
			return outcomeOf(client, err)
		case <-tick.C:
			if client.IsClosed() {
				return "closed"
			}
		}
	}
}

func outcomeOf(client Client, err error) string {
	if errors.Is(err, ErrRefusedLocally) {
		return "refused locally"
	}
	if client.IsClosed() {
		return "closed"
	}
	if err != nil {
		return "ignored"
	}
	return "answered"
}
