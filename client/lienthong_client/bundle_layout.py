"""What lies where in an evidence bundle.

======================================  ==============================================================
``index.html``                          for a reader, in Vietnamese; proves nothing
``submission.json``                     the record as the exchange showed it; proves nothing
``documents/<name>``                    what was exchanged, as far as whoever made the bundle had it
``receipts/<event>.receipt.json``       what is proven
``reports/<attachment>.report.json``    the verdicts, and below ``material/`` what they rest on
``registry/<code>.json``                entries of the agencies concerned, with their keys
``log/checkpoint``, ``log/witness-policy``  the log's newest checkpoint, and whom it asks
======================================  ==============================================================
"""

from __future__ import annotations

INDEX = "index.html"
SUBMISSION = "submission.json"
DOCUMENTS, RECEIPTS, REPORTS = "documents/", "receipts/", "reports/"
REGISTRY, LOG, MATERIAL = "registry/", "log/", "material/"
#: A story of 500 recipients that each take ten steps, and its documents.
MOST_MEMBERS = 20_000
