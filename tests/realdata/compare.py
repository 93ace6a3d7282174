"""Every file of a folder of real exports, imported by the command line and compared with the folder's ANSWERS.json.

    python tests/realdata/compare.py FOLDER

prints one line a number: file, what, expected, found. The exit status says whether all agree.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from convdesk.cli.program import program
from convdesk.model.problem import ProblemError

TOGETHER = "events/duckshard__part-[1-4].ndjson.gz together"
TWIN = "events/duckshard__part-1.parquet"
COMPANIONS = {"surveys/surveymonkey-r__responses_bulk.json": ["surveys/surveymonkey-r__survey_details.json"]}


@dataclass(frozen=True)
class Comparison:
    """One number: what the answer key says and what was imported."""

    file: str
    what: str
    expected: object
    found: object

    @property
    def agrees(self) -> bool:
        return self.expected == self.found


def run(*words: str) -> Any:
    """What a command prints as JSON."""
    result = CliRunner().invoke(program, [*words, "--json"])
    if isinstance(result.exception, ProblemError):
        return {"files": [{}], "steps": [], "problem": str(result.exception)}
    return json.loads(result.stdout)


def compare_all(folder: Path) -> list[Comparison]:
    """Every number of the answer key that an import or a funnel can be held against."""
    answers: dict[str, Any] = json.loads((folder / "ANSWERS.json").read_text(encoding="utf-8"))
    found: list[Comparison] = []
    with tempfile.TemporaryDirectory() as place:
        for number, (name, answer) in enumerate(answers.items()):
            study = Path(place) / f"{number}.convdesk"
            run("new", str(study))
            report = _imported(study, folder, name)
            kind = name.partition("/")[0]
            found += [Comparison(name, *one) for one in _COMPARED[kind](answer, report)]
            found += [Comparison(name, *one) for one in _funnels(study, answer)]
    found += _twins(folder)
    return found


def _imported(study: Path, folder: Path, name: str) -> dict[str, Any]:
    names = [f"events/duckshard__part-{n}.ndjson.gz" for n in range(1, 5)] if name == TOGETHER else [name]
    paths = [str(folder / one) for one in [*names, *COMPANIONS.get(name, [])]]
    reports = run("import", str(study), *paths)["files"]
    if name != TOGETHER:
        return dict(reports[0])
    about = run("show", str(study))
    names_of = {one["name"]: one["count"] for one in run("events", str(study))["names"]}
    whole = {"kept": about["events"], "actors": about["actors"], "names": names_of}
    return {**whole, "first": min(one["first"] for one in reports), "last": max(one["last"] for one in reports)}


Numbers = list[tuple[str, object, object]]


def _events(answer: dict[str, Any], report: dict[str, Any]) -> Numbers:
    numbers: Numbers = []
    names = report.get("names") or {}
    for key, found in {
        "events": report.get("kept"), "distinct_event_id": report.get("kept"), "rows": report.get("read"),
        "users": report.get("users", report.get("actors")), "sessions": report.get("sessions"), "event_names": len(names),
        "counts": names, "counts_after_dedup": names,
        "first": _plain(report.get("first")), "last": _plain(report.get("last")),
    }.items():  # fmt: skip
        if key in answer:
            expected = _plain(answer[key]) if key in {"first", "last"} else answer[key]
            numbers.append((key, expected, found))
    return numbers


def _surveys(answer: dict[str, Any], report: dict[str, Any]) -> Numbers:
    numbers: Numbers = [("respondents", answer["respondents"], report.get("respondents"))]
    for key in ("questions", "questions_grouped", "qids", "question_codes"):
        if key in answer:
            numbers.append((key, answer[key], report.get("questions")))
    return numbers


def _recordings(answer: dict[str, Any], report: dict[str, Any]) -> Numbers:
    numbers: Numbers = [
        ("events", answer["events"], report.get("kept")),
        ("clicks", answer["clicks"], report.get("clicks")),
        ("move_positions", answer["move_positions"], report.get("moves")),
        ("scroll_events", answer["scroll_events"], report.get("scrolls")),
        ("pages", len({page[0] for page in answer["pages"]}), report.get("pages")),
    ]
    if answer["time_order_ok"]:
        for key, at in (("first", answer["first_ts_ms"]), ("last", answer["last_ts_ms"])):
            numbers.append((key, at, _milliseconds(report.get(key))))
    return numbers


def _clicks(answer: dict[str, Any], report: dict[str, Any]) -> Numbers:
    rows = answer.get("rows", answer.get("points"))
    return [
        ("rows", rows, report.get("read")),
        ("sessions", answer["sessions"], report.get("sessions")),
        ("clicks", answer["clicks"], report.get("clicks")),
    ]


_COMPARED = {"events": _events, "surveys": _surveys, "recordings": _recordings, "clicks": _clicks}


def _funnels(study: Path, answer: dict[str, Any]) -> Numbers:
    numbers: Numbers = []
    for funnel in answer.get("funnels", ()):
        if "on" in funnel:
            continue
        per = "session" if funnel["by"] == "session" else "actor"
        steps = run("funnel", str(study), *funnel["steps"], "--window", "none", "--per", per)["steps"]
        numbers.append((f"funnel per {funnel['by']}", funnel["ordered"], [step["reached"] for step in steps]))
    return numbers


def _twins(folder: Path) -> list[Comparison]:
    """The same events as NDJSON and as Parquet: the second adds nothing."""
    with tempfile.TemporaryDirectory() as place:
        study = Path(place) / "twins.convdesk"
        run("new", str(study))
        run("import", str(study), str(folder / "events/duckshard__part-1.ndjson.gz"))
        (report,) = run("import", str(study), str(folder / TWIN))["files"]
    return [Comparison(TWIN, "added to its twin", (0, 10_223), (report["kept"], report["duplicates"]))]


def _plain(moment: str | None) -> str | None:
    """A moment without its zone and trailing zeros of its second's parts."""
    if moment is None:
        return None
    text = moment.removesuffix("Z")
    return text.rstrip("0") if "." in text else text


def _milliseconds(moment: str | None) -> int | None:
    from datetime import datetime

    return None if moment is None else round(datetime.fromisoformat(moment).timestamp() * 1000)


def main(folder: Path) -> int:
    """Print the comparison; 0 when all agree."""
    if not (folder / "ANSWERS.json").is_file():
        sys.stdout.write(f"There is no ANSWERS.json in {folder}: nothing to compare.\n")
        return 0
    compared = compare_all(folder)
    for one in compared:
        mark = "  " if one.agrees else "≠ "
        sys.stdout.write(
            f"{mark}{one.file} · {one.what}: {one.expected}" + ("\n" if one.agrees else f" ≠ {one.found}\n")
        )
    sys.stdout.write(f"{sum(one.agrees for one in compared)} of {len(compared)} agree\n")
    return int(not all(one.agrees for one in compared))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
