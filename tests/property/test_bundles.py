"""A bundle comes out of its bytes as it went in, and anything else is refused."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.model.bundle import Bundle, LoggedEvent, MalformedBundle, RecordImage

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.text(max_size=5), json_values, max_size=4)
bundles = st.builds(
    Bundle,
    st.integers(0, 2**40),
    st.binary(min_size=32, max_size=32),
    st.lists(st.builds(LoggedEvent, objects, st.binary(min_size=32, max_size=32)), max_size=3).map(tuple),
    st.lists(
        st.builds(
            RecordImage,
            st.sampled_from(["exchange", "registry"]),
            st.text("0123456789"),
            objects,
            st.none() | objects,
        ),
        max_size=3,
    ).map(tuple),
)


@given(bundles)
def test_a_bundle_is_read_back_as_it_was_written(bundle: Bundle) -> None:
    assert Bundle.from_bytes(bundle.to_bytes()) == bundle


@given(bundles)
def test_the_same_bundle_always_has_the_same_path(bundle: Bundle) -> None:
    written = bundle.to_bytes()
    assert Bundle.from_bytes(written).to_bytes() == written
    assert Bundle.path(bundle.size, written).startswith(f"bundles/{bundle.size:020d}-")


@given(st.binary(max_size=64) | st.binary(max_size=64).map(gzip.compress))
def test_any_other_bytes_are_refused_as_malformed(noise: bytes) -> None:
    with pytest.raises(MalformedBundle):
        Bundle.from_bytes(noise)


@given(bundles, st.data())
def test_a_bundle_cut_short_is_refused_as_malformed(bundle: Bundle, data: st.DataObject) -> None:
    written = bundle.to_bytes()
    with pytest.raises(MalformedBundle):
        Bundle.from_bytes(written[: data.draw(st.integers(0, len(written) - 1))])
