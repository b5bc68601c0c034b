"""Benchmarks that anyone can run: medians and ratios in one run, no judgement. `make bench`."""
