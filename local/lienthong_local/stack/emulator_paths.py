"""Paths that the emulator's process answers beside AWS's own."""

IDLE_PATH = "/_lienthong/idle"
