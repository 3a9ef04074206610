//go:build unix

package main

import (
	"slices"
	"time"
)

// report is what benchmarks/echo/measure.ts calls a LoadResult; times of round trips in microseconds.
type report struct {
	Replies    int     `json:"replies"`
	Seconds    float64 `json:"seconds"`
	PerSecond  float64 `json:"perSecond"`
	P50        float64 `json:"p50"`
	P99        float64 `json:"p99"`
	P999       float64 `json:"p999"`
	CPUSeconds float64 `json:"cpuSeconds"`
	Failures   int     `json:"failures"`
	Failure    string  `json:"failure,omitempty"`
}

func newReport(l *load, took, cpu time.Duration, err error) report {
	slices.Sort(l.roundTrips)
	made := report{
		Replies:    l.answered,
		Seconds:    took.Seconds(),
		PerSecond:  float64(l.answered) / took.Seconds(),
		P50:        quantile(l.roundTrips, 0.5),
		P99:        quantile(l.roundTrips, 0.99),
		P999:       quantile(l.roundTrips, 0.999),
		CPUSeconds: cpu.Seconds(),
		Failures:   l.count - l.answered,
	}
	if err != nil {
		made.Failures, made.Failure = max(made.Failures, 1), err.Error()
	}
	return made
}

func quantile(sorted []int64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return float64(sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]) / 1000
}
