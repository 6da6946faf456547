"""The demonstration: a province exchanges signed documents through the embedded stack, and checks itself."""
