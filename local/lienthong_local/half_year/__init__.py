"""Half a year of one-stop centres, replayed through the rules alone: no stack, no store.

`make half-year` prints Report 06 of 15 districts; the same generator makes a province's published half-year.
"""
