//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"
)

// cpuTime returns what this process has used, user and system together.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// cpuTimeOf returns the seconds that another process has used; 0 where that cannot be told.
func cpuTimeOf(pid int) float64 {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// The name, in parentheses, may hold spaces: fields are counted from behind it.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	user, _ := strconv.Atoi(string(fields[utimeField]))
	system, _ := strconv.Atoi(string(fields[utimeField+1]))
	return float64(user+system) / ticksPerSecond
}

const utimeField = 11

// USER_HZ: 100 on every architecture that there are servers for.
const ticksPerSecond = 100
