module net/benchmarks/load

go 1.21
