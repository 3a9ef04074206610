package gonet

import (
	"fmt"
	"os"
)

// Says on stderr what gonet calls an error, and nothing else.
type errorLogger struct{}

func (errorLogger) Debug(...any)          {}
func (errorLogger) Info(...any)           {}
func (errorLogger) Warn(...any)           {}
func (errorLogger) Debugf(string, ...any) {}
func (errorLogger) Infof(string, ...any)  {}
func (errorLogger) Warnf(string, ...any)  {}

func (errorLogger) Error(values ...any) { fmt.Fprintln(os.Stderr, values...) }
func (errorLogger) Fatal(values ...any) { fmt.Fprintln(os.Stderr, values...) }

func (errorLogger) Errorf(format string, values ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
}
func (errorLogger) Fatalf(format string, values ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
}
