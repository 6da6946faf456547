"""On the stack: what is published is cosigned and time-stamped, whoever is away meanwhile."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from lienthong.adapters.dynamodb_log import DynamoDbLog
from lienthong.adapters.s3_log import S3Log
from lienthong.ports import Publication
from lienthong.tlog.attestations import Attestation, path_of
from lienthong.tlog.checkpoints import VerifiedCheckpoint, parse_checkpoint, verify_checkpoint
from lienthong.tlog.witness_policy import parse_policy
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.webhook_receiver import webhook_receiver
from lienthong_local.province import Province
from lienthong_local.seeding import ProvinceOnline, client_configuration
from lienthong_local.stack.witnesses import RunningWitness, log_signer, start_witness
from tests.end_to_end.office import Clerk

SENDER, RECIPIENT = "000.00.30.H39", "000.00.02.H39"
FIRST_NUMBER = 30_001
#: Nobody listens there.
NOWHERE = "http://127.0.0.1:9/tsa"


class Log:
    """The stack's log, as its operator sees it, and a clerk who makes it grow."""

    def __init__(self, online: ProvinceOnline, desk: Desk) -> None:
        self.stack, self.desk = online.stack, desk
        self.key = log_signer(online.stack).key
        self.files = S3Log(self.stack.aws.s3, self.stack.output("LogBucket"))
        self.table = DynamoDbLog(self.stack.aws.dynamodb, self.stack.output("LogTable"))

    def send(self) -> str:
        """A letter; everything has come to rest."""
        letter = self.desk.letter(SENDER, [RECIPIENT], "Thử nhật ký")
        draft = self.desk.draft(letter, self.desk.signed(letter, SENDER), SENDER, [RECIPIENT])
        submission_id = self.desk.send(SENDER, draft)["submission_id"]
        self.desk.settle()
        return submission_id

    def attest(self) -> None:
        """What the schedule does each minute."""
        name = self.stack.deployment.physical_ids["AttestFunction"]
        answer = self.stack.aws.functions.invoke(FunctionName=name, Payload=b"{}")
        assert "FunctionError" not in answer, answer["Payload"].read()

    def checkpoint(self) -> VerifiedCheckpoint:
        return verify_checkpoint(parse_checkpoint(self.files.read("checkpoint")), self.key)

    def publication(self) -> Publication:
        return self.table.publication()

    def cosigners(self) -> set[str]:
        """Witnesses under the newest checkpoint, each verified, and the quorum with them."""
        quorum = parse_policy(self.files.read("witness-policy")).judge(self.checkpoint())
        assert not quorum.faults
        found = {one.witness.name for one in quorum.cosignatures}
        assert quorum.met is (len(found) == 2)
        return found

    def told(self, metric: str) -> list[dict[str, object]]:
        """What the functions have counted under a name."""
        lines = [json.loads(line) for line in self.stack.function_logs(f'"{metric}"') if line[:1] == "{"]
        return [line for line in lines if metric in line]

    @contextmanager
    def authority_away(self) -> Iterator[None]:
        """The function knows another address for a while; a new execution environment each time."""
        functions, name = self.stack.aws.functions, self.stack.deployment.physical_ids["AttestFunction"]
        right = self.stack.environment_of("attest")
        wrong = {**right, "TIMESTAMP_AUTHORITY_URL": NOWHERE}
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": wrong})
        try:
            yield
        finally:
            functions.update_function_configuration(FunctionName=name, Environment={"Variables": right})


@pytest.fixture(scope="module")
def log(online: ProvinceOnline, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    with webhook_receiver() as receiver:
        yield Log(online, Desk(online, receiver, tmp_path_factory.mktemp("desk"), first_number=FIRST_NUMBER))


def root_of(province: Province, folder: Path) -> Path:
    (der,) = province.trust_anchors()
    path = folder / "root.pem"
    path.write_bytes(x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM))
    return path


def lists_of(province: Province, folder: Path) -> list[str]:
    """The revocation lists that an auditor keeps with the receipts, as options of the command."""
    options = []
    for authority in ("root", "issuing"):
        path = folder / f"{authority}.crl"
        path.write_bytes(
            httpx.get(f"{province.pki_url}/lien-thong/crls/{authority}/latest.crl", trust_env=False).content
        )
        options += ["--crl", str(path)]
    return options


def test_every_receipt_of_a_letter_is_cosigned_by_both_witnesses_and_time_stamped(
    log: Log, online: ProvinceOnline, province: Province, tmp_path: Path
) -> None:
    submission_id = log.send()
    clerk = Clerk(client_configuration(online, tmp_path), SENDER)
    kept, policy = tmp_path / "receipts", tmp_path / "witness-policy"
    assert clerk.run("receipt", "get", submission_id, "--out", str(kept)).returncode == 0
    policy.write_bytes(log.files.read("witness-policy"))
    checked = clerk.run(
        *("--json", "receipt", "verify", str(kept), "--key", str(log.key), "--witnesses", str(policy)),
        *("--trust", str(root_of(province, tmp_path)), *lists_of(province, tmp_path)),
        *("--require-quorum", "--require-time"),
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    receipts = [json.loads(line) for line in checked.stdout.splitlines()]
    assert len(receipts) >= 3
    assert all(one["quorum_met"] and one["proven_since"] for one in receipts)


def test_nothing_waits_once_the_stack_has_come_to_rest(log: Log, witnesses: list[RunningWitness]) -> None:
    log.send()
    publication, size = log.publication(), log.checkpoint().head.size
    assert (publication.size, publication.attested_size, publication.waiting_since) == (size, size, None)
    assert log.cosigners() == {witness.key.name for witness in witnesses}


@pytest.mark.oracle("openssl")
def test_openssl_accepts_the_time_stamp_over_the_checkpoints_text(
    log: Log, province: Province, tmp_path: Path
) -> None:
    log.send()
    attestation = Attestation.from_bytes(log.files.read(path_of(log.checkpoint().head.size)))
    text, token = tmp_path / "checkpoint", tmp_path / "token"
    text.write_text(parse_checkpoint(attestation.note).head.text, encoding="utf-8")
    token.write_bytes(attestation.token)
    (between,) = province.intermediates()
    chain = tmp_path / "chain.pem"
    chain.write_bytes(x509.load_der_x509_certificate(between).public_bytes(Encoding.PEM))
    command = [
        *("openssl", "ts", "-verify", "-data", str(text), "-in", str(token), "-token_in"),
        *("-CAfile", str(root_of(province, tmp_path)), "-untrusted", str(chain)),
    ]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    text.write_text(text.read_text(encoding="utf-8") + "x", encoding="utf-8")
    assert subprocess.run(command, check=False, capture_output=True).returncode == 1


def test_a_witness_that_was_away_cosigns_when_it_is_back(log: Log, witnesses: list[RunningWitness]) -> None:
    stays, goes = witnesses
    goes.stop()
    assert goes.process.returncode == 0
    log.send()
    assert log.cosigners() == {stays.key.name}
    assert log.publication().waiting_since is None
    written = log.files.read(path_of(log.checkpoint().head.size))
    assert any(
        (line["witness"], line["why"]) == (goes.key.name, "away") for line in log.told("WitnessMissing")
    )
    witnesses[1] = start_witness(goes.folder, log.key, goes.port)
    log.attest()
    assert log.cosigners() == {stays.key.name, goes.key.name}
    assert log.files.read(path_of(log.checkpoint().head.size)) == written


def test_while_the_authority_is_away_letters_go_on_and_what_waits_is_stamped_when_it_is_back(
    log: Log, witnesses: list[RunningWitness]
) -> None:
    log.send()
    with log.authority_away():
        log.send()
        since = log.publication().waiting_since
        assert since is not None
        log.send()
        log.attest()
        assert log.publication().waiting_since == since
        assert log.cosigners() == {witness.key.name for witness in witnesses}
        assert log.told("TimestampMissing")
    log.attest()
    publication = log.publication()
    assert publication.attested_size == publication.size == log.checkpoint().head.size
    assert publication.waiting_since is None
    assert publication.attested_at is not None
    assert publication.attested_at >= since.replace(microsecond=0)
