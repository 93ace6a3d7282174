"""Watching recordings: what is known along them, notes, and queues."""

from __future__ import annotations

import json

import pytest

from convdesk.analyse import tape_keyframes, tape_pieces
from convdesk.model.dropoff import DropOff
from convdesk.model.funnel import FunnelSpec
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled, Progress
from convdesk.model.replay import MarkKind, QueueSpec
from convdesk.model.segment import Everyone, Listed
from convdesk.model.step import event_step
from convdesk.operations import history, notes, privacy, queues, replays
from convdesk.operations.imports import ImportChoices, import_file
from convdesk.operations.studies import create_study

START = 1_772_000_000_000
FUNNEL = FunnelSpec((event_step("Open"), event_step("Verify"), event_step("Done")))


def recording(folder, user, clicks=3, begins=START):
    """A page with a button that does nothing, clicked at once again and again."""
    button = {"type": 2, "id": 5, "tagName": "button", "attributes": {"id": "go"}, "childNodes": [
        {"type": 3, "id": 6, "textContent": "Resend"}]}  # fmt: skip
    body = {"type": 2, "id": 4, "tagName": "body", "attributes": {}, "childNodes": [button]}
    html = {"type": 2, "id": 3, "tagName": "html", "attributes": {}, "childNodes": [body]}
    node = {"type": 0, "id": 1, "childNodes": [html]}
    events = [
        {"type": 4, "timestamp": begins, "data": {"href": "https://a.example/verify", "width": 1440, "height": 900}},
        {"type": 2, "timestamp": begins + 5, "data": {"node": node, "initialOffset": {"left": 0, "top": 0}}},
        *({"type": 3, "timestamp": begins + 4_000 + 200 * n, "data": {"source": 2, "type": 2, "id": 5, "x": 9, "y": 9}}
          for n in range(clicks)),
        {"type": 3, "timestamp": begins + 12_000, "data": {"source": 1, "positions": [
            {"x": 1, "y": 1, "id": 1, "timeOffset": 0}]}},
    ]  # fmt: skip
    path = folder / f"{user}.json"
    path.write_text(json.dumps({"user_id": user, "events": events}), encoding="utf-8")
    return path


@pytest.fixture
def study(tmp_path):
    """Three people who left after Verify, two of them recorded: one clicks in vain, one only looks."""
    log = ["user_id,event,time"]
    for user in ("anna", "ben", "cleo"):
        log += [f"{user},Open,2026-02-25T06:13:20Z", f"{user},Verify,2026-02-25T06:13:23Z"]
    log.append("dora,Open,2026-04-20T00:00:00Z")
    (tmp_path / "log.csv").write_text("\n".join(log) + "\n", encoding="utf-8")
    made = create_study(tmp_path / "s.convdesk", "S")
    import_file(made, tmp_path / "log.csv")
    for user, clicks in (("anna", 0), ("ben", 4)):
        import_file(made, recording(tmp_path, user, clicks), ImportChoices(reader="rrweb"))
    yield made
    made.close()


def recording_of(study, person):
    items = queues.queue_recordings(study, QueueSpec(Everyone())).items
    return next(item.recording for item in items if item.person == person)


def test_events_steps_clicks_and_trouble_are_marked_at_their_moments(study):
    replay = replays.open_replay(study, recording_of(study, "ben"), FUNNEL).replay
    marked = [(mark.kind, mark.title, mark.at_ms) for mark in replay.marks]
    assert (MarkKind.PAGE, "/verify", 0) in marked
    assert (MarkKind.STEP, "Verify", 3_000) in marked
    assert (MarkKind.EVENT, "Verify", 3_000) in marked
    assert (MarkKind.CLICK, "Resend", 4_000) in marked
    assert (MarkKind.FRICTION, "rage click", 4_000) in marked
    assert [mark.at_ms for mark in replay.marks] == sorted(mark.at_ms for mark in replay.marks)
    assert (replay.person, replay.width, replay.lasts_ms) == ("ben", 1440, 12_000)


def test_a_queue_begins_with_what_tells_most_and_where_it_happens(study):
    drop_off = DropOff(FUNNEL, 2)
    queue = queues.queue_recordings(study, QueueSpec(drop_off.segment, drop_off))
    assert queue.title == "2 recordings of those who left after Verify"
    assert [item.person for item in queue.items] == ["ben", "anna"]
    assert "rage click" in queue.items[0].why
    assert queue.items[0].from_ms == START, "three seconds before the step"
    assert (queue.people, queue.recorded) == (3, 2)


def test_a_queue_of_people_holds_their_recordings_only(study):
    queue = queues.queue_recordings(study, QueueSpec(Listed(frozenset({"anna", "cleo"}))))
    assert [item.person for item in queue.items] == ["anna"]
    assert queue.items[0].why == "no signs of trouble"


def test_notes_are_written_changed_and_undone(study):
    where = recording_of(study, "ben")
    note = notes.add_note(study, where, START + 6_000, "Clicks in vain #resend #Dead", to_ms=START + 4_000)
    assert (note.at_ms, note.to_ms) == (START + 4_000, START + 6_000), "whichever end is said first"
    assert note.tags == ("resend", "dead")
    replay = replays.open_replay(study, where).replay
    assert [(m.title, m.at_ms, m.to_ms, m.ref) for m in replay.marks if m.kind is MarkKind.NOTE] == [
        ("Clicks in vain #resend #Dead", 4_000, 6_000, note.id)
    ]
    notes.change_note(study, note.id, "Clicks in vain")
    assert notes.list_notes(study, where)[0].tags == ()
    notes.remove_note(study, note.id)
    assert notes.list_notes(study) == ()
    history.undo(study)
    history.undo(study)
    assert notes.list_tags(study) == ("dead", "resend")


def test_a_note_needs_words_and_a_note_that_is_gone_is_said_to_be(study):
    with pytest.raises(ProblemError, match="says nothing"):
        notes.add_note(study, "r", 0, "  ")
    with pytest.raises(ProblemError, match="not in the study"):
        notes.change_note(study, "gone", "x")


def test_marks_follow_notes_without_reading_the_recording_again(study):
    where = recording_of(study, "ben")
    replay = replays.open_replay(study, where).replay
    note = notes.add_note(study, where, START + 1_000, "Here")
    assert [m.ref for m in replays.marks_with(replay, (note,)) if m.kind is MarkKind.NOTE] == [note.id]


def test_a_recording_without_a_page_lists_what_happened_and_says_why_it_cannot_be_shown(study, tmp_path):
    path = tmp_path / "blind.json"
    told = {"source": 2, "type": 2, "id": 5, "x": 1, "y": 1}
    path.write_text(json.dumps([
        {"type": 4, "timestamp": START, "data": {"href": "https://a.example/x", "width": 10, "height": 10}},
        {"type": 3, "timestamp": START + 50, "data": told}, {"type": 3, "timestamp": START + 99, "data": told},
    ]), encoding="utf-8")  # fmt: skip
    import_file(study, path, ImportChoices(reader="rrweb"))
    blind = next(one for one in study.loaded().recordings if one.session == "blind")
    opened = replays.open_replay(study, blind.id)
    assert not opened.replay.can_be_shown
    assert "no full snapshot" in opened.replay.told[0].what
    with pytest.raises(ProblemError, match="no full snapshot"):
        opened.piece_at(0)
    assert [mark.kind for mark in opened.replay.marks].count(MarkKind.CLICK) == 2


def test_a_recording_that_is_gone_is_said_to_be(study):
    with pytest.raises(ProblemError, match="not in the study"):
        replays.open_replay(study, "gone")


def test_what_somebody_withdraws_takes_the_notes_about_them_along(study):
    notes.add_note(study, recording_of(study, "ben"), START, "Ben is lost")
    privacy.withdraw(study, "ben")
    assert notes.list_notes(study) == ()
    assert "lost" not in str(history.list_history(study))


def test_seeks_in_a_long_recording_are_prepared_until_that_is_stopped(study, monkeypatch):
    monkeypatch.setattr(tape_pieces, "MOST_EVENTS", 2)
    monkeypatch.setattr(tape_keyframes, "EVERY", 2)
    opened = replays.open_replay(study, recording_of(study, "ben"))
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        opened.prepare(stopped)
    before = json.loads(opened.piece_at(12_000).content)
    opened.prepare()
    assert opened._pieces.lines.keyframes.bytes > 0
    assert json.loads(opened.piece_at(12_000).content) == before, "it is as right without"
