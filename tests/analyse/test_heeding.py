"""Questions hear soon that they should stop: what passes between two looks is bounded, whatever the data."""

from __future__ import annotations

import numpy as np
import pytest

from builders import table_of
from convdesk.analyse import funnel_counts, log_pages, matching, proposals, ranks
from convdesk.model.funnel import Breakdown, FunnelRules, FunnelSpec, Touch
from convdesk.model.progress import Cancelled, Progress
from convdesk.model.step import Matcher, PropertyTest, Step, parse_step

ROWS = [("u", at, "A", {"page": f"/p/{at}", "p:n": str(at)}) for at in range(500)]
FITS = {
    "a page": "page:/p*",
    "whole addresses": "page:https://*",
    "a property in order": "A[n>7]",
    "any of several": "A[n!=7]|page:/p*",
}


class Counting(Progress):
    """Counts how often it is asked whether to stop, and says so from the n-th time on."""

    def __init__(self, stops_at: int | None = None) -> None:
        super().__init__()
        self.looks, self._stops_at = 0, stops_at

    def raise_if_cancelled(self) -> None:
        self.looks += 1
        if self._stops_at is not None and self.looks >= self._stops_at:
            self.cancel()
        super().raise_if_cancelled()

    def heeding(self, items):
        for item in items:
            self.raise_if_cancelled()
            yield item


@pytest.fixture
def small_pieces(monkeypatch):
    """Pieces of ten rows, texts or names, so that few rows show how often a question looks up."""
    for module, name in (
        (matching, "PIECE"), (matching, "TEXTS"), (log_pages, "AT_ONCE"), (ranks, "AT_ONCE"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, 10)


@pytest.mark.parametrize("step", FITS.values(), ids=FITS)
@pytest.mark.usefixtures("small_pieces")
def test_matching_looks_up_after_every_piece_of_rows_and_texts(step):
    progress = Counting()
    found = matching.positions(table_of(ROWS), parse_step(step), progress)
    assert progress.looks >= 100 - 50 * (step == FITS["whole addresses"])
    assert found.tolist() == matching.positions(table_of(ROWS), parse_step(step)).tolist()


@pytest.mark.parametrize("step", FITS.values(), ids=FITS)
@pytest.mark.usefixtures("small_pieces")
def test_matching_stops_at_the_very_look_that_says_so_and_keeps_nothing(step):
    table, progress = table_of(ROWS), Counting(stops_at=20)
    with pytest.raises(Cancelled):
        matching.step_keys(table, parse_step(step), progress)
    assert progress.looks == 20
    assert len(matching.step_keys(table, parse_step(step))) == len(matching.positions(table, parse_step(step)))


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("touch", Touch)
def test_a_split_by_a_property_of_many_values_looks_up_while_they_are_ranked(touch):
    spec = FunnelSpec(
        (parse_step("A"), Step((Matcher(tests=(PropertyTest("n", ">=", "0"),)),))), FunnelRules(),
        breakdown=Breakdown("n", touch),
    )  # fmt: skip
    progress = Counting()
    people = [(f"u{n}", n, "A", {"page": "/", "p:n": str(n)}) for n in range(500)]
    splits = funnel_counts.count(table_of(people), spec, None, progress).splits
    assert progress.looks > 150
    assert sum(split.steps[0].reached for split in splits) == 500


def test_the_most_frequent_names_are_the_same_however_many_are_compared_at_once(monkeypatch):
    counts, names = np.array([1, 3, 3, 0, 1, 1, 2] * 5), [f"n{n % 9}{n}" for n in range(35)]
    whole = [ranks.most_frequent(counts, names, most).tolist() for most in range(36)]
    monkeypatch.setattr(ranks, "AT_ONCE", 2)
    assert [ranks.most_frequent(counts, names, most).tolist() for most in range(36)] == whole
    assert whole[12] == sorted(range(35), key=lambda n: (-counts[n], names[n]))[:12]


def test_a_proposal_is_the_same_however_first_moments_are_written_down(monkeypatch):
    rows = [(f"u{n % 7}", n * 13 % 97, "ABC"[n % 3]) for n in range(60)]
    found = proposals.propose(table_of(rows))
    monkeypatch.setattr(proposals, "MARKS", 0)
    assert proposals.propose(table_of(rows)) == found
