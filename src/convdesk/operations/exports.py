"""Exports: what leaves the desk, with its evidence."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from convdesk.model.deck import Deck, FindingSlide, SlideNumber, SlidePicture, SlideQuote
from convdesk.model.dropoff import DropOff, biggest_drop_off
from convdesk.model.finding import Evidence, EvidenceKind, Finding
from convdesk.model.heat import ClickKind, ClickResult, ClickSpec
from convdesk.model.heat_notation import heat_from_json
from convdesk.model.moment import duration_words, zone_of
from convdesk.model.notation import funnel_from_json, segment_from_json
from convdesk.model.progress import Progress
from convdesk.model.share import interval_text, share_text
from convdesk.operations.answers import find_answer
from convdesk.operations.clicks import clicks_picture, count_clicks, element_in_words
from convdesk.operations.clips import moment_film, moment_picture, moment_words
from convdesk.operations.drivers import find_mark
from convdesk.operations.dropoffs import look_at
from convdesk.operations.findings import list_findings
from convdesk.operations.funnels import count_funnel, propose_funnel
from convdesk.operations.heat_figures import heat_caption, heat_description, heat_numbers, heat_picture
from convdesk.operations.heatmaps import heatmap
from convdesk.operations.studies import describe_study

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.funnel import FunnelResult, FunnelSpec
    from convdesk.operations.study import Study

_FILM_NOTE = (
    "The picture is a film inside this file, in WebM (VP8): click it in the slide show. Where the program cannot play "
    "WebM, such as Keynote and PowerPoint on a Mac, the picture stays; the film, saved from the replay as a clip, then "
    "plays in a browser."
)


def write_slides(
    study: Study,
    out: Path,
    *,
    template: Path | None = None,
    funnel: FunnelSpec | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write the study's deck as .pptx, whole or not at all; raises ProblemError."""
    from convdesk.export.slides import write_deck

    deck = make_deck(study, funnel=funnel, progress=progress)
    out = out if out.suffix.lower() == ".pptx" else out.with_name(out.name + ".pptx")
    write_deck(deck, out, template)
    return out


def make_deck(study: Study, *, funnel: FunnelSpec | None = None, progress: Progress | None = None) -> Deck:
    """What the slides of a study say."""
    progress = progress or Progress()
    spec = funnel or propose_funnel(study, progress)
    result = count_funnel(study, spec, progress) if spec else None
    found = list_findings(study)
    slides = []
    for number, finding in enumerate(found):
        progress.step(number, len(found), finding.title)
        slides.append(_finding_slide(study, finding, progress))
    now = study.workspace.stamps.now()
    drop_off = biggest_drop_off(result) if result else None
    return Deck(
        title=study.title, subtitle="What happened, what people clicked, what they said",
        date_text=f"{now.day} {now:%B %Y}", zone=study.zone, made_at=now, method=_method(study, result),
        funnel=result, findings=tuple(slides), drop_off_at=drop_off.at if drop_off else None,
    )  # fmt: skip


def _method(study: Study, result: FunnelResult | None) -> tuple[str, ...]:
    about = describe_study(study)
    lines = [
        f"Data: {about.events:,} events of {about.actors:,} people in {about.sessions:,} sessions",
        f"Recordings: {about.recordings:,}, with {about.clicks:,} clicks on {about.pages:,} pages",
        f"Survey: {about.respondents:,} respondents, {about.linked_respondents:,} of them joined to people in the data",
        f"Files: {', '.join(sorted({source.format for source in about.sources}))}",
        f"Times: {about.zone}",
    ]
    if result:
        window = result.spec.rules.window_us
        rules = f"within {duration_words(window)} of entering" if window else "no window"
        lines.insert(0, f"Funnel: {len(result.steps)} steps, {rules}; rules “{result.spec.rules.name}”")
    return tuple(lines)


def _finding_slide(study: Study, finding: Finding, progress: Progress) -> FindingSlide:
    numbers: list[SlideNumber] = []
    notes: list[str] = []
    pictures: list[SlidePicture] = []
    quotes: list[SlideQuote] = []
    for piece in finding.evidence:
        progress.raise_if_cancelled()
        if piece.kind is EvidenceKind.DROP_OFF:
            _say_drop_off(study, piece, numbers, notes)
        elif piece.kind is EvidenceKind.CLICKS:
            pictures += _say_clicks(study, piece, numbers, notes)
        elif piece.kind is EvidenceKind.HEATMAP:
            pictures += _say_heat(study, piece, numbers, notes)
        elif piece.kind is EvidenceKind.MOMENT:
            pictures += _say_moment(study, piece, notes)
        elif piece.kind is EvidenceKind.MARK:
            _say_mark(study, piece, numbers, notes)
        else:
            quotes += _quotes(study, piece)
    return FindingSlide(
        finding.title, finding.text, finding.severity.label, tuple(numbers), pictures[0] if pictures else None,
        tuple(quotes), tuple(notes),
    )  # fmt: skip


def _say_drop_off(study: Study, piece: Evidence, numbers: list[SlideNumber], notes: list[str]) -> None:
    drop_off = DropOff(funnel_from_json(piece.details["funnel"]), piece.details["at"])
    view = look_at(study, drop_off)
    interval = f"95 % interval {interval_text(view.low, view.high)}"
    explanation = f"left after {drop_off.step_name}: {view.left:,} of {view.reached:,} ({interval})"
    numbers.append(SlideNumber(share_text(view.share), explanation))
    seen = view.coverage
    notes += [
        f"Drop-off: {view.definition}",
        f"Coverage: of {seen.left:,} people who left, {seen.answered:,} answered and {seen.recorded:,} were recorded.",
    ]


def _say_mark(study: Study, piece: Evidence, numbers: list[SlideNumber], notes: list[str]) -> None:
    table, mark = find_mark(study, piece.details)
    if mark is None or not mark.left or not mark.stayed:
        return
    here, there = f"{mark.left_with:,} of {mark.left:,}", f"{mark.stayed_with:,} of {mark.stayed:,}"
    went_on = share_text(mark.stayed_with / mark.stayed)
    explanation = f"with {mark.name} among those who left ({here}); {went_on} of those who went on ({there})"
    numbers.append(SlideNumber(share_text(mark.left_with / mark.left), explanation))
    notes.append(f"{mark.name}: Fisher's exact p {mark.p:.2g}, q {mark.q:.2g}. {table.definition}")


def _say_clicks(study: Study, piece: Evidence, numbers: list[SlideNumber], notes: list[str]) -> list[SlidePicture]:
    details = piece.details
    spec = ClickSpec(
        details["page"], ClickKind(details["kind"]), segment_from_json(details["segment"]), details["width"]
    )
    result = count_clicks(study, spec)
    chosen = [element for element in result.elements if details["selector"] in {element.selector, None}]
    if details["selector"] and chosen:
        element = chosen[0]
        dead = f", {share_text(element.dead / element.clicks)} of them without effect" if element.dead else ""
        who = f"by {element.people:,} of {result.people:,} recorded people"
        numbers.append(SlideNumber(f"{element.clicks:,}", f"clicks on “{element.label}” {who}{dead}"))
    notes.append(f"Clicks: {result.definition}")
    png = clicks_picture(study, result, crop=True)
    return [SlidePicture(png, _alt(result), _caption(result))] if png else []


def _say_heat(study: Study, piece: Evidence, numbers: list[SlideNumber], notes: list[str]) -> list[SlidePicture]:
    result = heatmap(study, heat_from_json(piece.details))
    numbers += heat_numbers(result)
    notes.append(f"Heatmap: {result.definition}")
    png = heat_picture(study, result, crop=True)
    return [SlidePicture(png, heat_description(result), heat_caption(result))] if png else []


def _say_moment(study: Study, piece: Evidence, notes: list[str]) -> list[SlidePicture]:
    words = moment_words(study, piece.details)
    notes.append(f"Recording: {words}, rebuilt from the session recording.")
    film = moment_film(study, piece)
    if film:
        notes.append(_FILM_NOTE)
    caption = f"{words} (film: click it in the slide show)" if film else words
    return [SlidePicture(moment_picture(study, piece), f"The page as it was: {words}.", caption, film)]


def _caption(result: ClickResult) -> str:
    drawn = len(result.points)
    return f"{drawn:,} clicks, viewport {result.shown_width} px, on {result.page}"


def _alt(result: ClickResult) -> str:
    hottest = "; ".join(element_in_words(element) for element in result.elements[:3])
    return f"Page {result.page} with the clicks of {result.people:,} people as heat. Most clicked: {hottest}."


def _quotes(study: Study, piece: Evidence) -> list[SlideQuote]:
    found = find_answer(study, piece.details["answer"])
    if found is None:
        return []
    question, answer = found
    if not answer.may_quote:
        return []
    zone = zone_of(study.zone)
    at = datetime.fromisoformat(answer.at).astimezone(zone) if answer.at else None
    when = f"{at.day} {at:%b %Y}" if at else ""
    return [SlideQuote(answer.text, f"Respondent {answer.respondent}", when, question.text)]
