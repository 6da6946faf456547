"""What the decrees give agencies how long for: rules as effective-dated data, and the obligations they make.

Rules without I/O; working days are :mod:`lienthong.calendar`'s.
"""
