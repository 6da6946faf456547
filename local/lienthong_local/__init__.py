"""The embedded stack and the demonstration province, on one machine."""
