module github.com/blackbeans/log4go

go 1.24
