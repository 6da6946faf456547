"""A report for its readers: for people on paper and screen, for other validators as XML.

``page`` is what a person reads about one file, in words (``words``); ``html`` and ``pdf`` lay it out, and the
command prints it. ``etsi`` is the exchange format of ETSI TS 119 102-2.
"""
