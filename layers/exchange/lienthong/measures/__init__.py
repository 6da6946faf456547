"""How electronic an agency is: the four ratios, counted from the log's events (docs/adr/0016).

Rules without I/O, in whole numbers alone. In this order: ``ratios`` (what is asked), ``tallies`` (what is
counted), ``paper`` and ``documents`` (the facts of a document, and what it counts), ``periods`` and ``tree``
(of when and of whom), ``forecasts`` (when 80 % is reached), ``figures`` (all of it, as it is published).
"""
