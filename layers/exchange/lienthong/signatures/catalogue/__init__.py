"""The catalogue of findings, a module for each family: code, weight, clause and the two sentences.

A finding is *fixed* when it decides integrity or the reading of the file: no policy can relax it.
"""

from __future__ import annotations

from itertools import chain

from lienthong.signatures.catalogue.certificates import CERTIFICATE
from lienthong.signatures.catalogue.containers import CONTAINER
from lienthong.signatures.catalogue.evidence_records import EVIDENCE_RECORD
from lienthong.signatures.catalogue.exchange import EXCHANGE
from lienthong.signatures.catalogue.files import FILE
from lienthong.signatures.catalogue.paths import PATH
from lienthong.signatures.catalogue.pdf import PDF
from lienthong.signatures.catalogue.records import RECORD
from lienthong.signatures.catalogue.rules import Rule
from lienthong.signatures.catalogue.signatures import SIGNATURE
from lienthong.signatures.catalogue.timestamps import TIMESTAMP

_FAMILIES = (FILE, SIGNATURE, CERTIFICATE, PATH, TIMESTAMP, EVIDENCE_RECORD, PDF, CONTAINER, EXCHANGE, RECORD)

CATALOGUE: dict[str, Rule] = {rule.code: rule for rule in chain.from_iterable(_FAMILIES)}
"""Every rule by its code."""

__all__ = ["CATALOGUE", "Rule"]
