module interop.test/gonet

go 1.24

require (
	github.com/davyxu/goobjfmt v0.1.0
	github.com/flylib/gonet v1.1.4-0.20260314095739-10db8cc50859
	github.com/flylib/gonet/transport/gorillaws v0.0.0-20260314095739-10db8cc50859
	github.com/flylib/gonet/transport/kcp v0.0.0-20260314095739-10db8cc50859
	github.com/flylib/gonet/transport/tcp v0.0.0-20260314095739-10db8cc50859
	github.com/flylib/gonet/transport/udp v0.0.0-20260314095739-10db8cc50859
	github.com/flylib/interface v0.0.0-20231101042444-4c3b4b8d0e0d
	github.com/gogo/protobuf v1.3.2
	github.com/json-iterator/go v1.1.12
	interop.test/common v0.0.0
)

require (
	github.com/gorilla/websocket v1.5.0 // indirect
	github.com/klauspost/cpuid/v2 v2.1.1 // indirect
	github.com/klauspost/reedsolomon v1.11.8 // indirect
	github.com/modern-go/concurrent v0.0.0-20180228061459-e0a39a4cb421 // indirect
	github.com/modern-go/reflect2 v1.0.2 // indirect
	github.com/pkg/errors v0.9.1 // indirect
	github.com/templexxx/cpufeat v0.0.0-20180724012125-cef66df7f161 // indirect
	github.com/templexxx/xor v0.0.0-20191217153810-f85b25db303b // indirect
	github.com/tjfoc/gmsm v1.4.1 // indirect
	github.com/xtaci/kcp-go v5.4.20+incompatible // indirect
	golang.org/x/crypto v0.14.0 // indirect
	golang.org/x/net v0.10.0 // indirect
	golang.org/x/sys v0.13.0 // indirect
)

replace interop.test/common => ../turbo/common
