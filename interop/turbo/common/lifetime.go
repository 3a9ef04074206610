// Package common holds what the peers of both turbo versions share: flags, JSON lines, bodies and lifetime.
package common

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"
)

// ServeUntilStopped starts a server on a free port, prints its address as one JSON line and returns when it should stop.
//
// listen is `host:port`; start gets it with port 0 replaced by a free one and reports whether it could bind.
func ServeUntilStopped(listen string, start func(address string) error) {
	address, err := bind(listen, start)
	if err != nil {
		Fail(err)
	}
	PrintJSON(map[string]string{"address": address})
	waitForStop()
}

// PrintJSON writes value as one line on stdout, the only thing a peer ever writes there.
func PrintJSON(value any) {
	line, err := json.Marshal(value)
	if err != nil {
		Fail(err)
	}
	fmt.Println(string(line))
}

// Fail says why on stderr and ends the program with code 1.
func Fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// turbo never tells which port it bound, so a free one is looked up first. Another program may take it in between:
// then the next one is tried.
func bind(listen string, start func(address string) error) (string, error) {
	var err error
	for range 20 {
		var address string
		if address, err = freeAddress(listen); err != nil {
			return "", err
		}
		if err = start(address); err == nil {
			return address, nil
		}
	}
	return "", err
}

func freeAddress(listen string) (string, error) {
	listener, err := net.Listen("tcp4", listen)
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// A closed stdin means that the program which started this one is gone.
func waitForStop() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		io.Copy(io.Discard, os.Stdin)
		stop <- syscall.SIGTERM
	}()
	<-stop
}
