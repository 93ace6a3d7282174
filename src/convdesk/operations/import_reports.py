"""The report of an import, kept as a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from convdesk.export.import_report import report_text
from convdesk.export.swap import beside
from convdesk.ingest import rejected
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.model.stamps import Stamps

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from convdesk.model.imports import ImportReport
    from convdesk.operations.parcels import Parcel

FORMATS = frozenset({".json", ".md", ".markdown", ".txt", ""})
"""How the name of a report's file may end."""


def save_rejected(path: Path, report: ImportReport, out: Path, progress: Progress | None = None) -> int:
    """Write the rows of a file that its import rejected, under its header; returns how many. Raises ProblemError."""
    with beside(out) as target:
        return rejected.write_rejected(path, report.problems, target, progress or Progress())


def save_rejected_of(parcel: Parcel, reports: Sequence[ImportReport], folder: Path) -> tuple[Path, ...]:
    """A file of rejected rows for each item of a parcel that has some, in a folder; raises ProblemError."""
    paths = {item.label: item.path for item in parcel.items}
    written = []
    for report in reports:
        if report.rejected and report.file in paths and not report.is_failed:
            path = paths[report.file]
            stem = path.name.removesuffix(".gz")
            ending = ".csv" if stem.endswith((".xlsx", ".xlsm")) else path.with_name(stem).suffix
            folder.mkdir(parents=True, exist_ok=True)
            out = folder / f"{path.with_name(stem).stem} rejected{ending}"
            save_rejected(path, report, out)
            written.append(out)
    return tuple(written)


def refuse_format(path: Path) -> None:
    """Raise ProblemError for a file name whose ending is of a format that reports are not written in."""
    if path.suffix.lower() not in FORMATS:
        what = f"A report of an import cannot be written as {path.suffix}."
        raise ProblemError(path.name, what, "Name the file with .md (a page of text) or .json.")


def save_report(reports: Sequence[ImportReport], path: Path, stamps: Stamps | None = None) -> None:
    """Write the reports: as JSON where the name ends so, else as a page of Markdown; raises ProblemError."""
    refuse_format(path)
    if path.suffix.lower() == ".json":
        text = json.dumps({"files": [report.as_dict() for report in reports]}, ensure_ascii=False, indent=2)
    else:
        text = report_text(reports, (stamps or Stamps()).now_text())
    with beside(path) as target:
        target.write_text(text, encoding="utf-8")
