"""The researcher's own match tables: looked at, brought in, taken out again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest.match_table import read_matches
from convdesk.model.people import MatchReport, MatchTable
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.store import people as kept
from convdesk.store import rows

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.ingest.match_table import Matches
    from convdesk.operations.study import Study

SHOWN = 8


def preview_matches(study: Study, path: Path, progress: Progress | None = None) -> MatchReport:
    """What a match table holds and whom it would join, without bringing it in; raises ProblemError."""
    return _looked_at(study, path, progress or Progress())[0]


def import_matches(study: Study, path: Path, progress: Progress | None = None) -> MatchReport:
    """Bring a match table in, in one undoable step; rows that cannot be used are in the report. Raises ProblemError."""
    if study.is_read_only:
        raise ProblemError(study.path.name, "The study is open for reading only.", "Open it without read-only.")
    progress = progress or Progress()
    report, matches = _looked_at(study, path, progress)
    if not matches.rows:
        remedy = "Each row needs two ids of one person, such as user_id and email."
        raise ProblemError(path.name, "No row of the table joins anything.", remedy)
    workspace = study.workspace
    table = MatchTable(workspace.stamps.new_id(), path.name, report.kept, workspace.stamps.now_text())
    with workspace.known_problems(), workspace.history.edit(f"Match with {path.name}") as edit:
        kept.write_matches(edit.connection, table, matches.rows, report, progress)
        progress.raise_if_cancelled()
        edit.put("match_tables", table.id, is_removed=0)
    return report


def list_match_tables(study: Study) -> tuple[MatchTable, ...]:
    """The match tables of the study, oldest first."""
    return kept.load_match_tables(study.workspace)


def remove_matches(study: Study, which: str) -> str:
    """Take a match table (its id or file name) out, undoably; returns what was done. Raises ProblemError."""
    table = next((one for one in list_match_tables(study) if which in {one.id, one.file}), None)
    if table is None:
        remedy = "convdesk people lists the match tables."
        raise ProblemError(f"match table “{which}”", "The study has no such match table.", remedy)
    label = f"Remove {table.file}"
    with study.workspace.known_problems(), study.workspace.history.edit(label) as edit:
        edit.put("match_tables", table.id, is_removed=1)
    return label


def _looked_at(study: Study, path: Path, progress: Progress) -> tuple[MatchReport, Matches]:
    matches = read_matches(path, rows.study_salt(study.workspace), progress)
    loaded = study.loaded()
    identity = loaded.identity
    progress.step(0, 0, "Joining people")
    after = loaded.people_with(replace(identity, matches=(*identity.matches, *matches.rows)))
    known = loaded.known_keys
    unknown = sum(not any(_is_known(known, key) for key in row) for row in matches.rows)
    report = MatchReport(
        path.name, matches.columns, matches.shown[:SHOWN], matches.read, len(matches.rows), matches.duplicates,
        matches.rejected, unknown, loaded.people.count, after.count, matches.problems,
    )  # fmt: skip
    return report, matches


def _is_known(known: set[str], key: str) -> bool:
    kind, _, text = key.partition(":")
    if kind == "any":
        return any(f"{prefix}:{text}" in known for prefix in ("user", "respondent", "session"))
    return (f"user:{text}" if kind == "device" else key) in known
