module net/benchmarks/loss/link

go 1.21
