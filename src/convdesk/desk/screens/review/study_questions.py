"""The review's questions, answered by the operations on one study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.screens.review.looks import USUAL_HEIGHT, ClickedElement, Look, PageLook
from convdesk.model.dropoff import DropOff
from convdesk.operations import answers, clicks, drivers, dropoffs, exports, findings, funnels, pictures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from convdesk.desk.screens.review.looks import FindingDraft, Piece
    from convdesk.model.answers import AnswerList, Question
    from convdesk.model.driver import CoverageDetail, DriverSpec, DriverTable
    from convdesk.model.finding import EvidenceKind
    from convdesk.model.funnel import FunnelResult, FunnelSpec
    from convdesk.model.heat import ClickResult, ClickSpec
    from convdesk.model.progress import Progress
    from convdesk.model.segment import Segment
    from convdesk.operations.study import Study

USUAL_WIDTH = 1440


class StudyQuestions:
    """`decode` makes a picture's bytes into what is drawn; it is called on a worker's thread."""

    def __init__(self, study: Study, decode: Callable[[bytes], object]) -> None:
        self._study, self._decode = study, decode

    def first_funnel(self, name: str, progress: Progress) -> FunnelSpec | None:
        """The funnel kept under that name, else the first that is kept, else one proposed from the events."""
        kept = {funnel.name: funnel.spec for funnel in funnels.list_funnels(self._study)}
        return kept.get(name) or funnels.propose_funnel(self._study, progress)

    def count(self, spec: FunnelSpec, progress: Progress) -> FunnelResult:
        return funnels.count_funnel(self._study, spec, progress)

    def look_at(self, drop_off: DropOff, progress: Progress) -> Look:
        view = dropoffs.look_at(self._study, drop_off, progress=progress)
        return Look(view, self._page_look(view.clicks) if view.clicks else None)

    def page(self, spec: ClickSpec, progress: Progress) -> PageLook:
        return self._page_look(clicks.count_clicks(self._study, spec, progress))

    def answers(self, question: Question, segment: Segment, search: str) -> AnswerList:
        return answers.list_answers(self._study, question, segment, search)

    def compare(self, spec: DriverSpec, progress: Progress) -> DriverTable:
        return drivers.compare_leavers(self._study, spec, progress)

    def coverage(self, drop_off: DropOff, progress: Progress) -> CoverageDetail:
        return drivers.coverage_detail(self._study, drop_off, progress)

    def add_finding(self, draft: FindingDraft) -> None:
        evidence = [_evidence(piece) for piece in draft.pieces]
        findings.add_finding(self._study, draft.title, draft.text, draft.severity, evidence)

    def add_picture(self, page: str, file: Path, width: int) -> None:
        pictures.add_picture(self._study, page, file, width)

    def write_slides(self, out: Path, spec: FunnelSpec, progress: Progress) -> Path:
        return exports.write_slides(self._study, out, funnel=spec, progress=progress)

    def _page_look(self, result: ClickResult) -> PageLook:
        picture = pictures.picture_for(self._study, result.page, result.shown_width)
        width = result.shown_width or (picture.width if picture else USUAL_WIDTH)
        height = round(picture.height * width / picture.width) if picture else _height_of(result)
        image = self._decode(pictures.picture_bytes(self._study, picture)) if picture else None
        return PageLook(result, width, height, image, clicks.draw_heat(result, width, height))


def _height_of(result: ClickResult) -> int:
    """How tall a page without a picture must at least be."""
    return max([USUAL_HEIGHT, *(round(y) + 100 for _, y in result.points)])


def _evidence(piece: Piece) -> tuple[EvidenceKind, dict[str, Any]]:
    if isinstance(piece.what, DropOff):
        return findings.drop_off_evidence(piece.what)
    if isinstance(piece.what, ClickedElement):
        return findings.clicks_evidence(piece.what.spec, piece.what.selector)
    if isinstance(piece.what, tuple):
        return findings.mark_evidence(*piece.what)
    return findings.quote_evidence(piece.what)
