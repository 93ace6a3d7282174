"""Which pages count as one: what is recognised, and the researcher's own groups, which come first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.analyse import page_groups
from convdesk.columns import PAGE
from convdesk.model.page import PageGroup, PagePattern
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.store import behaviour

if TYPE_CHECKING:
    from convdesk.operations.study import Study


def list_page_patterns(study: Study) -> tuple[PagePattern, ...]:
    """The study's own groups of pages, the latest first: of several that a page fits, the latest counts."""
    return behaviour.load_page_patterns(study.workspace)


def has_pages(study: Study) -> bool:
    """Whether any event log tells on which page its events happened."""
    return PAGE in study.loaded().table.names


def list_page_groups(study: Study, progress: Progress | None = None) -> tuple[PageGroup, ...]:
    """The pages of the event logs in their groups, the most frequent first; none where no event tells its page."""
    if not has_pages(study):
        return ()
    return page_groups.groups(study.loaded().table, list_page_patterns(study), progress or Progress())


def add_page_pattern(study: Study, pattern: str, *, is_apart: bool = False) -> PagePattern:
    """Count pages that fit as one, or (`is_apart`) each for itself. Raises ProblemError for what is no path."""
    text = pattern.strip()
    text = text.rstrip("/") or text
    where = f"group of pages “{text}”"
    if not text.startswith("/"):
        raise ProblemError(where, "A group is written as a path.", "Write for example /shop/* or /item/:id/reviews.")
    kept = list_page_patterns(study)
    if any((one.pattern, one.is_apart) == (text, is_apart) for one in kept):
        raise ProblemError(where, "The study has it already.", "Choose other pages.")
    workspace = study.workspace
    same = next((one.id for one in kept if one.pattern == text), None)
    made = PagePattern(text, is_apart, workspace.stamps.new_id())
    with workspace.known_problems(), workspace.history.edit(f"Group pages {text}") as edit:
        if same is not None:
            edit.drop("page_patterns", same)
        values = {"pattern": text, "is_apart": int(is_apart), "made_at": workspace.stamps.now_text()}
        edit.put("page_patterns", made.id, **values)
    return made


def remove_page_pattern(study: Study, pattern: str) -> None:
    """Let pages be recognised again; raises ProblemError where the study has no such group."""
    kept = list_page_patterns(study)
    found = next((one for one in kept if one.pattern == pattern), None)
    if found is None:
        known = ", ".join(one.pattern for one in kept) or "none yet"
        raise ProblemError(f"group of pages “{pattern}”", "The study has no such group.", f"There are: {known}.")
    with study.workspace.known_problems(), study.workspace.history.edit(f"Ungroup pages {pattern}") as edit:
        edit.drop("page_patterns", found.id)
