"""Benchmarks in ratio to a peer in the same run, and where their results lie."""
