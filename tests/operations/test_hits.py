"""Single signs of trouble of one place, where they lie, and what was taken out by hand."""

from __future__ import annotations

import pytest

from convdesk.model.friction import RULES, FrictionRules, FrictionSpec, Showed, Signal
from convdesk.model.hits import HitSpec, Where
from convdesk.model.notation import segment_from_json, segment_to_json
from convdesk.model.problem import ProblemError
from convdesk.operations import friction, history, segments
from convdesk.operations.hits import list_corrected, list_hits
from convdesk.operations.imports import import_file
from convdesk.operations.studies import create_study
from small_study import small_study

RAGE = FrictionSpec(signals=frozenset({Signal.RAGE}))


@pytest.fixture
def study(tmp_path):
    opened = small_study(tmp_path)
    yield opened
    opened.close()


def test_hits_of_a_page_an_element_a_recording_and_a_person(study):
    counted = friction.count_friction(study, RAGE)
    every = list_hits(study, HitSpec(RAGE))
    assert (every.total, every.page) == (2, counted.pages[0].name)
    for tallies, where in (
        (counted.pages, lambda row: Where(page=row.name)),
        (counted.elements, lambda row: Where(row.page, row.name)),
        (counted.sessions, lambda row: Where(recording=row.name)),
        (counted.people, lambda row: Where(person=row.name)),
    ):
        for row in tallies:
            assert list_hits(study, HitSpec(RAGE, where(row))).total == row.total
    assert list_hits(study, HitSpec(RAGE, Where(page="/nowhere"))).total == 0
    assert list_hits(study, HitSpec(RAGE, Where(recording="none"))).rows == ()


def test_hits_lie_where_their_clicks_were(study):
    found = list_hits(study, HitSpec(FrictionSpec(signals=frozenset({Signal.DEAD}))))
    assert len(found.points) + found.unplaced <= found.total
    assert len(found.points) == found.viewports[found.width]
    assert list_hits(study, HitSpec(found.spec.friction, width=1)).width == found.width


def test_pages_and_elements_say_of_how_many_people(study):
    counted = friction.count_friction(study, RAGE)
    assert all(row.of >= row.people for row in (*counted.pages, *counted.elements))
    element = counted.elements[0]
    those = Showed(Signal.RAGE, element.page, element.name)
    assert len(segments.people_in_segment(study, those)) == element.people
    assert segments.people_in_segment(study, Showed(Signal.RAGE, "*", "#nothing")) == ()
    assert segment_from_json(segment_to_json(those)) == those


def test_what_was_taken_out_is_listed_with_its_place_and_can_count_again(study):
    one = list_hits(study, HitSpec(RAGE)).rows[0]
    friction.dismiss(study, one.signal, one.recording, one.at_ms)
    out = list_corrected(study)
    assert [(row.actor, row.page, row.label) for row in out] == [(one.actor, one.page, one.label)]
    friction.take_back(study, out[0].correction)
    assert list_corrected(study) == ()
    assert list_hits(study, HitSpec(RAGE)).total == 2


def test_a_quick_back_of_the_event_log_is_taken_out_by_person(tmp_path):
    rows = ["user_id,event,time,url"]
    for user in ("a", "b"):
        rows += [
            f"{user},View,2026-03-01T10:00:{second:02}Z,https://x.test/{page}"
            for second, page in ((0, "one"), (5, "two"), (9, "one"))
        ]
    log = tmp_path / "log.csv"
    log.write_text("\n".join(rows) + "\n", encoding="utf-8")
    study = create_study(tmp_path / "s.convdesk")
    import_file(study, log)
    quick = FrictionSpec(signals=frozenset({Signal.QUICK_BACK}))
    hits = list_hits(study, HitSpec(quick)).rows
    assert [(hit.actor, hit.recording) for hit in hits] == [("a", ""), ("b", "")]
    friction.dismiss(study, Signal.QUICK_BACK, "", hits[0].at_ms, person="a")
    assert [hit.actor for hit in list_hits(study, HitSpec(quick)).rows] == ["b"]
    assert [row.actor for row in list_corrected(study)] == ["a"]
    with pytest.raises(ProblemError):
        friction.dismiss(study, Signal.QUICK_BACK, "", hits[0].at_ms, person="nobody")
    history.undo(study)
    assert list_hits(study, HitSpec(quick)).total == 2
    study.close()


def test_other_rules_are_tried_without_being_kept(study):
    tried = FrictionRules(rage_clicks=9)
    assert list_hits(study, HitSpec(FrictionSpec(rules=tried, signals=RAGE.signals))).total == 0
    assert friction.friction_rules(study) == RULES
