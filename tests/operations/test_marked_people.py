"""The people behind each number of a drop-off's panel are exactly as many as the number says."""

from __future__ import annotations

import pytest

from convdesk.model.driver import DriverSpec, MarkKind
from convdesk.model.dropoff import DropOff
from convdesk.model.marked import Channel, Heard, LastKnown, Marked
from convdesk.model.notation import segment_from_json, segment_to_json
from convdesk.model.problem import ProblemError
from convdesk.operations import drivers, notes, segments
from small_study import SPEC, small_study

HOUR_US = 3_600_000_000
SPECS = (DriverSpec(DropOff(SPEC, 1), HOUR_US, is_all=True), DriverSpec(DropOff(SPEC, 2), HOUR_US, is_all=True))


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    opened = small_study(tmp_path_factory.mktemp("study"))
    yield opened
    opened.close()


@pytest.mark.parametrize("spec", SPECS)
def test_every_row_of_the_table_opens_to_as_many_people_as_it_counts(study, spec):
    rows = drivers.compare_leavers(study, spec).rows
    assert {row.kind for row in rows} >= {MarkKind.PROPERTY, MarkKind.ANSWER} or spec.drop_off.at == 1
    for row in rows:
        for has_left, count in ((True, row.left_with), (False, row.stayed_with)):
            those = Marked(spec, row.kind, row.name, has_left)
            assert len(segments.people_in_segment(study, those)) == count, row


def test_codes_of_notes_are_marks_of_those_on_whose_recordings_anything_was_noted(tmp_path):
    study = small_study(tmp_path)
    recorded = study.loaded().recordings
    assert not codes_of(study)
    kept = [notes.add_note(study, one.id, one.started_ms, "Looks #lost") for one in recorded]
    notes.add_note(study, recorded[0].id, recorded[0].started_ms + 1, "Sighs #odd")
    rows = codes_of(study)
    assert set(rows) == {"lost", "odd"}
    assert (rows["lost"].left_with, rows["lost"].stayed_with) == (rows["lost"].left, rows["lost"].stayed)
    assert rows["lost"].left + rows["lost"].stayed > 0
    assert rows["odd"].left_with + rows["odd"].stayed_with <= 1
    for row in rows.values():
        for has_left, count in ((True, row.left_with), (False, row.stayed_with)):
            assert len(segments.people_in_segment(study, Marked(SPECS[0], row.kind, row.name, has_left))) == count
    for note in kept:
        notes.remove_note(study, note.id)
    assert set(codes_of(study)) == {"odd"}
    study.close()


def codes_of(study):
    return {row.name: row for row in drivers.compare_leavers(study, SPECS[0]).rows if row.kind is MarkKind.CODE}


def test_who_was_heard_and_who_was_silent(study):
    drop_off = DropOff(SPEC, 2)
    found = drivers.coverage_detail(study, drop_off)
    answered, recorded = Heard(Channel.ANSWERED), Heard(Channel.RECORDED)
    for channel, count in ((answered, found.coverage.answered), (recorded, found.coverage.recorded)):
        assert len(segments.people_in_segment(study, drop_off.segment & channel)) == count
        silent = drop_off.segment & ~channel
        assert len(segments.people_in_segment(study, silent)) == found.coverage.left - count
    for row in found.answered:
        known = drop_off.segment & LastKnown(row.prop, row.value)
        assert len(segments.people_in_segment(study, known & answered)) == row.heard_with
        assert len(segments.people_in_segment(study, known & ~answered)) == row.silent_with


@pytest.mark.parametrize(
    "segment",
    [
        Marked(DriverSpec(DropOff(SPEC, 2), HOUR_US), MarkKind.FRICTION, "rage click on /cart", True),
        Heard(Channel.RECORDED),
        LastKnown("device", "phone"),
    ],
)
def test_these_segments_can_be_kept(segment):
    assert segment_from_json(segment_to_json(segment)) == segment


def test_a_mark_that_nobody_has_is_told(study):
    with pytest.raises(ProblemError):
        segments.people_in_segment(study, Marked(SPECS[0], MarkKind.EVENT, "Nothing", True))
    assert segments.people_in_segment(study, LastKnown("device", "fridge")) == ()
