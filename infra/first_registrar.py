r"""Enter the agency that keeps the registry, once, into an empty one.

    lienthong-ops first-registrar --stack lienthong --code 000.00.13.H39 \
        --name "Sở Thông tin và Truyền thông" --key-name k1 --public-key k1.pub.pem

From then on every change of the registry is a registrar's signed request (`lienthong registry`).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from infra.deployed import Clients, outputs_of
from lienthong.adapters.dynamodb_registry import DynamoDbRegistry
from lienthong.adapters.system import SystemClock, SystemIds
from lienthong.errors import ExchangeError
from lienthong.model.agency import Agency, RequestKey
from lienthong.model.codes import Role
from lienthong.model.http_signatures import ALGORITHMS
from lienthong.services.first_registrar import enter_first_registrar


def main(arguments: Sequence[str] | None = None, clients: Clients | None = None) -> int:
    """Enter it; 0 when it stands, 1 when there is a registrar already."""
    chosen = _parser().parse_args(arguments)
    clients = clients or Clients.of_operator()
    outputs = outputs_of(clients, chosen.stack)
    registry = DynamoDbRegistry(clients.dynamodb, outputs["RegistryTable"], outputs["NonceTable"])
    try:
        agency = enter_first_registrar(registry, _agency(chosen), SystemClock(), SystemIds())
    except ExchangeError as refused:
        print(f"{refused.sentence('en')}\n{refused.sentence('vi')}")
        return 1
    print(f"{agency.code} {agency.name}: {outputs['ApiUrl']}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lienthong-ops first-registrar",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stack", required=True, help="name of the deployed stack")
    parser.add_argument("--code", required=True, help="the agency's code")
    parser.add_argument("--name", required=True, help="the agency's name")
    parser.add_argument("--key-name", required=True, help="name of its request key")
    parser.add_argument("--public-key", required=True, type=Path, help="the key's public half in PEM")
    parser.add_argument("--algorithm", choices=sorted(ALGORITHMS), default="ed25519")
    return parser


def _agency(chosen: argparse.Namespace) -> Agency:
    now = datetime.now(UTC)
    pem = chosen.public_key.read_text(encoding="ascii")
    return Agency(
        code=chosen.code,
        name=chosen.name,
        roles=frozenset({Role.AGENCY, Role.REGISTRAR}),
        effective_from=now.date(),
        keys=(RequestKey(f"{chosen.code}#{chosen.key_name}", chosen.algorithm, pem, now),),
    )


if __name__ == "__main__":
    raise SystemExit(main())
