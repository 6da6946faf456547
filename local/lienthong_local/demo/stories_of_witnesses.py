"""Stories of witnesses: what is published is cosigned, and a second history is refused."""

from __future__ import annotations

from dataclasses import replace

from lienthong.adapters.witness_http import HttpWitnesses
from lienthong.services.public_log import WITNESS_POLICY
from lienthong.tlog.checkpoints import TreeHead, UnverifiedCheckpoint, sign_checkpoint
from lienthong.tlog.merkle import HASH_BYTES
from lienthong.tlog.witness import WitnessRequest
from lienthong.tlog.witness_policy import Party, parse_policy
from lienthong_client.logs import newest_checkpoint, opened_log
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.errors import expect
from lienthong_local.stack.witnesses import log_signer


def another_history_is_refused(desk: Desk) -> str:
    """Both witnesses have cosigned what is published.

    An operator who holds the log's own key and signs a second history with it cannot have it cosigned: the
    witness remembers the first.
    """
    desk.settle()
    stack = desk.online.stack
    place, key = f"{stack.api_url}/v1/log", log_signer(stack).key
    with opened_log(place, stack.ca_bundle) as read:
        policy = parse_policy(read(WITNESS_POLICY))
        checkpoint = newest_checkpoint(read, key, place)
    quorum = policy.judge(checkpoint)
    expect("the witnesses' quorum", quorum.met, True)
    _, second = policy.witnesses.values()
    same_size = replace(checkpoint.head, root=bytes(HASH_BYTES))
    larger = replace(same_size, size=checkpoint.head.size + 1)
    answers = [_show(desk, second, head, checkpoint.head.size) for head in (same_size, larger)]
    expect("what the second witness says of another history", answers, [409, 422])
    return f"{len(quorum.cosignatures)} / {len(policy.witnesses)}"


def _show(desk: Desk, witness: Party, head: TreeHead, old: int) -> int:
    """The witness's answer to a checkpoint that is signed, and true to nothing."""
    forged = sign_checkpoint(head, log_signer(desk.online.stack))
    proof = (bytes(HASH_BYTES),) if head.size > old else ()
    request = WitnessRequest(old, proof, UnverifiedCheckpoint(forged.head, forged.note))
    return HttpWitnesses(allow_loopback=True).add_checkpoint(witness.url, request).status
