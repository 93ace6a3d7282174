"""Ids in addresses are recognised; names are left alone."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convdesk.analyse.page_patterns import ALIKE, group_pages
from convdesk.model.page import PagePattern, path_of
from convdesk.model.progress import Cancelled, Progress


@pytest.mark.parametrize(
    ("address", "pattern"),
    [
        ("https://a.test/item/3118?tab=2#top", "/item/:id"),
        ("/shop/section-18/item-3118", "/shop/:id/:id"),
        ("/u/550e8400-e29b-41d4-a716-446655440000/edit", "/u/:id/edit"),
        ("/c/9fceb02", "/c/:id"),
        ("/blog/my-post-2024", "/blog/:id"),
        ("/p/42.html", "/p/:id.html"),
        ("/step-1", "/step-1"),
        ("/v2/oauth2/facade/deadbeef", "/v2/oauth2/facade/deadbeef"),
        ("/caf%C3%A9/men%C3%BC", "/café/menü"),
        ("https://a.test", "/"),
        ("", "/"),
    ],
)  # fmt: skip
def test_an_address_becomes_its_pattern(address, pattern):
    assert group_pages([address]) == [pattern]


def test_names_with_one_digit_are_ids_only_where_many_stand_at_one_place():
    few = [f"/step-{n}" for n in range(1, 6)]
    assert group_pages(few) == few
    many = [f"/s/{letter}{n}" for letter in "ab" for n in range(ALIKE)]
    assert set(group_pages([*many, "/s/new"])) == {"/s/:id", "/s/new"}


paths = st.lists(st.sampled_from(["item", "7", "abc-1", "x2", "9f1ab22c", "about", "step-3", "a 1", "ä"]), max_size=4)


@given(st.lists(paths.map("/".join), max_size=30), st.randoms())
def test_the_order_of_addresses_changes_nothing_and_grouping_again_neither(addresses, random):
    found = dict(zip(addresses, group_pages(addresses), strict=True))
    mixed = list(addresses)
    random.shuffle(mixed)
    assert dict(zip(mixed, group_pages(mixed), strict=True)) == found
    assert group_pages(found.values()) == list(found.values())


@given(st.lists(st.one_of(st.text(max_size=20), paths.map("/".join).map("https://a.test/{}?q=1".format)), max_size=20))
def test_addresses_of_any_kind_are_cut_as_every_other_place_cuts_them(addresses):
    for address, pattern in zip(addresses, group_pages(addresses), strict=True):
        parts = unquote(path_of(address)).split("/")
        assert len(pattern.split("/")) == len(parts) or pattern == "/"


def test_own_groups_come_first_and_the_first_that_fits_counts():
    own = (PagePattern("/shop/:section/sale"), PagePattern("/shop/*"), PagePattern("/blog/*", is_apart=True))
    addresses = ["/shop/red/sale?x=1", "/shop/red/42", "/shop", "/blog/2024-05", "https://a.test/help/77"]
    assert group_pages(addresses, own=own) == ["/shop/:section/sale", "/shop/*", "/shop", "/blog/2024-05", "/help/:id"]


def test_grouping_hears_that_it_should_stop():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        group_pages([f"/a/{n}" for n in range(3_000)], progress)


def _slowly(address: str) -> str:
    """The same without the short cut for plain addresses."""
    path = address.partition("?")[0].partition("#")[0] if address.startswith("/") else urlsplit(address).path
    return path.rstrip("/") or "/"


web = st.text("ab/?#%:@ &.", max_size=15).map("https://a.test{}".format)


@given(
    st.one_of(web, web.map(lambda address: address[14:]), st.from_regex(r"https?://[a-z#?/@:]{0,12}", fullmatch=True))
)
def test_a_path_is_cut_out_quickly_as_slowly(address):
    try:
        expected = _slowly(address)
    except ValueError:
        expected = address
    assert path_of(address) == expected
