"""Two witnesses beside the embedded stack, each a process of its own, and the policy that names them.

They are what an agency would run, ``lienthong witness serve``, with keys made for this run. The policy goes
where an operator puts it: into the log's bucket.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lienthong.adapters.kms_note_signer import KmsNoteSigner
from lienthong.adapters.kms_webhook_signer import KmsWebhookSigner
from lienthong.services.public_log import WITNESS_POLICY
from lienthong.tlog.notes import VerifierKey, parse_key
from lienthong_client.witness.keys import new_key
from lienthong_local.stack.errors import WitnessDidNotStart
from lienthong_local.stack.process import LOOPBACK
from lienthong_local.stack.stack import EmbeddedStack

#: The province's office and its department of information: neither operates the exchange alone.
NAMES = ("van-phong.longan.example", "so-tttt.longan.example")
SECONDS_TO_STOP = 5.0


@dataclass(frozen=True, slots=True)
class RunningWitness:
    """A witness that serves. ``port`` stays the same when it is started again from its folder."""

    process: subprocess.Popen[bytes]
    folder: Path
    key: VerifierKey
    url: str
    port: int

    @property
    def policy_line(self) -> str:
        """Its line in a policy file (C2SP tlog-policy)."""
        return f"witness {self.key.name} {self.key} {self.url}"

    def stop(self) -> None:
        """End it as its operator would; harmless when it has ended."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def log_signer(stack: EmbeddedStack) -> KmsNoteSigner:
    """The log's key in KMS, as the stack's administrator reaches it."""
    signer = KmsWebhookSigner(stack.aws.kms, stack.output("LogKeyId"))
    return KmsNoteSigner(signer, stack.deployment.parameters["LogOrigin"])


@contextmanager
def witnessed(stack: EmbeddedStack, names: Sequence[str] = NAMES) -> Iterator[list[RunningWitness]]:
    """The stack's log with witnesses, all of whom make the quorum.

    Raises:
        WitnessDidNotStart: with what it said.
    """
    log = log_signer(stack).key
    with ExitStack() as running:
        started = []
        for name in names:
            folder = stack.emulator.folder / "witnesses" / name
            folder.mkdir(parents=True)
            new_key(f"{name}/witness", folder / "witness.key")
            started.append(start_witness(folder, log))
            running.callback(started[-1].stop)
        policy = policy_of(log, started).encode()
        stack.aws.s3.put_object(Bucket=stack.output("LogBucket"), Key=WITNESS_POLICY, Body=policy)
        yield started


def policy_of(log: VerifierKey, witnesses: Sequence[RunningWitness]) -> str:
    """The policy file: every witness, and all of them as the quorum."""
    members = " ".join(witness.key.name for witness in witnesses)
    lines = [f"log {log}", *(witness.policy_line for witness in witnesses)]
    return "\n".join([*lines, f"group province all {members}", "quorum province", ""])


def start_witness(folder: Path, log: VerifierKey, port: int = 0) -> RunningWitness:
    """Start a witness with the key in ``folder``, where it also remembers what it has cosigned.

    Raises:
        WitnessDidNotStart: with what it said.
    """
    errors = folder / "errors.log"
    with errors.open("ab") as log_file:
        process = subprocess.Popen(
            _command(folder, log, port),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log_file,
            # Ctrl-C at the terminal reaches the parent alone, which stops things in order.
            start_new_session=True,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        process.wait()
        raise WitnessDidNotStart(what=errors.read_text(errors="replace")[-1000:])
    announced = json.loads(line)
    threading.Thread(target=_keep, args=(process.stdout, folder / "decisions.log"), daemon=True).start()
    return RunningWitness(
        process, folder, parse_key(announced["key"]), announced["url"], int(announced["port"])
    )


def _command(folder: Path, log: VerifierKey, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "lienthong_local.stack.witness_process", "--json", "witness", "serve"),
        *("--key", str(folder / "witness.key"), "--state", str(folder / "state"), "--log", str(log)),
        *("--listen", f"{LOOPBACK}:{port}"),
    ]


def _keep(decisions: IO[bytes], path: Path) -> None:
    """What it tells of its decisions, so that it never waits for a reader."""
    with decisions, path.open("ab") as kept:
        for line in decisions:
            kept.write(line)
            kept.flush()
