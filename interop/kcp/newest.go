package kcp

import (
	"fmt"

	"github.com/xtaci/kcp-go/v5"
)

func (settings *Settings) dialNewest(address string) (Session, error) {
	block, err := settings.newestCipher()
	if err != nil {
		return nil, err
	}
	session, err := kcp.DialWithOptions(address, block, settings.DataShards, settings.ParityShards)
	if err != nil {
		return nil, err
	}
	settings.tune(session)
	return session, nil
}

func (settings *Settings) listenNewest(address string, onSession func(Session)) error {
	block, err := settings.newestCipher()
	if err != nil {
		return err
	}
	listener, err := kcp.ListenWithOptions(address, block, settings.DataShards, settings.ParityShards)
	if err != nil {
		return err
	}
	go func() {
		for {
			session, err := listener.AcceptKCP()
			if err != nil {
				return
			}
			settings.tune(session)
			go onSession(session)
		}
	}()
	return nil
}

// A nil BlockCrypt is what kcptun calls null: no header, where none has one.
func (settings *Settings) newestCipher() (kcp.BlockCrypt, error) {
	key, err := settings.key()
	if err != nil {
		return nil, err
	}
	switch settings.Cipher {
	case "null":
		return nil, nil
	case "none":
		return kcp.NewNoneBlockCrypt(key)
	case "xor":
		return kcp.NewSimpleXORBlockCrypt(key)
	case "salsa20":
		return kcp.NewSalsa20BlockCrypt(key)
	case "aes-128", "aes-192", "aes-256":
		return kcp.NewAESBlockCrypt(key)
	case "sm4":
		return kcp.NewSM4BlockCrypt(key)
	case "3des":
		return kcp.NewTripleDESBlockCrypt(key)
	case "aes-gcm":
		return kcp.NewAESGCMCrypt(key)
	}
	return nil, fmt.Errorf("there is no cipher %q", settings.Cipher)
}
