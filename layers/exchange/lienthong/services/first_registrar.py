"""The first registrar: the one entry that no registrar can make.

An operator with the deployment's own rights enters it once, into an empty registry; from then on every
change is a registrar's signed request.
"""

from __future__ import annotations

from lienthong.errors import RegistryConflict
from lienthong.model.agency import Agency
from lienthong.model.codes import Role
from lienthong.model.event import Event, EventType
from lienthong.ports import Clock, Ids, Registry, RegistryChange, RegistryRefused


def enter_first_registrar(registry: Registry, agency: Agency, clock: Clock, ids: Ids) -> Agency:
    """Enter the first registrar.

    Raises:
        RegistryConflict: the registry has a registrar already, or the agency is none.
    """
    if Role.REGISTRAR not in agency.roles or not agency.keys:
        raise RegistryConflict(
            why="the first registrar needs the role 'registrar' and a request key",
            why_vi="cơ quan quản lý danh bạ đầu tiên phải có vai trò 'registrar' và khóa ký yêu cầu",
        )
    if any(Role.REGISTRAR in known.roles for known in registry.all()):
        raise _exists()
    now = clock.now()
    event = Event(
        event_id=ids.event_id(now),
        type=EventType.REGISTRY_CHANGE,
        subject=agency.code,
        at=now,
        actor="operator",
        salt=ids.salt(),
        details={
            "act": "first-registrar",
            "version": agency.version,
            "keys": [key.key_id for key in agency.keys],
            "entry": agency.public_facts(),
        },
    )
    try:
        registry.record(RegistryChange(agency, None, event, None))
    except RegistryRefused as refused:
        raise _exists() from refused
    return agency


def _exists() -> RegistryConflict:
    return RegistryConflict(
        why="there is a registrar already; let it make the change",
        why_vi="đã có cơ quan quản lý danh bạ; đề nghị cơ quan đó thực hiện thay đổi",
    )
