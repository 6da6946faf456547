"""The evidence log's rules: hashes, proofs, tiles, notes, cosignatures; no I/O.

What comes from outside is unverified until a function here has checked it, and then has another type. What
is wrong raises :class:`lienthong.tlog.faults.TlogFault`; an auditor's report shows its code and sentences.

Sources: RFC 9162 section 2.1 (Merkle trees), C2SP tlog-tiles, signed-note, tlog-checkpoint, tlog-cosignature,
tlog-witness, tlog-policy and tlog-proof.
"""
