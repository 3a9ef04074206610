//go:build linux

package main

import "math/bits"

// Each power of two is split in 32, so a quantile is at most 3 % too high.
const splitBits = 5
const split = 1 << splitBits

// histogram counts durations in nanoseconds.
type histogram struct {
	buckets [64 * split]uint32
	total   uint64
}

func (h *histogram) add(ns int64) {
	h.buckets[bucket(uint64(ns))]++
	h.total++
}

func bucket(value uint64) int {
	shift := max(bits.Len64(value)-splitBits-1, 0)
	return shift*split + int(value>>shift)
}

func upperEnd(index int) uint64 {
	shift := max(index/split-1, 0)
	return uint64(index-shift*split+1)<<shift - 1
}

// quantile is in microseconds.
func (h *histogram) quantile(q float64) float64 {
	left := int64(q * float64(h.total))
	for index, count := range h.buckets {
		if left -= int64(count); left < 0 {
			return float64(upperEnd(index)) / 1000
		}
	}
	return 0
}
