"""Findings: claims with the evidence they rest on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from convdesk.model.finding import EvidenceKind, Finding, Severity
from convdesk.model.heat_notation import heat_to_json
from convdesk.model.notation import funnel_to_json, segment_to_json
from convdesk.model.problem import ProblemError
from convdesk.store import rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.model.answers import Answer
    from convdesk.model.driver import DriverSpec, Mark
    from convdesk.model.dropoff import DropOff
    from convdesk.model.heat import ClickSpec
    from convdesk.model.heatmap import HeatSpec
    from convdesk.operations.study import Study

Piece = tuple[EvidenceKind, dict[str, Any]]


def drop_off_evidence(drop_off: DropOff) -> Piece:
    """A drop-off as evidence."""
    return EvidenceKind.DROP_OFF, {"funnel": funnel_to_json(drop_off.funnel), "at": drop_off.at}


def clicks_evidence(spec: ClickSpec, selector: str | None = None) -> Piece:
    """The clicks on a page (or on one element of it) as evidence."""
    details = {"page": spec.page, "kind": spec.kind.value, "width": spec.width, "selector": selector}
    return EvidenceKind.CLICKS, {**details, "segment": segment_to_json(spec.segment)}


def heat_evidence(spec: HeatSpec) -> Piece:
    """A heatmap as evidence, with its people and those they are compared with."""
    return EvidenceKind.HEATMAP, heat_to_json(spec)


def quote_evidence(answer: Answer) -> Piece:
    """What somebody said as evidence; raises ProblemError where they did not agree to be quoted."""
    if not answer.may_quote:
        where, what = f"answer of respondent {answer.respondent}", "This person did not agree to be quoted."
        raise ProblemError(where, what, "It counts in the numbers; quote somebody else.")
    return EvidenceKind.QUOTE, {"answer": answer.id}


def mark_evidence(spec: DriverSpec, mark: Mark) -> Piece:
    """One row of what marks those who left, as evidence."""
    drop_off = {"funnel": funnel_to_json(spec.drop_off.funnel), "at": spec.drop_off.at}
    return EvidenceKind.MARK, {
        **drop_off, "exposure": spec.exposure_us, "mark": mark.kind.value, "name": mark.name
    }  # fmt: skip


def add_finding(
    study: Study, title: str, text: str = "", severity: Severity = Severity.MINOR, evidence: Sequence[Piece] = ()
) -> Finding:
    """Write a finding down, with its evidence, in one undoable step; raises ProblemError without a title."""
    if not title.strip():
        raise ProblemError("finding", "It has no title.", "Say in a few words what you found.")
    workspace = study.workspace
    row_id = workspace.stamps.new_id()
    with workspace.known_problems(), workspace.history.edit(f"Add finding “{title.strip()}”") as edit:
        edit.put(
            "findings", row_id, title=title.strip(), text=text.strip(), severity=int(severity),
            position=rows.next_position(workspace, "findings"), created_at=workspace.stamps.now_text(),
        )  # fmt: skip
        for position, (kind, details) in enumerate(evidence):
            edit.put("evidence", workspace.stamps.new_id(), **_evidence_row(row_id, position, kind, details))
    return find_finding(study, row_id)


def change_finding(
    study: Study,
    finding_id: str,
    *,
    title: str | None = None,
    text: str | None = None,
    severity: Severity | None = None,
) -> Finding:
    """Change what is given; raises ProblemError for an empty title or a finding that is gone."""
    kept = find_finding(study, finding_id)
    if title is not None and not title.strip():
        raise ProblemError("finding", "It has no title.", "Say in a few words what you found.")
    with study.workspace.known_problems(), study.workspace.history.edit(f"Change finding “{kept.title}”") as edit:
        edit.put(
            "findings",
            finding_id,
            title=kept.title if title is None else title.strip(),
            text=kept.text if text is None else text.strip(),
            severity=int(kept.severity if severity is None else severity),
        )
    return find_finding(study, finding_id)


def remove_finding(study: Study, finding_id: str) -> None:
    """Delete a finding with its evidence, in one undoable step."""
    kept = find_finding(study, finding_id)
    with study.workspace.known_problems(), study.workspace.history.edit(f"Remove finding “{kept.title}”") as edit:
        for piece in kept.evidence:
            edit.drop("evidence", piece.id)
        edit.drop("findings", finding_id)


def add_evidence(study: Study, finding_id: str, piece: Piece) -> Finding:
    """Hang one more piece of evidence on a finding."""
    kept, (kind, details) = find_finding(study, finding_id), piece
    position = len(kept.evidence) and 1 + rows.next_position(study.workspace, "evidence")
    with study.workspace.known_problems(), study.workspace.history.edit(f"Add evidence to “{kept.title}”") as edit:
        row = _evidence_row(finding_id, position, kind, details)
        edit.put("evidence", study.workspace.stamps.new_id(), **row)
    return find_finding(study, finding_id)


def remove_evidence(study: Study, evidence_id: str) -> None:
    """Take a piece of evidence off its finding."""
    with study.workspace.known_problems(), study.workspace.history.edit("Remove evidence") as edit:
        edit.drop("evidence", evidence_id)


def list_findings(study: Study) -> tuple[Finding, ...]:
    """All findings in the researcher's order."""
    return rows.load_findings(study.workspace)


def find_finding(study: Study, finding_id: str) -> Finding:
    """One finding by its id; raises ProblemError when it is gone."""
    for finding in list_findings(study):
        if finding.id == finding_id:
            return finding
    raise ProblemError("finding", "It is not in the study any more.", "Undo brings back what was removed.")


def _evidence_row(finding_id: str, position: int, kind: EvidenceKind, details: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(details, ensure_ascii=False)
    return {"finding": finding_id, "position": position, "kind": kind.value, "details": text}
