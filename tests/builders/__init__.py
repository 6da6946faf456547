"""What tests send: whole and valid by default, so that a test names only what it changes."""
