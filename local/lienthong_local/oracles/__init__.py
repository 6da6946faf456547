"""Independent judges of the adapters and formats: programs that others wrote, started and stopped here."""
