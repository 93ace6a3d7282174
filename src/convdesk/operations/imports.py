"""Imports: what a file seems to be, and bringing it into the study whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convdesk.ingest import manifest, sniff
from convdesk.ingest.cut_off import cut_off
from convdesk.ingest.protect import protect
from convdesk.ingest.reader import Terms
from convdesk.ingest.readers.table import all_readers, choose, named
from convdesk.model.imports import ImportReport, Proposal, Source, SourceKind
from convdesk.model.moment import zone_of
from convdesk.model.problem import Problem, ProblemError
from convdesk.model.progress import Progress
from convdesk.operations import mappings, novelty, privacy_plans
from convdesk.operations.parcels import Parcel
from convdesk.store import digests, events, placeholders, recordings, references, rows, survey_writing, surveys

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from convdesk.ingest.privacy_plan import Plan
    from convdesk.ingest.reader import Head, Reading
    from convdesk.model.mapping import Mapping
    from convdesk.operations.parcels import Item
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
    save_as: str | None = None
    """A name under which the study shall keep the mapping."""


def list_readers() -> tuple[ReaderInfo, ...]:
    """The formats convdesk reads."""
    return tuple(ReaderInfo(r.name, r.title, r.kind, r.needs) for r in all_readers())


def propose_import(
    path: Path, *, reader: str | None = None, study: Study | None = None, progress: Progress | None = None
) -> Proposal:
    """What a file seems to be and how it would be read; raises ProblemError when it cannot be, and Cancelled.

    With a study, as its saved mapping for such files has it, and in the zone that was assumed there last.
    """
    progress = progress or Progress()
    head = sniff.head_of(path)
    chosen = named(reader) if reader else choose(head, progress.heeding)
    progress.raise_if_cancelled()
    proposal = _if_whole(head, chosen.propose(head))
    progress.raise_if_cancelled()
    proposal = mappings.with_saved(study, _in_last_zone(study, proposal)) if study else proposal
    return privacy_plans.with_personal(study, proposal)


def import_file(
    study: Study, path: Path, choices: ImportChoices | None = None, progress: Progress | None = None
) -> ImportReport:
    """Bring one file into the study, in one undoable step.

    Raises ProblemError or Cancelled, and then the study is as it was.
    """
    choices, progress = choices or ImportChoices(), progress or Progress()
    _refuse_read_only(study)
    proposal = propose_import(path, reader=choices.reader, study=study, progress=progress)
    mapping = _chosen_mapping(proposal, choices)
    if choices.save_as:
        mappings.save_mapping(study, choices.save_as, mapping)
    plan = privacy_plans.plan_of(study, proposal, mapping, keeps=choices.keep_personal)
    mapping = privacy_plans.as_planned(mapping, plan)
    with named(mapping.reader).read(path, mapping, progress, _terms(study, choices)) as reading:
        report = _keep(study, path.name, protect(reading, plan, progress), plan, progress)
    return _compared(study, report, report.source) if report.source and report.actors is not None else report


def _if_whole(head: Head, proposal: Proposal) -> Proposal:
    """The proposal; raises ProblemError for JSON that breaks off. Of a recording the whole part may be wanted."""
    problem = cut_off(head)
    if problem is None:
        return proposal
    if proposal.kind is not SourceKind.RECORDING:
        raise ProblemError(problem.where, problem.what, problem.remedy)
    return replace(proposal, missing=(*proposal.missing, problem.what))


def _compared(study: Study, report: ImportReport, source: str) -> ImportReport:
    """The report with people instead of keys, and with what the study did not have."""
    people = novelty.joined_people(study, source)
    if people is not None:
        report = replace(report, actors=people, users=min(people, report.users or 0))
    found = novelty.novelty_of(study, source)
    return replace(report, new=found.as_dict()) if found else report


def import_files(
    study: Study, paths: Sequence[Path], choices: ImportChoices | None = None, progress: Progress | None = None
) -> tuple[ImportReport, ...]:
    """Bring in files, and what is in folders and archives; one that cannot be read does not stop the others.

    A CSV of file, user and session among them says whose the recordings are and is not imported itself.
    """
    progress = progress or Progress()
    with Parcel(paths, progress) as parcel:
        return import_items(study, parcel.items, choices, progress)


def import_items(
    study: Study, items: Sequence[Item], choices: ImportChoices | None = None, progress: Progress | None = None
) -> tuple[ImportReport, ...]:
    """Bring the items of a parcel in, as `import_files` does."""
    choices, progress = choices or ImportChoices(), progress or Progress()
    owners, rest = _owners(items)

    def bring(item: Item) -> ImportReport:
        return import_file(study, item.path, _owned(item.path, choices, owners), progress)

    return _without_strays([_tried(item, bring) for item in rest], rest)


def dry_run(
    paths: Sequence[Path],
    choices: ImportChoices | None = None,
    progress: Progress | None = None,
    study: Study | None = None,
) -> tuple[ImportReport, ...]:
    """What importing files would report: into a study, which stays as it is, or into an empty one."""
    choices, progress = choices or ImportChoices(), progress or Progress()
    terms = _terms(study, choices) if study else Terms(choices.keep_personal)

    def look(item: Item) -> ImportReport:
        told = _owned(item.path, choices, owners)
        proposal = propose_import(item.path, reader=choices.reader, study=study)
        mapping = _chosen_mapping(proposal, told)
        plan = privacy_plans.plan_of(study, proposal, mapping, keeps=choices.keep_personal)
        mapping = privacy_plans.as_planned(mapping, plan)
        with named(mapping.reader).read(item.path, mapping, progress, terms) as reading:
            return replace(reading.report, privacy=plan.foreseen())

    with Parcel(paths, progress) as parcel:
        owners, rest = _owners(parcel.items)
        return _without_strays([_tried(item, look) for item in rest], rest)


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


def _in_last_zone(study: Study, proposal: Proposal) -> Proposal:
    """The proposal with the zone that the study's latest source without zones was read in."""
    zones = [source.report.get("zone_assumed") for source in rows.load_sources(study.workspace)]
    zone = next((zone for zone in reversed(zones) if zone), proposal.mapping.zone)
    return replace(proposal, mapping=replace(proposal.mapping, zone=zone))


def _chosen_mapping(proposal: Proposal, choices: ImportChoices) -> Mapping:
    mapping = choices.mapping or (choices.adapt(proposal) if choices.adapt else proposal.mapping)
    if mapping is proposal.mapping and proposal.missing and proposal.kind is not SourceKind.RECORDING:
        remedy = "Say which column means what: --mapping FILE.toml, or the roles in the import window."
        raise ProblemError(proposal.file, " ".join(proposal.missing), remedy)
    if choices.zone:
        zone_of(choices.zone)
        mapping = replace(mapping, zone=choices.zone)
    return mapping


def _terms(study: Study, choices: ImportChoices) -> Terms:
    """What the study asks of all that comes in."""
    return Terms(
        choices.keep_personal,
        rows.study_salt(study.workspace),
        known_ids=lambda: events.load_known_ids(study.workspace),
        known_responses=surveys.load_fingerprints(study.workspace),
        known_recordings=recordings.load_digests(study.workspace),
        known_surveys=surveys.load_known_surveys(study.workspace),
    )


def _keep(study: Study, name: str, reading: Reading, plan: Plan, progress: Progress) -> ImportReport:
    """Write what was read, in one transaction: blocks, rows and the mark that they count. Nothing new is no source."""
    if reading.events is None and not reading.recordings and not reading.surveys and not reading.references:
        return reading.report
    workspace = study.workspace
    report = replace(reading.report, source=workspace.stamps.new_id())
    kind = report.kind or SourceKind.EVENTS
    source = Source(report.source or "", name, report.format, kind, report.kept, workspace.stamps.now_text())
    with workspace.known_problems(), workspace.history.edit(f"Import {name}") as edit:
        rows.insert_source(edit.connection, source, "{}")
        if reading.events:
            layout = events.write_events(edit.connection, source.id, reading.events, progress)
            rows.set_layout(edit.connection, source.id, layout.as_json())
            twin = digests.keep_digest(edit.connection, source.id)
            report = replace(report, warnings=(*report.warnings, *_there_twice(name, twin)))
        for recording in reading.recordings:
            recordings.write_recording(edit.connection, source.id, workspace.stamps.new_id(), recording, progress)
        if reading.recordings:
            overlap = recordings.count_overlapping(edit.connection, source.id)
            report = replace(report, warnings=(*report.warnings, *_seen_twice(name, *overlap)))
        for survey in reading.surveys:
            survey_writing.write_survey(edit.connection, source.id, survey, workspace.stamps, progress)
        references.write_references(edit.connection, source.id, reading.references)
        progress.raise_if_cancelled()
        report = replace(report, privacy=plan.found())
        placeholders.keep(edit.connection, plan.numbers.new)
        rows.set_report(edit.connection, source.id, report)
        edit.put("sources", source.id, is_removed=0)
    return report


def _there_twice(name: str, twin: str | None) -> tuple[Problem, ...]:
    """A warning when a log without ids of its own brings just what a source of the study brought."""
    if twin is None:
        return ()
    what = f"It is the same, event by event, as {twin}, and has no ids to tell them apart: all of it counts twice now."
    return (Problem(name, what, "Undo this import, unless it all happened twice."),)


def _seen_twice(name: str, count: int, other: str) -> tuple[Problem, ...]:
    """A warning when recordings show a session at a time that another source of the study shows as well."""
    if not count:
        return ()
    many = "1 recording shows" if count == 1 else f"{count:,} recordings show"
    what = f"{many} a session at a time that the study has from {other} too: clicks in both count twice."
    return (Problem(name, what, "Take one of the two out, if they are pieces of one recording that overlap."),)


def _tried(item: Item, bring: Callable[[Item], ImportReport]) -> ImportReport:
    if item.problem:
        return ImportReport(file=item.label, problems=(item.problem,), is_failed=True)
    try:
        return replace(bring(item), file=item.label)
    except ProblemError as error:
        return ImportReport(file=item.label, problems=(error.problem,), is_failed=True)


def _without_strays(reports: Sequence[ImportReport], items: Sequence[Item]) -> tuple[ImportReport, ...]:
    """The reports; what only lay beside data in a folder or archive, and is none, counts as skipped, not as failed."""
    if all(report.is_failed for report in reports):
        return tuple(reports)
    return tuple(
        replace(report, is_failed=False, is_skipped=True) if report.is_failed and item.came_along else report
        for report, item in zip(reports, items, strict=True)
    )


Owners = dict[str, tuple[str | None, str | None]]


def _owners(items: Sequence[Item]) -> tuple[Owners, list[Item]]:
    """Whose the recordings are, from the lists among the items; and the other items."""
    owners: Owners = {}
    for item in items:
        if item.is_owners_list:
            owners.update(manifest.read_manifest(item.path))
    return owners, [item for item in items if not item.is_owners_list]


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
