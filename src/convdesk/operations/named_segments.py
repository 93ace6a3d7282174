"""Segments under a name: kept, renamed, removed (each undoable); how many people one means; what one can be made of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from convdesk.model.notation import segment_to_json
from convdesk.model.problem import ProblemError
from convdesk.model.segment import Everyone, Named, SavedSegment, Segment
from convdesk.model.segment_choices import SegmentChoices, SegmentCount
from convdesk.model.share import wilson
from convdesk.operations import saved
from convdesk.operations.goal_people import list_goals
from convdesk.operations.segments import people_mask
from convdesk.operations.step_choices import days_of, step_choices
from convdesk.store import notes, surveys

if TYPE_CHECKING:
    from convdesk.model.progress import Progress
    from convdesk.operations.study import Study


def list_segments(study: Study) -> tuple[SavedSegment, ...]:
    """The segments the study keeps, by name."""
    return saved.saved_segments(study)


def save_segment(study: Study, name: str, segment: Segment) -> SavedSegment:
    """Keep a segment under a name; one of the same name is replaced. Raises ProblemError."""
    name = _checked(name)
    if isinstance(segment, Everyone):
        raise ProblemError(f"segment “{name}”", "It means everyone.", "Add a condition first.")
    if name in _names_in(segment):
        raise ProblemError(f"segment “{name}”", "It names itself.", "Use another name.")
    same = next((one for one in list_segments(study) if one.name == name), None)
    row_id = same.id if same else study.workspace.stamps.new_id()
    values = {"name": name, "spec": json.dumps(segment_to_json(segment), ensure_ascii=False)}
    if same is None:
        values["created_at"] = study.workspace.stamps.now_text()
    _edit(study, f"Save segment “{name}”", row_id, values)
    return SavedSegment(row_id, name, segment)


def rename_segment(study: Study, name: str, other: str) -> SavedSegment:
    """Call a segment otherwise; raises ProblemError when the name is taken."""
    found, other = find_segment(study, name), _checked(other)
    if other != found.name:
        if any(one.name == other for one in list_segments(study)):
            raise ProblemError(f"segment “{other}”", "There is one of that name already.", "Use another name.")
        _edit(study, f"Rename segment “{found.name}” to “{other}”", found.id, {"name": other})
    return find_segment(study, other)


def remove_segment(study: Study, name: str) -> None:
    """Forget a segment; what was asked with it keeps meaning the same people. Raises ProblemError."""
    found = find_segment(study, name)
    _edit(study, f"Remove segment “{found.name}”", found.id, None)


def find_segment(study: Study, name: str) -> SavedSegment:
    """A segment by its name; raises ProblemError naming those there are."""
    kept = list_segments(study)
    for segment in kept:
        if segment.name == name.strip():
            return segment
    known = ", ".join(f"“{segment.name}”" for segment in kept) or "none yet"
    raise ProblemError(f"segment “{name}”", "The study has no segment of that name.", f"There are: {known}.")


def count_segment(study: Study, segment: Segment, progress: Progress | None = None) -> SegmentCount:
    """How many people a segment means. Raises ProblemError, Cancelled."""
    mask, of_people = people_mask(study, segment, progress), study.loaded().people.count
    people = of_people if mask is None else int(np.count_nonzero(mask))
    return SegmentCount(people, of_people, *(wilson(people, of_people) or (None, None)))


def segment_choices(study: Study, progress: Progress | None = None) -> SegmentChoices:
    """What conditions can name, most people first."""
    steps, days = step_choices(study, progress), days_of(study)
    funnels = {one.name: tuple(step.label for step in one.spec.steps) for one in saved.saved_funnels(study)}
    tags = (tag for note in notes.load_notes(study.workspace) for tag in note.tags)
    return SegmentChoices(
        steps.events, steps.pages, steps.properties, tuple(surveys.load_questions(study.workspace)), funnels,
        list_segments(study), tuple(sorted(set(tags))), study.loaded().people.count,
        (days[0].isoformat(), days[1].isoformat()) if days else None,
        tuple(goal.name for goal in list_goals(study)),
    )  # fmt: skip


def _checked(name: str) -> str:
    plain = name.strip()
    if not plain or '"' in plain:
        raise ProblemError("segment", "It needs a name, without quotation marks.", "Write for example: Phone users.")
    return plain


def _names_in(segment: Segment) -> set[str]:
    own = {segment.name} if isinstance(segment, Named) else set[str]()
    parts = [part for part in vars(segment).values() if isinstance(part, Segment)]
    return own.union(*(_names_in(part) for part in parts))


def _edit(study: Study, label: str, row_id: str, values: dict[str, str] | None) -> None:
    if study.is_read_only:
        raise ProblemError(study.path.name, "The study is open for reading only.", "Open it without read-only.")
    with study.workspace.known_problems(), study.workspace.history.edit(label) as edit:
        if values is None:
            edit.drop("segments", row_id)
        else:
            edit.put("segments", row_id, **values)
