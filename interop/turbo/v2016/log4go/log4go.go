// Package log4go stands in for turbo's logger and writes nothing. It has the four functions that turbo calls.
package log4go

// Debug drops what turbo says about connections.
func Debug(format any, arguments ...any) {}

// Info drops what turbo says about its start and end.
func Info(format any, arguments ...any) {}

// Warn drops what turbo says about unexpected replies; the original returns an error.
func Warn(format any, arguments ...any) error { return nil }

// Error drops what turbo says about connections that ended; the original returns an error.
func Error(format any, arguments ...any) error { return nil }
