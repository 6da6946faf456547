"""What the exchange does, one module a capability, over ports; no adapter is imported here."""
