"""Stories of proof: what a verdict rests on is kept, and the verdict comes out again from it."""

from __future__ import annotations

from pathlib import Path

from lienthong_client.recorded import MATERIAL, confirm_recorded, fetch, report_path
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.errors import expect
from lienthong_local.demo.stories_of_sending import CAN_GIUOC, ENVIRONMENT


def report_comes_out_again(desk: Desk) -> str:
    """The recipient keeps report and material; without network the same report comes out, byte for byte, and
    not after one word of it was changed.
    """
    sent = desk.send_letter(CAN_GIUOC, (ENVIRONMENT,), "Báo cáo kết quả quan trắc môi trường")
    submission_id = sent["submission_id"]
    folder = desk.folder / "kept"
    opened = desk.online.client(ENVIRONMENT).open(submission_id, folder)
    report = _keep(desk, submission_id, folder)
    confirmed = confirm_recorded(report, opened.files[0], (), (folder / MATERIAL,))
    expect("the report comes out again", [finding.code for finding in confirmed.findings], [])
    document = report.read_bytes()
    report.write_bytes(document.replace(b'"indication":"TOTAL-PASSED"', b'"indication":"TOTAL-FAILED"', 1))
    changed = confirm_recorded(report, opened.files[0], (), (folder / MATERIAL,))
    expect("a changed report", [finding.code for finding in changed.findings], ["record.differs"])
    return f"{len(document):,} byte = {len(document):,} byte"


def _keep(desk: Desk, submission_id: str, folder: Path) -> Path:
    """The attachment's report and what it rests on, in a folder."""
    client = desk.online.client(ENVIRONMENT)
    (link,) = client.reports(submission_id, received=True)["reports"]
    transport = client.transport
    path = report_path(folder, link["attachment"])
    path.write_bytes(fetch(transport.http, link, link["attachment"], transport.patience))
    (folder / MATERIAL).mkdir()
    for blob in link["material"]:
        content = fetch(transport.http, blob, blob["sha256"], transport.patience)
        (folder / MATERIAL / blob["sha256"]).write_bytes(content)
    return path
