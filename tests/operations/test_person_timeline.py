"""One person's timeline, stretch by stretch: the same entries as one by one, with headings where they belong."""

from __future__ import annotations

import pytest

from convdesk.model.problem import ProblemError
from convdesk.model.timeline import MOST_ENTRIES, Entry, EntryKind, TimelineSpec, Visit
from convdesk.operations.imports import import_file
from convdesk.operations.person_timeline import BLOCKS_KEPT, person_timeline
from convdesk.operations.studies import create_study
from convdesk.operations.timeline import look_along
from small_study import small_study

MANY = 50_000


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    opened = small_study(tmp_path_factory.mktemp("study"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """Somebody with fifty thousand events, in visits of a hundred."""
    folder = tmp_path_factory.mktemp("busy")
    lines = ["user_id,session_id,event,time,plan"]
    for n in range(MANY):
        day, second = divmod(n, 100)
        at = f"{2024 + day // 336}-{1 + day // 28 % 12:02}-{1 + day % 28:02}T10:{second // 60:02}:{second % 60:02}Z"
        lines.append(f"busy,s{day},e{n % 7},{at},pro")
    log = folder / "log.csv"
    log.write_text("\n".join(lines) + "\n", encoding="utf-8")
    made = create_study(folder / "s.convdesk")
    import_file(made, log)
    yield made
    made.close()


def test_the_entries_are_those_of_the_whole_with_a_heading_for_each_stretch(study):
    found = person_timeline(study, "u00")
    whole = look_along(study, TimelineSpec("u00", count=MOST_ENTRIES))
    lines = [found[n] for n in range(len(found))]
    assert tuple(line for line in lines if isinstance(line, Entry)) == (*whole.entries, *whole.undated)
    visits = [line for line in lines if isinstance(line, Visit) and line.start_us is not None]
    assert [visit.number for visit in visits] == list(range(1, found.visits + 1))
    assert sum(visit.entries for visit in visits) == whole.total
    assert visits[0].since_us is None
    assert all(visit.since_us >= 0 for visit in visits[1:])
    assert "s-u00" in {visit.session for visit in visits}
    assert found.counts[EntryKind.EVENT] == sum(entry.kind is EntryKind.EVENT for entry in whole.entries)


def test_kinds_that_are_left_out_are_still_counted(study):
    found = person_timeline(study, "u00", frozenset({EntryKind.FRICTION}))
    lines = [found[n] for n in range(len(found))]
    assert {line.kind for line in lines if isinstance(line, Entry)} == {EntryKind.FRICTION}
    assert found.counts == person_timeline(study, "u00").counts
    nothing = person_timeline(study, "u00", frozenset())
    assert (len(nothing), nothing.place_at(0), nothing.heading_from(0, 1)) == (0, 0, 0)
    with pytest.raises(IndexError):
        nothing[0]


def test_a_moment_and_the_next_stretch_are_found(study):
    found = person_timeline(study, "u00")
    for place in range(len(found)):
        line = found[place]
        if isinstance(line, Entry) and line.at_us is not None:
            assert found[found.place_at(line.at_us)].at_us == line.at_us
    assert found.place_at(10**18) <= len(found) - 1
    second = found.heading_from(0, 1)
    assert isinstance(found[second], Visit)
    assert found.heading_from(second, -1) == 0
    assert found.heading_from(0, -1) == 0


def test_somebody_unknown_is_told(study):
    with pytest.raises(ProblemError):
        person_timeline(study, "nobody")


def test_somebody_with_fifty_thousand_events_scrolls(busy):
    found = person_timeline(busy, "busy")
    assert (len(found), found.visits) == (MANY + MANY // 100, MANY // 100)
    for place in range(0, len(found), len(found) // 60):
        found[place]
    last = found[len(found) - 1]
    assert isinstance(last, Entry)
    assert last.details == {"plan": "pro"}
    assert len(found._blocks) <= BLOCKS_KEPT, "only what was seen last is kept"
