"""What the one-stop's rules cost: a due date, a half-year, a report (`make bench-onestop`)."""
