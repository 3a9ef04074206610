//go:build linux

package main

import (
	"io"
	"log"
	"time"
)

// frame is on its way.
type frame struct {
	bytes   []byte
	arrival time.Time
}

// forward carries frames from one device to the other. They take equally long, so they stay in order.
func forward(from io.Reader, to io.Writer, path *path) {
	frames := make(chan frame, mostUnderWay)
	go deliver(frames, to)
	buffer := make([]byte, mostFrameBytes)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			log.Fatal(err)
		}
		// The system greets its neighbours over IPv6, which is no part of any measurement.
		if n == 0 || buffer[0]>>4 != 4 {
			continue
		}
		if arrival, arrives := path.take(n, time.Now()); arrives {
			frames <- frame{append([]byte(nil), buffer[:n]...), arrival}
		}
	}
}

func deliver(frames <-chan frame, to io.Writer) {
	for frame := range frames {
		time.Sleep(time.Until(frame.arrival))
		if _, err := to.Write(frame.bytes); err != nil {
			log.Fatal(err)
		}
	}
}

const (
	mostFrameBytes = 65_535
	// When so many are on their way, the device is not read, and the sender's system holds its own.
	mostUnderWay = 16_384
)
