"""Signature validation: rules without I/O.

Bytes, trust and time go in; verdicts of ETSI EN 319 102-1 come out. The order in which a file passes:

1. ``media_types`` says what the bytes are; ``validator`` hands them to the reader of that format.
2. A reader (``cms``, ``pades``, ``xades``, ``asic``) checks integrity and yields the *evidence* of each
   signature: signer's certificate, claimed time, timestamps, revocation data, what it covers.
3. ``evaluation`` judges that evidence: timestamps first, then path, revocation and algorithm strength
   as of the best signature time.
4. ``assess`` compares a file's report with the certificates registered for the sending agency.

Importing the package loads nothing; every module states what it needs.
"""
