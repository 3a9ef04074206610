//go:build unix

// Command kcp-go is a server on xtaci/kcp-go, or the load for it. Both ends need the same settings.
//
//	kcp-go -serve -exchange echo     prints {"address":"127.0.0.1:PORT"}; ends when stdin closes
//	kcp-go -address 127.0.0.1:PORT -exchange echo -body 64 -window 1000 -count 100000
//
// The load is a closed loop: as many requests as it has read replies to, it sends, in one write. It
// compares every byte that comes back, and reports as one line of JSON.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

func main() {
	serves := flag.Bool("serve", false, "be the server")
	address := flag.String("address", "", "`host:port` of the server")
	window := flag.Int("window", 1, "requests in flight")
	count := flag.Int("count", 1000, "requests in all")
	what := exchangeFlags()
	how := settingsFlags()
	flag.Parse()
	if *serves {
		exitOn(serve(how, what))
		io.Copy(io.Discard, os.Stdin)
		return
	}
	session, err := how.dial(*address)
	exitOn(err)
	report := newLoad(session, what, *window, *count).run()
	printJSON(report)
	// kcp-go forgets what is not acknowledged yet, and the server would repeat it.
	time.Sleep(farewell)
	if report.Failures > 0 {
		os.Exit(1)
	}
}

func printJSON(value any) {
	line, err := json.Marshal(value)
	exitOn(err)
	fmt.Println(string(line))
}

func exitOn(err error) {
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

const farewell = 50 * time.Millisecond
