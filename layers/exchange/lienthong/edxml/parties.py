"""Reading who takes part: agencies, staff, stations on the way."""

from __future__ import annotations

from lienthong.edxml.fields import CODE_LENGTH, read_instant, tell_code
from lienthong.edxml.limits import EDXML_LIMITS
from lienthong.edxml.message import Party, Staff, Trace
from lienthong.edxml.tree import Node

_NAME_LENGTH = 200
_PARTY = (
    "OrganId",
    "OrganName",
    "OrganizationInCharge",
    "OrganAdd",
    "Email",
    "Telephone",
    "Fax",
    "Website",
)


def read_sender(header: Node) -> Party | None:
    """The agency that the message is from; None, with the reason, where it names none."""
    node = header.one("From")
    if node is None:
        header.findings.add("party.missing", f"{header.path}/From", name="From")
        return None
    return _read_party(node)


def read_recipients(header: Node) -> tuple[Party, ...]:
    """The agencies that the message is to, each once."""
    nodes = header.all("To")
    if not nodes:
        header.findings.add("party.missing", f"{header.path}/To", name="To")
    if len(nodes) > EDXML_LIMITS.recipients:
        facts = {"count": len(nodes), "limit": EDXML_LIMITS.recipients}
        header.findings.add("party.too-many", nodes[0].path, **facts)
        return ()
    found: dict[str, Party] = {}
    for node in nodes:
        party = _read_party(node)
        if party is None:
            continue
        if party.code in found:
            header.findings.add("party.repeated", node.path, code=party.code)
        found.setdefault(party.code, party)
    return tuple(found.values())


def _read_party(node: Node) -> Party | None:
    code = node.text("OrganId", CODE_LENGTH)
    if not code:
        node.findings.add("party.no-id", node.path, name=node.name)
        return None
    tell_code(node, "OrganId", code)
    name = node.text("OrganName", _NAME_LENGTH)
    if not name:
        node.findings.add("party.no-name", node.path, name=node.name, code=code)
    node.tell_unknown(_PARTY)
    return Party(
        code=code,
        name=name,
        in_charge=node.text("OrganizationInCharge", _NAME_LENGTH),
        address=node.text("OrganAdd"),
        email=node.text("Email"),
        telephone=node.text("Telephone"),
        fax=node.text("Fax"),
        website=node.text("Website"),
    )


def read_staff(parent: Node) -> Staff | None:
    """Who handled it, where anybody is named."""
    node = parent.one("StaffInfo")
    if node is None:
        return None
    node.tell_unknown(("Department", "Staff", "Email", "Mobile"))
    staff = Staff(node.text("Department"), node.text("Staff"), node.text("Email"), node.text("Mobile"))
    return staff if staff != Staff() else None


def read_traces(trace_list: Node | None) -> tuple[Trace, ...]:
    """The stations on the message's way."""
    if trace_list is None:
        return ()
    found = []
    for node in trace_list.all("TraceHeader"):
        code, at = node.text("OrganId", CODE_LENGTH), read_instant(node, "Timestamp")
        if code:
            found.append(Trace(code, at))
    return tuple(found)
