"""A year of the province: planned by a seed, replayed through the stack, held against its ratios.

In this order: ``shapes`` (how the province writes), ``plan`` (a year of any size), ``expected`` (what its
ratios must be), ``letters`` (its documents, really signed), ``replay`` (sent, received, reported),
``figures`` (what the exchange makes of it).
"""
