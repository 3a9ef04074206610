// Command client asks questions through gonet and checks every field of the answers.
//
//	client -connect 127.0.0.1:9000 -transport tcp -codec json -count 1000 -sizes 0,300 -window 64
package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/flylib/gonet"
	"interop.test/common"
	peer "interop.test/gonet"
)

const answerTimeout = 10 * time.Second

func main() {
	address := flag.String("connect", "", "`host:port` of the server")
	count := flag.Int("count", 1000, "questions in all")
	sizes := flag.String("sizes", "0,16,300", "sizes of their texts in bytes, taken in turn")
	window := flag.Int("window", 8, "questions that wait for their answer at once")
	settings := peer.Settings{}
	flag.StringVar(&settings.Transport, "transport", "tcp", "tcp, ws, udp or kcp")
	flag.StringVar(&settings.Codec, "codec", "json", "json, binary, xml or protobuf")
	flag.Parse()

	textSizes, err := parseSizes(*sizes)
	if err != nil {
		common.Fail(err)
	}
	answers := make(chan *peer.Note, *window)
	session, err := peer.Dial(settings, *address, func(id uint32, note *peer.Note, _ gonet.ISession) {
		if id == peer.AnswerID {
			answers <- note
		}
	})
	if err != nil {
		common.Fail(err)
	}
	run := &run{session: session, answers: answers, count: *count, sizes: textSizes, window: *window}
	failures := run.ask()
	common.PrintJSON(map[string]int{"messages": *count, "failures": failures})
	// Leaving closes the connection; Close panics when the server has closed it before.
	if failures > 0 {
		os.Exit(1)
	}
}

func parseSizes(list string) ([]int, error) {
	var sizes []int
	for _, item := range strings.Split(list, ",") {
		size, err := strconv.Atoi(item)
		if err != nil {
			return nil, fmt.Errorf("-sizes: %w", err)
		}
		sizes = append(sizes, size)
	}
	return sizes, nil
}

type run struct {
	session gonet.ISession
	answers chan *peer.Note
	count   int
	sizes   []int
	window  int
}

// Asks everything and returns how many answers were wrong, out of order or missing.
func (run *run) ask() int {
	failures := 0
	for asked, answered := 0, 0; answered < run.count; answered++ {
		for ; asked < run.count && asked-answered < run.window; asked++ {
			if err := run.session.Send(peer.QuestionID, run.question(asked)); err != nil {
				fmt.Fprintf(os.Stderr, "question %d: %v\n", asked, err)
			}
		}
		select {
		case answer := <-run.answers:
			if wanted := run.question(answered).Answer(); !answer.Equals(wanted) {
				fmt.Fprintf(os.Stderr, "answer %d is %v instead of %v\n", answered, answer, wanted)
				failures++
			}
		case <-time.After(answerTimeout):
			fmt.Fprintf(os.Stderr, "answer %d did not come\n", answered)
			return failures + run.count - answered
		}
	}
	return failures
}

func (run *run) question(index int) *peer.Note {
	return peer.Question(index, run.sizes[index%len(run.sizes)])
}
