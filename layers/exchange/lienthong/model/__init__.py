"""The words of the exchange as frozen, typed values; nothing here does I/O."""
