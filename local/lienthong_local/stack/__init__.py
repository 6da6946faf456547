"""The embedded stack: `template.yaml` on an emulator of AWS, on loopback, for demonstration and tests.

It is a place to try and to test, never to store: whatever it holds is gone when it stops.
"""
