"""The findings screen's questions, answered by the operations on one study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.numbers import people_text, share_text
from convdesk.desk.screens.findings.looks import EvidenceLine, FindingCard
from convdesk.model.finding import EvidenceKind
from convdesk.model.heat import ClickKind, ClickSpec
from convdesk.model.heat_notation import heat_from_json
from convdesk.model.notation import funnel_from_json, segment_from_json
from convdesk.model.problem import ProblemError
from convdesk.operations import answers, clicks, clips, drivers, findings, funnels, heat_figures, heatmaps
from convdesk.words import tr

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from convdesk.desk.screens.findings.looks import FindingEdit
    from convdesk.model.finding import Evidence, Finding
    from convdesk.operations.study import Study


class StudyQuestions:
    """Findings of one study, with their evidence in words."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def cards(self) -> tuple[FindingCard, ...]:
        return tuple(self._card(finding) for finding in findings.list_findings(self._study))

    def change(self, edit: FindingEdit) -> None:
        findings.change_finding(self._study, edit.id, title=edit.title, text=edit.text, severity=edit.severity)

    def remove(self, finding_id: str) -> None:
        findings.remove_finding(self._study, finding_id)

    def remove_evidence(self, evidence_id: str) -> None:
        findings.remove_evidence(self._study, evidence_id)

    def picture(self, evidence_id: str) -> bytes:
        return clips.evidence_picture(self._study, evidence_id)

    def write_film(self, evidence_id: str, folder: Path) -> Path:
        return clips.write_evidence_film(self._study, evidence_id, folder)

    def _card(self, finding: Finding) -> FindingCard:
        return FindingCard(finding, tuple(self._line(one) for one in finding.evidence))

    def _line(self, one: Evidence) -> EvidenceLine:
        is_moment = one.kind is EvidenceKind.MOMENT
        return EvidenceLine(one.id, one.kind, self._words(one), is_moment and "film" in one.details, is_moment)

    def _words(self, evidence: Evidence) -> str:
        say = {
            EvidenceKind.DROP_OFF: self._drop_off_words,
            EvidenceKind.CLICKS: self._clicks_words,
            EvidenceKind.QUOTE: self._quote_words,
            EvidenceKind.HEATMAP: self._heat_words,
            EvidenceKind.MARK: self._mark_words,
            EvidenceKind.MOMENT: self._moment_words,
        }[evidence.kind]
        try:
            return say(evidence.details)
        except (KeyError, ValueError, IndexError, ProblemError):
            return tr("What this points at is not in the study any more.")

    def _drop_off_words(self, details: dict[str, Any]) -> str:
        spec, at = funnel_from_json(details["funnel"]), int(details["at"])
        step = funnels.count_funnel(self._study, spec).steps[at - 1]
        share = share_text(step.dropped / step.reached) if step.reached else share_text(0)
        return tr("{who} left after {step}, {share} of those who got there").format(
            who=people_text(step.dropped), step=spec.steps[at - 1].label, share=share
        )

    def _clicks_words(self, details: dict[str, Any]) -> str:
        segment = segment_from_json(details["segment"])
        spec = ClickSpec(details["page"], ClickKind(details["kind"]), segment, details.get("width"))
        result = clicks.count_clicks(self._study, spec)
        found = next((one for one in result.elements if one.selector == details["selector"]), None)
        if found is None:
            return tr("Clicks on {page}").format(page=details["page"])
        return f"{found.label} · {clicks.element_in_words(found).partition(' · ')[2]} · {details['page']}"

    def _moment_words(self, details: dict[str, Any]) -> str:
        words = clips.moment_words(self._study, details)
        is_picture_only = details["to_ms"] and not details.get("film")
        return tr("{moment}; its first picture only").format(moment=words) if is_picture_only else words

    def _heat_words(self, details: dict[str, Any]) -> str:
        return heat_figures.heat_caption(heatmaps.heatmap(self._study, heat_from_json(details)))

    def _mark_words(self, details: dict[str, Any]) -> str:
        table, mark = drivers.find_mark(self._study, details)
        if mark is None:
            return tr("What this points at is not in the study any more.")
        drop_off = table.spec.drop_off
        left, stayed = (share_text(one / of) if of else "–" for one, of in
                        ((mark.left_with, mark.left), (mark.stayed_with, mark.stayed)))  # fmt: skip
        said = tr("{mark}: {left} of those who left after {step}, {stayed} of those who went on")
        return said.format(mark=mark.name, left=left, step=drop_off.step_name, stayed=stayed)

    def _quote_words(self, details: dict[str, Any]) -> str:
        found = answers.find_answer(self._study, details["answer"])
        if found is None:
            return tr("This answer is not in the study any more.")
        question, answer = found
        return f"“{answer.text}” · {question.code} · {answer.respondent}"
