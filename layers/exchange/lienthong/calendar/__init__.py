"""The civil service's working days and office hours: effective-dated data, and counting with them.

Rules without I/O. All days and hours are Vietnam's (+07:00, D28 14.4); instants come and go in UTC. What is
not in the data is refused by the year that is missing, never guessed.
"""
