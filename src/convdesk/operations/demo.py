"""The sample study: built from its files, and the main job run on it from end to end."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convdesk import places
from convdesk.model.dropoff import DropOff, DropOffView
from convdesk.model.finding import Finding, Severity
from convdesk.model.funnel import FunnelResult, FunnelRules, FunnelSpec
from convdesk.model.moment import duration_us
from convdesk.model.page import Layout
from convdesk.model.progress import Progress
from convdesk.model.step import parse_step
from convdesk.operations.clicks import save_clicks_picture
from convdesk.operations.dropoffs import look_at
from convdesk.operations.exports import write_slides
from convdesk.operations.findings import add_finding, clicks_evidence, drop_off_evidence, quote_evidence
from convdesk.operations.funnels import count_funnel, save_funnel
from convdesk.operations.imports import import_files
from convdesk.operations.pictures import Shot, keep_picture
from convdesk.operations.studies import create_study

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.answers import Answer
    from convdesk.model.imports import ImportReport
    from convdesk.operations.study import Study

QUOTES = 4


@dataclass(frozen=True)
class Demo:
    """What the main job found in the sample study, and where its results lie."""

    study: Path
    reports: tuple[ImportReport, ...]
    funnel: FunnelResult
    drop_off: DropOffView
    finding: Finding
    quotes: tuple[str, ...]
    slides: Path
    picture: Path


def build_sample(folder: Path, progress: Progress | None = None) -> Study:
    """The sample study, imported into a folder and open; raises ProblemError when a study is there already."""
    return _built(folder, progress or Progress())[0]


def run_demo(folder: Path, progress: Progress | None = None) -> Demo:
    """Import, funnel, drop-off, clicks over the page, quotes, a finding, slides. Raises ProblemError."""
    progress, plan = progress or Progress(), _plan()
    study, reports = _built(folder, progress)
    try:
        spec = _funnel(plan)
        result = count_funnel(study, spec, progress)
        at = 1 + plan["funnel"]["steps"].index(plan["drop_off"]["step"])
        view = look_at(study, DropOff(spec, at), progress=progress)
        finding, quotes = _written_down(study, view, plan["finding"])
        picture = folder / f"clicks after {view.drop_off.step_name}.png"
        if view.clicks:
            save_clicks_picture(study, view.clicks, picture)
        slides = write_slides(study, folder / "Findings.pptx", progress=progress)
        return Demo(study.path, reports, result, view, finding, tuple(q.text for q in quotes), slides, picture)
    finally:
        study.close()


def _plan() -> dict[str, Any]:
    return tomllib.loads((places.folder("sample_sessions") / "study.toml").read_text(encoding="utf-8"))


def _built(folder: Path, progress: Progress) -> tuple[Study, tuple[ImportReport, ...]]:
    plan, sample = _plan(), places.folder("sample_sessions")
    folder.mkdir(parents=True, exist_ok=True)
    study = create_study(folder / "Onboarding.convdesk", plan["title"], plan["zone"])
    files = [path for name in ("events", "surveys", "recordings") for path in _matching(sample, plan["files"][name])]
    reports = import_files(study, [*files, sample / plan["files"]["recordings_manifest"]], progress=progress)
    layouts = _layouts(sample / plan["files"]["pages_boxes"])
    for row in _rows(sample / plan["files"]["pages_manifest"]):
        page, width = row["page"], int(row["width"])
        shot = Shot(page, width, layouts=tuple(one for one in layouts if (one.page, one.width) == (page, width)))
        keep_picture(study, shot, (sample / row["file"]).read_bytes(), where=row["file"])
    save_funnel(study, _funnel(plan))
    return study, reports


def _matching(folder: Path, patterns: list[str]) -> list[Path]:
    return [path for pattern in patterns for path in sorted(folder.glob(pattern))]


def _layouts(path: Path) -> list[Layout]:
    """Where the elements of the sample's pages lie."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return [
        Layout("", one["page"], one["width"], one["height"], {name: tuple(box) for name, box in one["boxes"].items()})
        for one in found
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _funnel(plan: dict[str, Any]) -> FunnelSpec:
    about = plan["funnel"]
    rules = FunnelRules(duration_us(about["window"]))
    return FunnelSpec(tuple(parse_step(step) for step in about["steps"]), rules, name=about["name"])


def _written_down(study: Study, view: DropOffView, about: dict[str, Any]) -> tuple[Finding, list[Answer]]:
    """The sample's finding, resting on what was counted: the drop-off, the telling element, some quotes."""
    evidence = [drop_off_evidence(view.drop_off)]
    if view.clicks:
        named = [e.selector for e in view.clicks.elements if re.search(about["element"], e.label, re.IGNORECASE)]
        evidence.append(clicks_evidence(view.clicks.spec, named[0] if named else None))
    quotes = _telling(view, about["quotes"])
    evidence += [quote_evidence(answer) for answer in quotes]
    return add_finding(study, about["title"], about["text"], Severity(about["severity"]), evidence), quotes


def _telling(view: DropOffView, pattern: str) -> list[Answer]:
    """Answers of those who left that speak of it, not too long for a slide, longer ones first."""
    found = [a for answers in view.answers for a in answers.answers if re.search(pattern, a.text, re.IGNORECASE)]
    return sorted((a for a in found if len(a.text) <= 180), key=lambda a: -len(a.text))[:QUOTES]
