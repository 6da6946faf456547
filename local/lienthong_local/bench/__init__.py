"""What the exchange costs, measured: AWS calls, dollars, latency, cold imports, memory, in one run."""
