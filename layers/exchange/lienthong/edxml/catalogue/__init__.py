"""What can be found about a message, a module for each part of it: code, weight and the two sentences."""

from __future__ import annotations

from itertools import chain

from lienthong.edxml.catalogue.files import FILES
from lienthong.edxml.catalogue.header import HEADER
from lienthong.edxml.catalogue.rules import Rule
from lienthong.edxml.catalogue.strict import STRICT
from lienthong.edxml.catalogue.xml import XML

CATALOGUE: dict[str, Rule] = {rule.code: rule for rule in chain(XML, HEADER, FILES, STRICT)}
"""Every rule by its code."""

__all__ = ["CATALOGUE", "Rule"]
