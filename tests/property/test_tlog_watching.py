"""A watcher believes a log that only grew, and calls no log a forger for a damaged file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.tlog.audit import Forked
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.watching import check_new_entries, require_continuation
from tests.builders.grown_log import grown

SIZES = st.integers(1, 700)


@given(seen=SIZES, more=st.integers(0, 700))
def test_whatever_was_appended_the_log_goes_on_from_what_was_seen(seen: int, more: int) -> None:
    log = grown(seen, more)
    require_continuation(log.head(seen), log.head(seen + more), log.files.__getitem__)
    assert sum(
        1 for _ in check_new_entries(log.head(seen), log.head(seen + more), log.files.__getitem__)
    ) >= (more > 0)


@given(seen=SIZES, more=st.integers(0, 700), data=st.data())
def test_whichever_entry_was_exchanged_it_is_a_fork(seen: int, more: int, data: st.DataObject) -> None:
    changed = data.draw(st.integers(0, seen - 1))
    ours, theirs = grown(seen), grown(seen, more, fork_at=changed)
    with pytest.raises(Forked):
        require_continuation(ours.head(seen), theirs.head(seen + more), theirs.files.__getitem__)


@given(seen=SIZES, more=st.integers(1, 700), data=st.data())
def test_whichever_byte_of_a_file_is_damaged_the_log_is_no_forger(
    seen: int, more: int, data: st.DataObject
) -> None:
    log = grown(seen, more)
    path = data.draw(st.sampled_from(sorted(log.files)))
    content = bytearray(log.files[path])
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    log.files[path] = bytes(content)
    found = ""
    try:
        require_continuation(log.head(seen), log.head(seen + more), log.files.__getitem__)
        list(check_new_entries(log.head(seen), log.head(seen + more), log.files.__getitem__))
    except TlogFault as fault:
        found = fault.code
    assert found in ("", "log.tile-wrong", "log.root-wrong", "log.tile-missing")
