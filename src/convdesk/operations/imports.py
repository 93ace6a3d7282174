"""Imports: what a file seems to be, and bringing it into the study whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convdesk.ingest import manifest, sniff
from convdesk.ingest.reader import Terms
from convdesk.ingest.readers.table import READERS, named
from convdesk.model.imports import ImportReport, Proposal, Source, SourceKind
from convdesk.model.moment import zone_of
from convdesk.model.problem import Problem, ProblemError
from convdesk.model.progress import Progress
from convdesk.store import events, recordings, rows, surveys

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from convdesk.ingest.reader import Reading
    from convdesk.model.mapping import Mapping
    from convdesk.operations.study import Study


@dataclass(frozen=True)
class ReaderInfo:
    """One format convdesk reads, for people."""

    name: str
    title: str
    kind: SourceKind
    needs: str


@dataclass(frozen=True)
class ImportChoices:
    """How files shall be imported. `mapping` is for all of them; without one each file's own proposal is used."""

    reader: str | None = None
    mapping: Mapping | None = None
    adapt: Callable[[Proposal], Mapping] | None = None
    zone: str | None = None
    keep_personal: bool = False


def list_readers() -> tuple[ReaderInfo, ...]:
    """The formats convdesk reads."""
    return tuple(ReaderInfo(r.name, r.title, r.kind, r.needs) for r in READERS)


def propose_import(path: Path, *, reader: str | None = None) -> Proposal:
    """What a file seems to be and how it would be read; raises ProblemError when it cannot be."""
    head = sniff.head_of(path)
    chosen = named(reader) if reader else sniff.choose(head, READERS)[0]
    return chosen.propose(head)


def import_file(
    study: Study, path: Path, choices: ImportChoices | None = None, progress: Progress | None = None
) -> ImportReport:
    """Bring one file into the study, in one undoable step.

    Raises ProblemError or Cancelled, and then the study is as it was.
    """
    choices, progress = choices or ImportChoices(), progress or Progress()
    _refuse_read_only(study)
    proposal = propose_import(path, reader=choices.reader)
    mapping = _chosen_mapping(proposal, choices)
    with named(mapping.reader).read(path, mapping, progress, Terms(choices.keep_personal)) as reading:
        return _keep(study, path.name, reading, progress)


def import_files(
    study: Study, paths: Sequence[Path], choices: ImportChoices | None = None, progress: Progress | None = None
) -> tuple[ImportReport, ...]:
    """Bring many files in, one after the other; one that cannot be read does not stop the others.

    A CSV of file, user and session among them says whose the recordings are and is not imported itself.
    """
    choices, progress = choices or ImportChoices(), progress or Progress()
    owners, rest = _owners(paths)
    return tuple(_tried(study, path, _owned(path, choices, owners), progress) for path in rest)


def dry_run(path: Path, choices: ImportChoices | None = None, progress: Progress | None = None) -> ImportReport:
    """What importing a file would report, without a study."""
    choices = choices or ImportChoices()
    proposal = propose_import(path, reader=choices.reader)
    mapping = _chosen_mapping(proposal, choices)
    with named(mapping.reader).read(path, mapping, progress or Progress(), Terms(choices.keep_personal)) as reading:
        return reading.report


def remove_source(study: Study, source_id: str) -> None:
    """Take a source out of the study (undoable: its data stays in the file). Raises ProblemError for an unknown one."""
    remove_sources(study, (source_id,))


def remove_sources(study: Study, source_ids: Sequence[str]) -> None:
    """Take sources out of the study, by id or file name, in one undoable step. Raises ProblemError for unknown ones."""
    _refuse_read_only(study)
    sources = [_source(study, source_id) for source_id in source_ids]
    what = sources[0].file if len(sources) == 1 else f"{len(sources)} sources"
    with study.workspace.known_problems(), study.workspace.history.edit(f"Remove {what}") as edit:
        for source in sources:
            edit.put("sources", source.id, is_removed=1)


def _source(study: Study, source_id: str) -> Source:
    source = next((s for s in rows.load_sources(study.workspace) if source_id in {s.id, s.file}), None)
    if source is None or source.is_removed:
        raise ProblemError(f"source “{source_id}”", "The study has no such source.", "convdesk show lists them.")
    return source


def _chosen_mapping(proposal: Proposal, choices: ImportChoices) -> Mapping:
    mapping = choices.mapping or (choices.adapt(proposal) if choices.adapt else proposal.mapping)
    if mapping is proposal.mapping and proposal.missing:
        remedy = "Say which column means what: --mapping FILE.toml, or the roles in the import window."
        raise ProblemError(proposal.file, " ".join(proposal.missing), remedy)
    if choices.zone:
        zone_of(choices.zone)
        mapping = replace(mapping, zone=choices.zone)
    return mapping


def _keep(study: Study, name: str, reading: Reading, progress: Progress) -> ImportReport:
    """Write what was read: blocks, rows and the mark that they count, in one transaction."""
    workspace = study.workspace
    twins = _twins_of(study, reading.report)
    report = replace(reading.report, source=workspace.stamps.new_id(), warnings=(*reading.report.warnings, *twins))
    kind = report.kind or SourceKind.EVENTS
    source = Source(
        report.source or "", name, report.format, kind, report.kept, workspace.stamps.now_text(),
        report=report.as_dict(),
    )  # fmt: skip
    with workspace.known_problems(), workspace.history.edit(f"Import {name}") as edit:
        rows.insert_source(edit.connection, source, "{}")
        if reading.events:
            layout = events.write_events(edit.connection, source.id, reading.events, progress)
            rows.set_layout(edit.connection, source.id, layout.as_json())
        for recording in reading.recordings:
            recordings.write_recording(edit.connection, source.id, workspace.stamps.new_id(), recording)
        if reading.survey:
            surveys.write_survey(edit.connection, source.id, reading.survey, workspace.stamps)
        progress.raise_if_cancelled()
        edit.put("sources", source.id, is_removed=0)
    return report


def _twins_of(study: Study, report: ImportReport) -> tuple[Problem, ...]:
    """A warning when a file brings just what one in the study brought: it would be counted twice."""
    same = ("kind", "read", "kept", "first", "last", "names", "actors", "respondents", "clicks")
    own = report.as_dict()
    for source in rows.load_sources(study.workspace):
        if not source.is_removed and all(source.report.get(name) == own.get(name) for name in same):
            what = f"It holds just as much, from the same time, as {source.file}: it may be in the study twice now."
            return (Problem(report.file, what, "If it is the same, undo this import."),)
    return ()


def _tried(study: Study, path: Path, choices: ImportChoices, progress: Progress) -> ImportReport:
    try:
        return import_file(study, path, choices, progress)
    except ProblemError as error:
        return ImportReport(file=path.name, problems=(error.problem,), is_failed=True)


Owners = dict[str, tuple[str | None, str | None]]


def _owners(paths: Sequence[Path]) -> tuple[Owners, list[Path]]:
    """Whose the recordings are, from the manifests among the files; and the other files."""
    owners: Owners = {}
    rest = []
    for path in paths:
        if len(paths) > 1 and manifest.is_manifest(path):
            owners.update(manifest.read_manifest(path))
        else:
            rest.append(path)
    return owners, rest


def _owned(path: Path, choices: ImportChoices, owners: Owners) -> ImportChoices:
    """The same choices, with the recording's owner from the manifest."""
    if path.name not in owners:
        return choices
    user, session = owners[path.name]
    told = {name: text for name, text in (("user", user), ("session", session)) if text}

    def adapt(proposal: Proposal) -> Mapping:
        mapping = choices.adapt(proposal) if choices.adapt else choices.mapping or proposal.mapping
        return replace(mapping, options={**mapping.options, **told})

    return replace(choices, mapping=None, adapt=adapt)


def _refuse_read_only(study: Study) -> None:
    if study.is_read_only:
        raise ProblemError(study.path.name, "The study is open for reading only.", "Open it without read-only.")


def is_recordings_list(path: Path) -> bool:
    """Whether a file says whose recordings are, instead of bringing data of its own."""
    return manifest.is_manifest(path)
