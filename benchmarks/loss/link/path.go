//go:build linux

package main

import (
	"math/rand"
	"sync"
	"time"
)

// rules are how both directions of a link behave.
type rules struct {
	delay          time.Duration
	loss           float64
	bytesPerSecond float64
	queue          time.Duration
}

// counts are frames.
type counts struct {
	Taken    int `json:"taken"`    // that came
	Lost     int `json:"lost"`     // by chance
	Overflow int `json:"overflow"` // that found the queue full
}

func (c counts) plus(other counts) counts {
	return counts{c.Taken + other.Taken, c.Lost + other.Lost, c.Overflow + other.Overflow}
}

// path is one direction: a queue before a bottleneck, then a stretch where frames get lost. A lost
// frame has taken its part of the bandwidth.
type path struct {
	rules  rules
	random *rand.Rand
	freeAt time.Time // when the bottleneck has let everything through

	mutex sync.Mutex
	done  counts
}

func newPath(rules rules, seed int64) *path {
	return &path{rules: rules, random: rand.New(rand.NewSource(seed))}
}

// take says when a frame that comes now arrives, or that it does not.
func (p *path) take(bytes int, now time.Time) (arrival time.Time, arrives bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.done.Taken++
	if p.freeAt.Before(now) {
		p.freeAt = now
	}
	if p.freeAt.Sub(now) > p.rules.queue {
		p.done.Overflow++
		return arrival, false
	}
	if p.rules.bytesPerSecond > 0 {
		seconds := float64(bytes) / p.rules.bytesPerSecond
		p.freeAt = p.freeAt.Add(time.Duration(seconds * float64(time.Second)))
	}
	if p.random.Float64() < p.rules.loss {
		p.done.Lost++
		return arrival, false
	}
	return p.freeAt.Add(p.rules.delay), true
}

func (p *path) counts() counts {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.done
}
