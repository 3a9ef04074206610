//go:build linux

// Command link emulates a bad network: two namespaces, and between them a link that delays, loses
// and limits. It says where they are in a line of JSON, then answers each line of its standard input
// with what the link has done so far, and ends with that input. Nothing is left behind: namespaces
// and devices have no names, and go with the last process that uses them.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"time"
)

// announcement says how the two ends are reached.
type announcement struct {
	Near endpoint `json:"near"`
	Far  endpoint `json:"far"`
}

// endpoint is for `nsenter --net=<Namespace>`, and the address within.
type endpoint struct {
	Namespace string `json:"namespace"`
	Address   string `json:"address"`
}

func main() {
	rules, seed := parseFlags()
	near, err := newEnd(nearAddress)
	if err != nil {
		log.Fatal(err)
	}
	far, err := newEnd(farAddress)
	if err != nil {
		log.Fatal(err)
	}
	there, back := newPath(rules, seed), newPath(rules, seed+1)
	go forward(near.device, far.device, there)
	go forward(far.device, near.device, back)
	say(announcement{near.endpoint(nearAddress), far.endpoint(farAddress)})
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		say(there.counts().plus(back.counts()))
	}
}

func parseFlags() (r rules, seed int64) {
	flag.DurationVar(&r.delay, "delay", 50*time.Millisecond, "how long a frame takes, each way")
	flag.Float64Var(&r.loss, "loss", 0, "share of frames that are lost, each way")
	flag.Float64Var(&r.bytesPerSecond, "bytes-per-second", 0, "what gets through, each way; 0: all")
	flag.DurationVar(&r.queue, "queue", 100*time.Millisecond, "how long a frame may wait to get through")
	flag.Int64Var(&seed, "seed", 1, "the same seed loses the same frames, by their number")
	flag.Parse()
	return r, seed
}

func say(what any) {
	line, err := json.Marshal(what)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(line))
}

var (
	nearAddress = [4]byte{10, 99, 0, 1}
	farAddress  = [4]byte{10, 99, 0, 2}
)
