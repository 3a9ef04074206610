module interop.test/turbo-v2016

go 1.24

require (
	github.com/blackbeans/turbo v0.0.0-20161202065323-9306a98dd9dd
	interop.test/common v0.0.0
)

require (
	github.com/blackbeans/log4go v0.0.0 // indirect
	golang.org/x/time v0.0.0-20191024005414-555d28b269f0 // indirect
)

replace interop.test/common => ../common

// turbo's logger of that time writes to stdout, where a peer writes nothing but its JSON lines.
replace github.com/blackbeans/log4go => ./log4go
