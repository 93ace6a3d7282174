"""Watching recordings, decided without a window: queues, pieces, seeking, notes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from convdesk.desk.screens.replay.looks import Draft, lines_of
from convdesk.desk.screens.replay.presenter import EVERYBODY, ReplayPresenter
from convdesk.desk.screens.replay.sentences import clock_text, told_of
from convdesk.desk.web.film_orders import Film
from convdesk.model.change import Change
from convdesk.model.finding import LARGEST_FILM_BYTES
from convdesk.model.problem import Problem, ProblemError
from convdesk.model.replay import Clock, Mark, MarkKind, Note, Piece, Queue, Queued, QueueSpec, Replay
from convdesk.model.segment import Listed
from desk.fakes import Now, Shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

START = 1_700_000_000_000


@dataclass
class FakeTape:
    """Pieces of ten seconds."""

    replay: Replay
    asked: list[float] = field(default_factory=list)
    prepared: int = 0

    def piece_at(self, at_ms: float) -> Piece:
        self.asked.append(at_ms)
        begins = int(at_ms) // 10_000 * 10_000
        ends = min(begins + 10_000, self.replay.lasts_ms)
        return Piece(b"%d" % begins, begins, ends, ends == self.replay.lasts_ms)

    def prepare(self, _: object) -> None:
        self.prepared += 1


class FakeQuestions:
    """Three recordings, of Ann, Ben and Cleo."""

    def __init__(self) -> None:
        self.written: list[Note] = []
        self.tapes: dict[str, FakeTape] = {}
        self.can_be_shown = True
        self.refuses: ProblemError | None = None

    def open(self, recording: str, *_: Any) -> FakeTape:
        if self.refuses:
            raise self.refuses
        replay = Replay(
            recording, recording.upper(), "s", Clock(START), 25_000, 800, 600, (), can_be_shown=self.can_be_shown
        )
        if not self.can_be_shown:
            replay = replace(replay, told=(Problem("recording", "No page.", "Export it whole."),))
        self.tapes[recording] = FakeTape(replay)
        return self.tapes[recording]

    def queue(self, spec: QueueSpec, _: Any) -> Queue:
        names = ("ann", "ben", "cleo") if spec == EVERYBODY else ("ben",)
        items = tuple(Queued(name, name.upper(), START, 25_000, 800, "", START + 2_000) for name in names)
        return Queue(spec, f"{len(items)} recordings", items, 9, len(items), "")

    def notes(self, _: str) -> tuple[Note, ...]:
        return tuple(self.written)

    def marks(self, _: Replay, notes: Any) -> tuple[Mark, ...]:
        return tuple(Mark(note.at_ms - START, MarkKind.NOTE, note.text, ref=note.id) for note in notes)

    def tags(self) -> tuple[str, ...]:
        return ("dead",)

    def add_note(self, recording: str, at_ms: int, text: str, to_ms: int | None) -> Note:
        self.written.append(Note(str(len(self.written)), recording, at_ms, to_ms, text, (), ""))
        return self.written[-1]

    def change_note(self, note_id: str, text: str) -> None:
        self.written[int(note_id)] = replace(self.written[int(note_id)], text=text)

    def remove_note(self, note_id: str) -> None:
        del self.written[int(note_id)]

    def write_picture(self, out: Path, png: bytes) -> Path:
        self.kept = (out.name, png)
        return out

    def write_clip(self, out: Path, film: Any, _: Any) -> Path:
        self.kept = (out.name, film)
        return out

    def add_moment(self, *told: Any) -> None:
        self.kept = told


class FakePlayer:
    """Answers at once, or when the test says so."""

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.waits = False
        self.waiting: list[Callable[[], object]] = []
        self.fails = ""

    def open_piece(self, content: bytes, done: Callable[[Any], object], failed: Callable[[str], object]) -> None:
        self.done.append(("open", int(content)))
        self._answer(lambda: failed(self.fails) if self.fails else done({}))

    def rebuild(self, at_ms: float, done: Callable[[Any], object], _: Callable[[str], object]) -> None:
        self.done.append(("rebuild", at_ms))
        self._answer(lambda: done({"at_ms": at_ms, "missing": 2}))

    def play(self, at_ms: float) -> None:
        self.done.append(("play", at_ms))

    def pause(self) -> None:
        self.done.append(("pause",))

    def speed(self, factor: float) -> None:
        self.done.append(("speed", factor))

    def skip(self, *, skips: bool) -> None:
        self.done.append(("skip", skips))

    def clear(self) -> None:
        self.done.append(("clear",))

    def answer(self) -> None:
        self.waiting.pop(0)()

    def _answer(self, answer: Callable[[], object]) -> None:
        if self.waits:
            self.waiting.append(answer)
        else:
            answer()


class FakeStudio:
    """Takes pictures and films at once."""

    def __init__(self) -> None:
        self.orders: list[Any] = []
        self.cancelled = 0
        self.made = Film(800, 600, 2_000)
        self.waits = False
        self.fails: Problem | None = None

    def picture(self, piece: Piece, at_ms: float, size: tuple[int, int], done: Any, _: Any) -> None:
        self.orders.append((piece.from_ms, at_ms, size))
        done(b"png")

    def film(self, order: Any, done: Any, failed: Any) -> None:
        self.orders.append(order)
        order.stepped(1, 2)
        if self.fails:
            failed(self.fails)
        elif not self.waits:
            done(self.made)

    def cancel(self) -> None:
        self.cancelled += 1


@pytest.fixture
def questions():
    return FakeQuestions()


@pytest.fixture
def player():
    return FakePlayer()


@pytest.fixture
def view():
    return Shown()


@pytest.fixture
def studio():
    return FakeStudio()


@pytest.fixture
def presenter(view, player, studio, questions):
    return ReplayPresenter(view, (player, studio), Now(), questions)


def latest(view, name):
    return next(call for call in reversed(view.calls) if call[0] == name)


def test_the_first_recording_of_the_queue_is_shown_where_it_becomes_telling(presenter, view, player):
    presenter.open()
    assert latest(view, "show_queue")[2] == 0
    assert latest(view, "show_replay")[1].recording == "ann"
    assert player.done == [("open", 0), ("rebuild", 2_000)]
    assert latest(view, "show_time") == ("show_time", 2_000)
    assert latest(view, "show_told")[1] == "Not in the recording: 2 pictures"


def test_next_and_previous_go_through_the_queue_and_stop_at_its_ends(presenter, view):
    presenter.open()
    presenter.move(-1)
    assert presenter.replay.recording == "ann"
    presenter.move(1)
    presenter.move(1)
    presenter.move(1)
    assert presenter.replay.recording == "cleo"
    assert latest(view, "show_queue")[2] == 2


def test_one_person_can_be_watched_from_a_moment_on(presenter, player):
    presenter.watch_person("BEN", "ben", START + 12_345)
    assert presenter.replay.recording == "ben"
    assert player.done[-1] == ("rebuild", 12_345)


def test_a_seek_inside_the_piece_needs_no_other_one(presenter, questions, player):
    presenter.open()
    presenter.transport.seek(7_000)
    assert questions.tapes["ann"].asked == [2_000]
    presenter.transport.seek(11_000)
    assert questions.tapes["ann"].asked == [2_000, 11_000]
    assert questions.tapes["ann"].prepared == 1, "for seeks to come, once there is something to see"
    assert player.done[-2:] == [("open", 10_000), ("rebuild", 11_000)]


def test_of_many_seeks_while_the_player_is_busy_only_the_last_counts(presenter, player):
    presenter.open()
    player.waits = True
    for at_ms in (3_000, 4_000, 5_000, 6_000):
        presenter.transport.seek(at_ms)
    player.answer()
    assert [one for one in player.done if one[0] == "rebuild"] == [
        ("rebuild", 2_000),
        ("rebuild", 3_000),
        ("rebuild", 6_000),
    ]
    assert presenter.transport.at_ms == 6_000


def test_it_plays_across_pieces_to_the_end_and_then_again_from_the_beginning(presenter, view, player):
    presenter.open()
    transport = presenter.transport
    transport.toggle()
    assert player.done[-1] == ("play", 2_000)
    transport.moved(9_990)
    transport.ended()
    assert player.done[-3:] == [("open", 10_000), ("rebuild", 10_000), ("play", 10_000)]
    transport.ended()
    transport.ended()
    assert (transport.is_playing, transport.at_ms) == (False, 25_000)
    assert latest(view, "show_playing") == ("show_playing", False)
    transport.toggle()
    assert player.done[-1] == ("play", 0.0)


def test_leaving_the_screen_pauses(presenter, player):
    presenter.open()
    presenter.transport.play()
    presenter.leave()
    assert player.done[-1] == ("pause",)


def test_speeds_go_up_and_down_within_their_limits(presenter, player):
    for _ in range(9):
        presenter.transport.faster(1)
    assert player.done[-1] == ("speed", 16.0)
    for _ in range(9):
        presenter.transport.faster(-1)
    assert player.done[-1] == ("speed", 0.5)


def test_a_moment_that_cannot_be_rebuilt_is_said_and_the_next_seek_tries_again(presenter, view, player):
    player.fails = "TypeError: x"
    presenter.open()
    assert "cannot be rebuilt" in latest(view, "show_problem")[1].what
    player.fails = ""
    presenter.transport.seek(4_000)
    assert player.done[-1] == ("rebuild", 4_000)


def test_a_player_that_gave_up_is_said_and_gets_the_piece_anew_at_the_next_seek(presenter, view, player):
    presenter.open()
    presenter.transport.play()
    presenter.transport.stop("the page's process ended")
    problem = latest(view, "show_problem")[1]
    assert problem.what == "This moment cannot be rebuilt: the page's process ended"
    assert "next recording" in problem.remedy
    assert not presenter.transport.is_playing
    presenter.transport.seek(4_000)
    assert player.done[-2:] == [("open", 0), ("rebuild", 4_000)]


def test_a_page_that_takes_time_is_said_until_it_stands(presenter, view, player):
    presenter.open()
    player.waits = True
    presenter.transport.seek(4_000)
    presenter.transport.tell_slow()
    assert latest(view, "show_told")[1] == "Rebuilding the page…"
    player.waiting.pop(0)()
    assert latest(view, "show_told")[1] == "Not in the recording: 2 pictures"
    presenter.transport.tell_slow()
    assert latest(view, "show_told")[1] == "Not in the recording: 2 pictures"


def test_what_a_page_lacks_is_said_in_words():
    assert told_of({"is_empty": True}) == "The recording shows an empty page here"
    assert told_of({"plain": 1, "broken": 3}) == (
        "Not in the recording: 1 style sheet · 3 parts could not be shown as recorded"
    )
    assert told_of({}) == ""


def test_a_recording_without_a_page_is_listed_but_not_played(presenter, questions, player):
    questions.can_be_shown = False
    presenter.open()
    presenter.transport.toggle()
    presenter.transport.seek(9_000)
    assert player.done == [("clear",)]
    assert presenter.transport.at_ms == 9_000


def test_a_view_that_had_to_be_made_anew_gets_its_piece_again(presenter, player):
    presenter.open()
    presenter.transport.renew()
    assert player.done[-3:] == [("speed", 1.0), ("open", 0), ("rebuild", 2_000)]


def test_a_note_is_about_the_moment_and_can_go_on_to_another(presenter, questions, view):
    presenter.open()
    presenter.notes.begin()
    assert latest(view, "show_draft")[1:] == (Draft(2_000), ("dead",))
    presenter.notes.write("In vain")
    presenter.transport.seek(6_000)
    presenter.notes.end_here()
    presenter.notes.keep()
    assert [(note.at_ms - START, note.to_ms - START, note.text) for note in questions.written] == [
        (2_000, 6_000, "In vain")
    ]
    assert latest(view, "show_draft")[1] is None
    assert latest(view, "show_done") == ("show_done", "Note added")


def test_a_note_that_ends_before_it_begins_is_turned_round(presenter, view):
    presenter.open()
    presenter.notes.begin()
    presenter.transport.seek(500)
    presenter.notes.end_here()
    assert latest(view, "show_draft")[1] == Draft(500, 2_000)


def test_what_is_noted_elsewhere_is_shown_and_can_be_changed(presenter, questions):
    presenter.open()
    questions.add_note("ann", START + 3_000, "Here", None)
    presenter.hear(Change("Add note", frozenset({"notes"})))
    assert [mark.title for mark in presenter.replay.marks] == ["Here"]
    presenter.notes.change("0")
    presenter.notes.write("There")
    presenter.notes.keep()
    assert questions.written[0].text == "There"
    presenter.notes.remove("0")
    assert questions.written == []


def test_another_recording_lets_a_note_that_was_being_written_go(presenter):
    presenter.open()
    presenter.notes.begin()
    presenter.move(1)
    assert presenter.notes.draft is None


def test_a_study_without_recordings_says_what_this_place_is_for(presenter, questions, view):
    questions.queue = lambda spec, _: Queue(spec, "0 recordings", (), 9, 0, "")
    presenter.open()
    assert "show_empty" in view.names


def test_what_cannot_be_opened_is_said(presenter, questions, view):
    questions.refuses = ProblemError("recording", "It is gone.", "Undo.")
    presenter.open()
    assert latest(view, "show_problem")[1].what == "It is gone."


def test_the_people_of_a_queue_and_its_person_can_be_gone_to(presenter):
    went: list[Any] = []
    presenter.people_wanted = lambda segment, words: went.append((segment, words))
    presenter.open()
    presenter.show_person()
    presenter.show_recorded()
    assert went == [(Listed(frozenset({"ANN"})), "ANN"), (EVERYBODY.segment, "3 recordings")]


def test_a_click_with_its_event_and_its_trouble_is_one_line():
    marks = (
        Mark(0, MarkKind.PAGE, "/verify"), Mark(2, MarkKind.STEP, "Verify", "step 2 of 3"), Mark(2, MarkKind.EVENT, "Verify"),
        Mark(900, MarkKind.EVENT, "Resend sent"), Mark(901, MarkKind.CLICK, "Resend", "/verify"),
        Mark(901, MarkKind.FRICTION, "rage click"), Mark(None, MarkKind.ANSWER, "Too slow", "Q1"),
    )  # fmt: skip
    lines = [(line.at_ms, line.kind, line.title, line.about) for line in lines_of(marks)]
    assert lines == [
        (0, MarkKind.PAGE, "/verify", ""),
        (2, MarkKind.STEP, "Verify", "step 2 of 3"),
        (901, MarkKind.FRICTION, "Resend", "Resend sent · rage click"),
        (None, MarkKind.ANSWER, "Too slow", "Q1"),
    ]


@pytest.mark.parametrize(
    ("ms", "text"), [(0, "0:00"), (7_900, "0:07"), (65_000, "1:05"), (3_723_000, "1:02:03"), (-5, "0:00")]
)
def test_a_moment_is_written_as_a_clock_does(ms, text):
    assert clock_text(ms) == text


def test_a_picture_is_of_the_moment_in_the_size_of_the_window(presenter, studio, questions, view, tmp_path):
    presenter.open()
    presenter.clips.save_picture(4_000, tmp_path / "here")
    assert studio.orders == [(0, 4_000, (800, 600))]
    assert questions.kept == ("here.png", b"png")
    assert latest(view, "show_written") == ("show_written", "Written to here.png", tmp_path / "here.png")


def test_a_clip_is_filmed_at_ten_frames_a_second_from_here_to_there(presenter, studio, questions, view, tmp_path):
    presenter.open()
    presenter.clips.save_clip((2_000, 4_000), tmp_path / "clip")
    (order,) = studio.orders
    assert (order.times[0], order.times[-1], len(order.times), order.is_video) == (2_000, 4_000, 21, True)
    assert questions.kept == ("clip.webm", studio.made)
    assert ("show_step", 1, 2, "Filming 0:02 – 0:04 · 50 %") in view.calls
    presenter.clips.save_clip((2_000, 4_000), tmp_path / "clip.webp")
    assert not studio.orders[-1].is_video


def test_without_an_end_a_clip_has_a_usual_length_up_to_the_end(presenter):
    presenter.open()
    assert presenter.clips.stretch((2_000, None)) == (2_000, 12_000)
    assert presenter.clips.stretch((20_000, None)) == (20_000, 25_000)
    assert presenter.clips.name((62_000, None)) == "ANN 1-02"


def test_a_clip_that_is_too_long_is_refused_with_a_way_out(presenter, studio, questions, view, tmp_path):
    presenter.open()
    questions.tapes["ann"].replay = replace(presenter.replay, lasts_ms=1_500_000)
    assert not presenter.clips.offer((0, 700_000)).can_be_clip
    presenter.clips.save_clip((0, 700_000), tmp_path / "clip")
    assert studio.orders == []
    assert "at most 10 minutes" in latest(view, "show_problem")[1].what


def test_a_stretch_becomes_evidence_with_its_picture_and_its_film(presenter, questions, studio):
    presenter.open()
    presenter.clips.add_evidence((2_000, 4_000), "Presses in vain")
    assert questions.kept == ("Presses in vain", "ann", (START + 2_000, START + 4_000), (b"png", studio.made))
    assert (studio.orders[-1].times[0], studio.orders[-1].times[-1]) == (2_000, 4_000)


def test_a_moment_becomes_evidence_with_its_picture_only(presenter, questions):
    presenter.open()
    presenter.clips.add_evidence((2_000, None), "Presses in vain")
    assert questions.kept == ("Presses in vain", "ann", (START + 2_000, None), (b"png", None))


def test_what_keeping_comes_to_is_said_before(presenter, questions):
    presenter.open()
    questions.tapes["ann"].replay = replace(presenter.replay, lasts_ms=1_500_000)
    moment = presenter.clips.offer((2_000, None))
    assert (moment.clip, moment.finding) == ("Clip of 0:02 – 0:12…", "Add to findings, with its picture")
    stretch = presenter.clips.offer((0, 600_000))
    assert stretch.finding == "Add to findings, with its film of 0:00 – 10:00"
    longer = presenter.clips.offer((0, 600_100))
    assert longer.finding == "Add to findings, with its first picture only"
    assert longer.about.startswith("A film lasts at most 10 minutes. Choose a shorter stretch")


def test_a_stretch_too_long_for_a_film_keeps_its_picture_and_that_is_said(presenter, questions, view):
    presenter.open()
    questions.tapes["ann"].replay = replace(presenter.replay, lasts_ms=1_500_000)
    presenter.clips.add_evidence((0, 700_000), "Waits")
    assert questions.kept[-1] == (b"png", None)
    problem = latest(view, "show_kept_less")[1]
    assert problem.what == "It was added with its first picture only. A film lasts at most 10 minutes."
    assert "shorter stretch" in problem.remedy


def test_a_film_too_large_for_a_finding_gives_way_to_its_picture_and_that_is_said(presenter, studio, questions, view):
    studio.made.chunks.append((0, True, bytes(LARGEST_FILM_BYTES + 1)))
    presenter.open()
    presenter.clips.add_evidence((2_000, 4_000), "Waits")
    assert questions.kept[-1] == (b"png", None)
    assert "has 30 MB; a finding keeps at most 30 MB" in latest(view, "show_kept_less")[1].what


def test_a_stretch_that_cannot_be_filmed_keeps_its_picture_and_says_why(presenter, studio, questions, view):
    studio.fails = Problem("recording", "The page hangs.", "Wait.")
    presenter.open()
    presenter.clips.add_evidence((2_000, 4_000), "Waits")
    assert questions.kept[-1] == (b"png", None)
    assert "The page hangs." in latest(view, "show_kept_less")[1].what


def test_cancelling_stops_the_film_and_keeps_nothing_which_is_said(presenter, studio, questions, view):
    studio.waits = True
    presenter.open()
    presenter.clips.add_evidence((2_000, 4_000), "Waits")
    presenter.cancel()
    assert studio.cancelled == 1
    assert not hasattr(questions, "kept")
    assert view.calls[-1] == ("show_stopped", "Stopped; nothing was kept")


def test_another_recording_stops_the_film_of_the_one_before(presenter, studio, view):
    studio.waits = True
    presenter.open()
    presenter.clips.add_evidence((2_000, 4_000), "Waits")
    presenter.move(1)
    assert studio.cancelled == 1
    assert view.names.count("show_stopped") == 1


def test_looking_elsewhere_stops_nothing_where_nothing_is_filmed(presenter, studio, view):
    presenter.open()
    presenter.move(1)
    presenter.cancel()
    assert studio.cancelled == 0
    assert "show_stopped" not in view.names
