// Package quic holds the peers on quic-go: an echo server that does what a stream asks for, and clients for one case each.
package quic

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"os"
	"time"

	"github.com/quic-go/quic-go"
)

// Settings are what server and client have in common.
type Settings struct {
	Cert, Key, CA, ALPN string
	IdleMs              int
}

// Flags defines the flags of the settings.
func Flags() *Settings {
	settings := &Settings{}
	flag.StringVar(&settings.Cert, "cert", "", "`file` of this end's certificate")
	flag.StringVar(&settings.Key, "key", "", "`file` of its key")
	flag.StringVar(&settings.CA, "ca", "", "`file` of the authority to trust")
	flag.StringVar(&settings.ALPN, "alpn", "interop", "application protocol")
	flag.IntVar(&settings.IdleMs, "idle", 30000, "idle timeout in milliseconds")
	return settings
}

// TLS reads the certificates.
func (settings *Settings) TLS() (*tls.Config, error) {
	config := &tls.Config{
		NextProtos:         []string{settings.ALPN},
		ClientSessionCache: tls.NewLRUClientSessionCache(4),
	}
	if settings.Cert != "" {
		pair, err := tls.LoadX509KeyPair(settings.Cert, settings.Key)
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{pair}
	}
	if settings.CA == "" {
		return config, nil
	}
	text, err := os.ReadFile(settings.CA)
	if err != nil {
		return nil, err
	}
	config.RootCAs = x509.NewCertPool()
	if !config.RootCAs.AppendCertsFromPEM(text) {
		return nil, errors.New("no certificate in " + settings.CA)
	}
	return config, nil
}

// QUIC is quic-go's own configuration.
func (settings *Settings) QUIC() *quic.Config {
	return &quic.Config{
		EnableDatagrams:      true,
		HandshakeIdleTimeout: 5 * time.Second,
		MaxIdleTimeout:       time.Duration(settings.IdleMs) * time.Millisecond,
	}
}
