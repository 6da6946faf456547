"""Signed notes, checkpoints, cosignatures, proofs and policies: what is taken, and what is refused."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lienthong.model.event import JsonValue
from lienthong.tlog.checkpoints import (
    MalformedCheckpoint,
    TreeHead,
    WrongOrigin,
    parse_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
)
from lienthong.tlog.cosignatures import (
    COSIGNATURE_ML_DSA_44,
    CosignatureKindUnknown,
    cosign,
    verify_cosignature,
)
from lienthong.tlog.faults import WrongProof
from lienthong.tlog.leaf import WrongEvent, leaf_of
from lienthong.tlog.merkle import leaf_hash, node_hash
from lienthong.tlog.notes import (
    MalformedNote,
    WrongKey,
    WrongSignature,
    parse_key,
    parse_note,
    sign_note,
    verify_note,
)
from lienthong.tlog.proofs import MalformedProof, format_proof, parse_proof, verify_proof
from lienthong.tlog.witness_policy import MalformedPolicy, parse_policy
from tests.builders.note_keys import SeededSigner, signer, witness_signer

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LOG = signer("lienthong.example/log")
HEAD = TreeHead("lienthong.example/log", 2, node_hash(leaf_hash(b"one"), leaf_hash(b"two")))

#: The example of the Go package that first read notes (golang.org/x/mod/sumdb/note).
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()
SPECIFICATION_NOTE = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
).encode()


def test_the_note_of_another_implementation_verifies() -> None:
    note = parse_note(GO_NOTE)
    assert verify_note(note, parse_key(GO_KEY)).text.startswith("If you think")
    assert note.to_bytes() == GO_NOTE


def test_the_specifications_example_is_read_with_its_empty_line() -> None:
    note = parse_note(SPECIFICATION_NOTE)
    assert note.text.endswith("sole:\n\ned è subito sera.\n")
    assert note.signatures[0].name == "quasimodo.example/salvatore"


def test_a_key_is_read_back_from_its_line() -> None:
    assert parse_key(str(LOG.key)) == LOG.key
    assert str(parse_key(GO_KEY)) == GO_KEY


@pytest.mark.parametrize(
    "line",
    [
        "",
        "name",
        "name+c74f20a3",
        GO_KEY.replace("c74f20a3", "c74f20a4"),
        GO_KEY.replace("PeterNeumann", "Peter Neumann"),
        GO_KEY.replace("PeterNeumann", "PeterNeumanm"),
        GO_KEY + "=",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "a+00000000+AQ==",
        GO_KEY.replace("PeterNeumann", "Peter\udcff"),
    ],
)
def test_what_is_no_key_is_refused(line: str) -> None:
    with pytest.raises(WrongKey):
        parse_key(line)


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note[:-1],
        lambda note: note + b"\n",
        lambda note: note.replace(b"\n\n", b"\n"),
        lambda note: note.replace("— ".encode(), b"- "),
        lambda note: note.replace("— ".encode(), "—".encode()),
        lambda note: note.replace(b"problem is", b"problem\tis"),
        lambda note: note.replace(b"problem is", b"problem\r\nis"),
        lambda note: note.replace(b"problem is", b"problem \xff is"),
        lambda note: note.replace(b"PeterNeumann ", b"Peter+Neumann "),
        lambda note: note.replace(b"PeterNeumann ", "Peter\u00a0Neumann ".encode()),
        lambda note: note.replace(b"nAM=", b"nAN="),
        lambda note: note.replace(b"nAM=", b"nAM"),
        lambda note: note + note[note.index("— ".encode()) :],
        lambda note: note + "— x AAAA\n".encode(),
        lambda note: b"x" * 300_000 + note,
        lambda _: b"",
        lambda _: b"\n\n",
    ],
)
def test_a_malformed_note_is_refused(change) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(MalformedNote):
        parse_note(change(GO_NOTE))


def test_signatures_of_unknown_keys_are_passed_over() -> None:
    note = sign_note("text\n", signer("somebody.example"))
    both = note.with_signatures(sign_note("text\n", LOG).signatures)
    assert verify_note(parse_note(both.to_bytes()), LOG.key).key == LOG.key
    with pytest.raises(WrongSignature):
        verify_note(note, LOG.key)


def test_a_known_keys_wrong_signature_refuses_the_note() -> None:
    note = sign_note("text\n", LOG)
    with pytest.raises(WrongSignature):
        verify_note(replace(note, text="other text\n"), LOG.key)


# --- checkpoints ----------------------------------------------------------------------------------


def test_a_checkpoint_verifies_with_its_logs_key() -> None:
    checkpoint = sign_checkpoint(HEAD, LOG)
    assert verify_checkpoint(parse_checkpoint(checkpoint.note.to_bytes()), LOG.key) == checkpoint


def test_a_checkpoint_keeps_lines_of_the_logs_own() -> None:
    head = replace(HEAD, extensions=("more", "lines"))
    assert parse_checkpoint(sign_checkpoint(head, LOG).note.to_bytes()).head == head


def test_a_checkpoint_of_another_log_is_refused_even_with_the_same_key() -> None:
    head = replace(HEAD, origin="other.example/log")
    signed = sign_note(head.text, LOG)
    with pytest.raises(WrongOrigin):
        verify_checkpoint(parse_checkpoint(signed.to_bytes()), LOG.key)


ROOT_LINE = base64.b64encode(HEAD.root).decode()


@pytest.mark.parametrize(
    "text",
    [
        "origin\n2\n",
        f"origin\n02\n{ROOT_LINE}\n",
        f"origin\n-1\n{ROOT_LINE}\n",
        f"origin\n٢\n{ROOT_LINE}\n",
        f"origin\n{'9' * 20}\n{ROOT_LINE}\n",
        f"origin\n2\n{ROOT_LINE[:-4]}\n",
        f"origin\n2\n{ROOT_LINE[:-1]}\n",
        f"origin\n2\n{ROOT_LINE}\n\nmore\n",
        f"\n2\n{ROOT_LINE}\n",
    ],
)
def test_a_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(MalformedCheckpoint):
        parse_checkpoint(sign_note(text, LOG).to_bytes())


# --- leaves ---------------------------------------------------------------------------------------

EVENT: dict[str, JsonValue] = {
    "event_id": "01J",
    "actor": "000.00.30.H39",
    "details": {"số": ["một", None, True, 2]},
}


def test_a_leaf_shows_nothing_but_its_commitment() -> None:
    leaf = leaf_of(EVENT, bytes(32))
    assert leaf.startswith(b'{"commitment":"')
    assert leaf.endswith(b'","v":1}')
    assert b"H39" not in leaf
    assert len(leaf) == 87


def test_equal_events_have_unrelated_leaves() -> None:
    assert leaf_of(EVENT, b"1" * 32) != leaf_of(EVENT, b"2" * 32)


def test_the_order_of_members_does_not_matter() -> None:
    assert leaf_of({name: EVENT[name] for name in reversed(EVENT)}, bytes(32)) == leaf_of(EVENT, bytes(32))


@pytest.mark.parametrize("salt", [b"", bytes(31), bytes(33)])
def test_a_salt_of_another_length_opens_nothing(salt: bytes) -> None:
    with pytest.raises(WrongEvent):
        leaf_of(EVENT, salt)


def test_values_that_json_cannot_carry_exactly_are_refused() -> None:
    with pytest.raises(WrongEvent):
        leaf_of({"n": 2**60}, bytes(32))
    with pytest.raises(WrongEvent):
        leaf_of({"s": "\ud800"}, bytes(32))


# --- cosignatures ---------------------------------------------------------------------------------

KINDS = [witness_signer("w1.example"), signer("w2.example", COSIGNATURE_ML_DSA_44)]


@pytest.mark.parametrize("witness", KINDS, ids=["ed25519", "ml-dsa-44"])
def test_a_cosignature_verifies_with_its_time(witness: SeededSigner) -> None:
    checkpoint = sign_checkpoint(HEAD, LOG)
    cosigned = parse_checkpoint(checkpoint.note.with_signatures((cosign(HEAD, witness, AT),)).to_bytes())
    found = verify_cosignature(cosigned, witness.key)
    assert found is not None
    assert found.time == AT
    assert verify_cosignature(cosigned, witness_signer("other.example").key) is None
    assert verify_checkpoint(cosigned, LOG.key).head == HEAD


@pytest.mark.parametrize("witness", KINDS, ids=["ed25519", "ml-dsa-44"])
def test_a_cosignature_holds_for_no_other_head_or_time(witness: SeededSigner) -> None:
    signature = cosign(HEAD, witness, AT)
    for head in (replace(HEAD, size=3), replace(HEAD, root=bytes(32)), replace(HEAD, origin="other")):
        note = sign_note(head.text, LOG).with_signatures((signature,))
        with pytest.raises(WrongSignature):
            verify_cosignature(parse_checkpoint(note.to_bytes()), witness.key)
    backdated = replace(signature, signature=bytes(8) + signature.signature[8:])
    with pytest.raises(WrongSignature):
        verify_cosignature(
            parse_checkpoint(sign_note(HEAD.text, LOG).with_signatures((backdated,)).to_bytes()), witness.key
        )


def test_a_witness_key_of_an_unknown_kind_is_told_apart() -> None:
    odd = signer("w3.example", 0x7F)
    with pytest.raises(CosignatureKindUnknown):
        cosign(HEAD, odd, AT)


# --- proofs ---------------------------------------------------------------------------------------


def _proof(index: int = 0) -> str:
    sibling = leaf_hash((b"two", b"one")[index])
    return format_proof(index, (sibling,), sign_checkpoint(HEAD, LOG).note.to_bytes())


def test_a_proof_verifies_for_its_entry_and_for_no_other() -> None:
    proof = parse_proof(_proof())
    assert verify_proof(proof, b"one", LOG.key).index == 0
    with pytest.raises(WrongProof):
        verify_proof(proof, b"two", LOG.key)
    with pytest.raises(WrongProof):
        verify_proof(replace(proof, index=1), b"one", LOG.key)
    with pytest.raises(WrongOrigin):
        verify_proof(proof, b"one", signer("other.example/log").key)


def test_extra_data_is_passed_over() -> None:
    text = _proof().replace("@v1\n", "@v1\nextra AAAA\n")
    assert verify_proof(parse_proof(text), b"one", LOG.key).index == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "",
        lambda text: text.replace("@v1", "@v2"),
        lambda text: text.replace("index 0", "index 00"),
        lambda text: text.replace("index 0\n", ""),
        lambda text: text.replace("@v1\n", "@v1\nextra \n"),
        lambda text: text.replace("@v1\n", "@v1\nextra AAA\n"),
        lambda text: text.replace("@v1\n", "@v1\nextra AAB=\n"),
        lambda text: text.replace("@v1\n", "@v1\nextra AAAA\nextra AAAA\n"),
        lambda text: text.replace("index 0", "index -1"),
        lambda text: text.replace("index 0\n", "index 0\n" + (ROOT_LINE + "\n") * 64),
        lambda text: text.replace("\n\n", "\n", 1),
    ],
)
def test_a_malformed_proof_is_refused(change) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises((MalformedProof, MalformedCheckpoint)):
        parse_proof(change(_proof()))


# --- policies -------------------------------------------------------------------------------------

WITNESSES = {name: witness_signer(f"{name}.example") for name in ("X1", "X2", "X3", "Y1", "Y2")}
POLICY = "\n".join(
    [
        "# two places",
        f"log {LOG.key} https://log.example/",
        *(f"witness\t{name}  {witness.key} https://{name}.example" for name, witness in WITNESSES.items()),
        "group X 2 X1 X2 X3",
        "group Y any Y1 Y2",
        "group both all X Y",
        "",
        "quorum both",
        "",
    ]
)


@pytest.mark.parametrize(
    ("cosigners", "met"),
    [
        ((), False),
        (("X1", "X2"), False),
        (("X1", "Y1"), False),
        (("X1", "X3", "Y2"), True),
        (("X1", "X2", "X3", "Y1", "Y2"), True),
    ],
)
def test_a_quorum_is_met_by_enough_witnesses_of_each_group(cosigners: tuple[str, ...], met: bool) -> None:
    note = sign_note(HEAD.text, LOG).with_signatures(
        tuple(cosign(HEAD, WITNESSES[name], AT) for name in cosigners)
    )
    checkpoint = verify_checkpoint(parse_checkpoint(note.to_bytes()), LOG.key)
    judged = parse_policy(POLICY.encode()).judge(checkpoint)
    assert judged.met is met
    assert {found.witness.name for found in judged.cosignatures} == {f"{name}.example" for name in cosigners}
    assert not judged.faults


def test_a_wrong_cosignature_is_told_and_does_not_count() -> None:
    wrong = replace(cosign(HEAD, WITNESSES["X1"], AT), signature=bytes(72))
    note = sign_note(HEAD.text, LOG).with_signatures((wrong, cosign(HEAD, WITNESSES["X2"], AT)))
    judged = parse_policy(POLICY.encode()).judge(
        verify_checkpoint(parse_checkpoint(note.to_bytes()), LOG.key)
    )
    assert (judged.met, set(judged.faults)) == (False, {"X1"})


def test_groups_within_groups_are_counted_however_deep() -> None:
    witness = WITNESSES["X1"]
    groups = [f"group G{depth} all {f'G{depth - 1}' if depth else 'X1'}" for depth in range(1_900)]
    policy = parse_policy("\n".join([f"witness X1 {witness.key}", *groups, "quorum G1899", ""]).encode())
    bare = sign_note(HEAD.text, LOG)
    for note, met in ((bare, False), (bare.with_signatures((cosign(HEAD, witness, AT),)), True)):
        assert policy.judge(verify_checkpoint(parse_checkpoint(note.to_bytes()), LOG.key)).met is met


def test_a_policy_without_witnesses_says_none() -> None:
    checkpoint = sign_checkpoint(HEAD, LOG)
    assert parse_policy(f"log {LOG.key}\nquorum none\n".encode()).judge(checkpoint).met


X1 = f"witness X1 {WITNESSES['X1'].key}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        X1,
        "quorum X1",
        f"{X1}\nquorum X1\nquorum X1",
        f"{X1}\n{X1}\nquorum X1",
        f"{X1}\nwitness other {WITNESSES['X1'].key}\nquorum X1",
        f"log {LOG.key}\nlog {LOG.key}\nquorum none",
        f"log {WITNESSES['X1'].key}\nquorum none",
        f"witness none {WITNESSES['X1'].key}\nquorum none",
        f"witness W {LOG.key}\nquorum W",
        f"{X1}\ngroup G 2 X1\nquorum G",
        f"{X1}\ngroup G 0 X1\nquorum G",
        f"{X1}\ngroup G 01 X1\nquorum G",
        f"{X1}\ngroup G {'9' * 5_000} X1\nquorum G",
        f"{X1}\ngroup G ١ X1\nquorum G",
        f"{X1}\ngroup G any X1 X1\nquorum G",
        f"{X1}\ngroup G any X1\ngroup H any X1\nquorum G",
        f"{X1}\ngroup G any none\nquorum G",
        f"{X1}\ngroup G any\nquorum G",
        f"{X1}\ngroup G any H\ngroup H any X1\nquorum G",
        f"{X1} a b\nquorum X1",
        f"wit X1\n{X1}\nquorum X1",
        f"{X1}\nquorum X1\r",
        "\0",
    ],
)
def test_a_policy_that_says_something_else_is_refused(text: str) -> None:
    with pytest.raises(MalformedPolicy):
        parse_policy(text.encode())
