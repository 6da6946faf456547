r"""Make the views of ratios and dossiers anew from the log's bundles, and hold those that stand against them.

    lienthong-ops measures recompute --stack lienthong

They must come out the same to the digit. Where one does not, the records that differ are named, and the
exit code is 1: raise the view's version, so that it is made anew beside the old one, and find out why.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import cast

from infra.deployed import Clients, outputs_of
from lienthong.adapters.attribute_values import from_item
from lienthong.adapters.dynamodb_views import DynamoDbViews
from lienthong.adapters.s3_log import S3Log
from lienthong.errors import ExchangeError
from lienthong.ports import JsonObject, ViewKey
from lienthong.services.desk_view import DeskView
from lienthong.services.dossier_view import DossierView
from lienthong.services.following import Following
from lienthong.services.measures_view import MeasuresView
from lienthong.services.recomputing import differences, recomputed
from lienthong.services.viewing import View, stored_name

#: What people are judged by.
VIEWS: tuple[View, ...] = (MeasuresView(), DossierView(), DeskView())
#: So many records that differ are named; the rest is counted.
_NAMED = 20
#: The view is folded on each minute, and reading all of it takes longer where there is much of it.
_TRIES = 5


def main(arguments: Sequence[str] | None = None, clients: Clients | None = None) -> int:
    """Recompute; 0 when the view is the same, 1 when it is not, or moved on all the while."""
    chosen = _parser().parse_args(arguments)
    clients = clients or Clients.of_operator()
    try:
        outputs = outputs_of(clients, chosen.stack)
        views = DynamoDbViews(clients.dynamodb, outputs["ViewsTable"])
        log = Following(S3Log(clients.s3, outputs["LogBucket"]))
        return max([_compare(view, views, log) for view in VIEWS])
    except ExchangeError as refused:
        print(f"{refused.code}: {refused.sentence('en')}\n{refused.sentence('vi')}")
        return 1


def _compare(view: View, views: DynamoDbViews, log: Following) -> int:
    """One view; 0 when it is the same."""
    found = _at_one_position(views, stored_name(view))
    if found is None:
        print(f"The view {view.name} was folded on during every try; try again when less happens.")
        print(f"Số liệu {view.name} luôn thay đổi trong lúc đọc; đề nghị thực hiện lại vào lúc ít giao dịch.")
        return 1
    until, standing = found
    anew = recomputed(view, log, until)
    differing = list(differences(standing, anew))
    for one in differing[:_NAMED]:
        print(f"{'/'.join(one.key)}\n  view: {one.standing}\n  log:  {one.recomputed}")
    counts = (view.name, until, len(anew), len(differing))
    print("{}: {} entries, {} records, {} differ".format(*counts))
    print("{}: {} bản ghi nhật ký, {} bản ghi số liệu, {} bản ghi khác nhau".format(*counts))
    return 1 if differing else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lienthong-ops measures",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", required=True)
    recompute = actions.add_parser("recompute", help="from the log alone, against the view that stands")
    recompute.add_argument("--stack", required=True, help="name of the deployed stack")
    return parser


def _at_one_position(views: DynamoDbViews, name: str) -> tuple[int, list[tuple[ViewKey, JsonObject]]] | None:
    """All records of the view, and after how many entries of the log they were so."""
    before = views.position(name).index
    for _ in range(_TRIES):
        records = list(_records(views, name))
        after = views.position(name).index
        if after == before:
            return after, records
        before = after
    return None


def _records(views: DynamoDbViews, name: str) -> Iterator[tuple[ViewKey, JsonObject]]:
    pages = views.client.get_paginator("scan").paginate(
        TableName=views.table,
        FilterExpression="begins_with(PK, :view)",
        ExpressionAttributeValues={":view": {"S": f"{name}#"}},
        ConsistentRead=True,
    )
    for page in pages:
        for item in page["Items"]:
            key = item["PK"]["S"].removeprefix(f"{name}#"), item["SK"]["S"]
            yield key, cast("JsonObject", from_item(item)["value"])
