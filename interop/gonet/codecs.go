package gonet

import (
	"encoding/xml"
	"fmt"

	"github.com/davyxu/goobjfmt"
	"github.com/flylib/interface/codec"
	"github.com/gogo/protobuf/proto"
	jsoniter "github.com/json-iterator/go"
)

// gonet's own codecs, in flylib/goutils/codec, only call these libraries.
var codecs = map[string]library{
	"json": {
		jsoniter.ConfigCompatibleWithStandardLibrary.Marshal,
		jsoniter.ConfigCompatibleWithStandardLibrary.Unmarshal,
	},
	"binary": {goobjfmt.BinaryWrite, goobjfmt.BinaryRead},
	"xml":    {xml.Marshal, xml.Unmarshal},
	"protobuf": {
		func(value any) ([]byte, error) { return proto.Marshal(value.(proto.Message)) },
		func(data []byte, value any) error { return proto.Unmarshal(data, value.(proto.Message)) },
	},
}

type library struct {
	marshal   func(value any) ([]byte, error)
	unmarshal func(data []byte, value any) error
}

func codecOf(name string) (codec.ICodec, error) {
	found, isKnown := codecs[name]
	if !isKnown {
		return nil, fmt.Errorf("there is no codec %q", name)
	}
	return found, nil
}

func (library) MIMEType() string { return "" }

func (library library) Marshal(value any) ([]byte, error) { return library.marshal(value) }

func (library library) Unmarshal(data []byte, value any) error { return library.unmarshal(data, value) }
