"""Decides what the segment builder shows: rows and text of the same segment, and how many people it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.ports import Answer, Jobs, Latest, Task, nothing
from convdesk.desk.segments.draft import (
    Group,
    Mode,
    Part,
    Place,
    Row,
    each_condition,
    group_of,
    part_at,
    segment_of,
    with_more,
    with_part,
)
from convdesk.desk.segments.fields import (
    Offered,
    changed,
    fields_of,
    is_event_known,
    kind_choices,
    kind_words,
    start_of,
    with_first_value,
)
from convdesk.desk.segments.looks import GroupLook, RowLook
from convdesk.model.expression import ExpressionError, Known, parse_segment
from convdesk.model.expression_text import written
from convdesk.model.problem import ProblemError
from convdesk.model.segment import FirstKnown, HasProperty, Named, SavedSegment, Segment
from convdesk.model.segment_choices import SegmentChoices
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.choice import Choice
    from convdesk.desk.segments.looks import BuilderView, Questions
    from convdesk.model.change import Change
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress

NOTHING = Offered(SegmentChoices(), {}, {})


class BuilderPresenter:
    """Keeps a draft; what is done to the rows is written as text, what is written becomes rows."""

    def __init__(self, view: BuilderView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self._counting, self._looking, self._reading = Latest(jobs), Latest(jobs), Latest(jobs)
        self._draft, self._known, self._offered = Group(), Known({}), NOTHING
        self._name = ""
        self.is_open = False
        self.applied: Callable[[Segment], object] = nothing
        self.people_wanted: Callable[[Segment, str], object] = nothing

    @property
    def choices(self) -> SegmentChoices:
        """What names can be completed from."""
        return self._offered.choices

    @property
    def segment(self) -> Segment:
        """Whom the draft means."""
        return segment_of(self._draft)

    def open(self, segment: Segment) -> None:
        """Make another segment out of this one."""
        self.is_open = True
        self._name = segment.name if isinstance(segment, Named) else ""
        self._draft = group_of(segment.inner if isinstance(segment, Named) else segment)
        self._view.show_open(True)
        self._view.show_name(self._name)
        self._show()
        self._look()

    def close(self) -> None:
        self.is_open = False
        self._counting.cancel()
        self._view.show_open(False)

    def hear(self, change: Change) -> None:
        if self.is_open and (change.touches("segments", "funnels", "notes") or change.is_of_people):
            self._look()

    def add(self, place: Place, kind: str) -> None:
        """One more condition in the group at a place; of groups an empty one with it."""
        condition = start_of(kind, self._offered)
        if condition is not None:
            self._become(with_more(self._draft, place, Row(condition)))

    def add_group(self, place: Place, kind: str) -> None:
        """One more group in the group at a place, with a first condition."""
        condition = start_of(kind, self._offered)
        if condition is not None:
            self._become(with_more(self._draft, place, Group(Mode.ANY, (Row(condition),))))

    def change(self, place: Place, key: str, value: object) -> None:
        """Another value in a field of the condition at a place."""
        row = part_at(self._draft, place)
        assert isinstance(row, Row)
        try:
            condition = changed(row.condition, key, value)
        except ProblemError as error:
            self._view.show_wrong(f"{error.problem.what} {error.problem.remedy}", -1)
            return
        self._become(with_part(self._draft, place, Row(condition, row.is_not)))

    def turn(self, place: Place) -> None:
        """Who does not meet the condition instead, or who does."""
        row = part_at(self._draft, place)
        assert isinstance(row, Row)
        self._become(with_part(self._draft, place, Row(row.condition, not row.is_not)))

    def combine(self, place: Place, mode: Mode) -> None:
        """Let the parts of a group go together in another way."""
        group = part_at(self._draft, place)
        assert isinstance(group, Group)
        self._become(with_part(self._draft, place, Group(mode, group.parts)))

    def take_out(self, place: Place) -> None:
        self._become(with_part(self._draft, place, None))

    def clear(self) -> None:
        self._become(Group())

    def write(self, text: str) -> None:
        """The expression was changed by hand; what cannot be read is pointed at, the rows stay as they were."""
        try:
            self._draft = group_of(parse_segment(text, self._known))
        except ExpressionError as error:
            self._view.show_wrong(f"{error.problem.what} {error.problem.remedy}", error.at)
            return
        self._show_rows()

    def apply(self) -> None:
        """Show only these people in the whole window."""
        kept = next((one for one in self.choices.segments if one.name == self._name), None)
        is_kept = kept is not None and kept.segment == self.segment
        self.applied(Named(self._name, self.segment) if is_kept else self.segment)
        self.close()

    def show_people(self) -> None:
        """List who they are."""
        self.people_wanted(self.segment, self.segment.in_words())

    def save(self, name: str) -> None:
        """Keep the draft under a name, and use it."""
        segment = self.segment

        def kept(saved: SavedSegment) -> None:
            self._named(saved.name, tr("Kept as “{name}”."))
            self.applied(Named(saved.name, saved.segment))

        self._write(tr("Save a segment"), lambda: self._questions.save(name, segment), kept)

    def rename(self, name: str) -> None:
        """Call the kept segment otherwise."""
        former = self._name
        done: Callable[[SavedSegment], None] = lambda saved: self._named(saved.name, tr("It is called “{name}” now."))  # noqa: E731
        self._write(tr("Rename a segment"), lambda: self._questions.rename(former, name), done)

    def remove(self) -> None:
        """Forget the kept segment; undo brings it back."""
        former = self._name
        done: Callable[[None], None] = lambda _: self._named("", tr("Removed. Undo brings it back."))  # noqa: E731
        self._write(tr("Remove a segment"), lambda: self._questions.remove(former), done)

    def _named(self, name: str, words: str) -> None:
        self._name = name
        self._view.show_name(name)
        self._view.show_said(words.format(name=name))

    def _become(self, draft: Group) -> None:
        self._draft = draft
        self._show()

    def _show(self) -> None:
        text, self._known = written(self.segment, self._known)
        self._view.show_text(text)
        self._show_rows()

    def _show_rows(self) -> None:
        look = look_of(self._draft, self._offered)
        assert isinstance(look, GroupLook)
        self._view.show_wrong("", -1)
        self._view.show_draft(look)
        self._count()
        self._read_values()

    def _count(self) -> None:
        segment = self.segment
        self._view.show_count(None)
        self._counting.run(Task(
            tr("Count people"), lambda progress: self._questions.count(segment, progress), self._view.show_count,
            self._view.show_failed,
        ))  # fmt: skip

    def _look(self) -> None:
        """What conditions can name now."""

        def look(progress: Progress) -> tuple[Known, SegmentChoices]:
            return self._questions.known(), self._questions.choices(progress)

        def seen(found: tuple[Known, SegmentChoices]) -> None:
            self._known = Known(found[0].funnels, found[0].segments, self._known.those)
            self._offered = Offered(found[1], found[0].funnels, {})
            self._view.show_kinds(kind_choices(self._offered))
            self._show()

        self._looking.run(Task(tr("Look what there is"), look, seen, self._view.show_failed))

    def _read_values(self) -> None:
        """The values of a property that is looked at for the first time."""
        missing = sorted(_properties(self._draft) - set(self._offered.values))
        if not missing or not self.choices.properties:
            return

        def read(_: Progress) -> dict[str, tuple[Choice, ...]]:
            return {name: self._questions.values(name) for name in missing}

        def seen(found: dict[str, tuple[Choice, ...]]) -> None:
            self._offered = offered = Offered(self.choices, self._offered.funnels, {**self._offered.values, **found})
            draft = each_condition(self._draft, lambda condition: with_first_value(condition, offered))
            assert isinstance(draft, Group)
            if draft != self._draft:
                self._become(draft)
                return
            look = look_of(draft, offered)
            assert isinstance(look, GroupLook)
            self._view.show_draft(look)

        self._reading.run(Task(tr("Look for values"), read, seen, self._view.show_failed))

    def _write(self, title: str, work: Callable[[], Answer], done: Callable[[Answer], None]) -> None:
        self._jobs.run(Task(title, lambda _: work(), done, self._refuse, writes=True))

    def _refuse(self, problem: Problem) -> None:
        self._view.show_wrong(f"{problem.what} {problem.remedy}", -1)


def look_of(part: Part, offered: Offered) -> RowLook | GroupLook:
    """A draft as it is shown."""
    if isinstance(part, Group):
        return GroupLook(part.mode, tuple(look_of(one, offered) for one in part.parts))
    is_odd = offered.choices.events and not is_event_known(part.condition, offered)
    hint = tr("No event of the study is called so.") if is_odd else ""
    return RowLook(kind_words(part.condition, is_not=part.is_not), fields_of(part.condition, offered), hint)


def _properties(part: Part) -> set[str]:
    if isinstance(part, Group):
        return set[str]().union(*map(_properties, part.parts))
    condition = part.condition
    return {condition.test.name} if isinstance(condition, HasProperty | FirstKnown) else set()
