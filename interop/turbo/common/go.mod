module interop.test/common

go 1.24
