"""What a centre prints: the forms 01–06 of the one-stop's circular, and the public notice of a procedure.

``facts`` are what a form says; ``applicant_forms``, ``process_forms`` and ``notice`` lay them out as sheets;
``printing`` sets sheets as PDF. Nothing here asks the exchange.
"""
