"""A small study, made of the three kinds of files, for tests of operations, command line and desk."""

from __future__ import annotations

import csv
import hashlib
import json
from typing import TYPE_CHECKING

from convdesk.model.funnel import FunnelRules, FunnelSpec
from convdesk.model.moment import DAY_US
from convdesk.model.step import event_step
from convdesk.operations.imports import import_files
from convdesk.operations.studies import create_study

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.operations.study import Study

STEPS = ("Sign up", "Verify email", "Profile")
SPEC = FunnelSpec(tuple(event_step(step) for step in STEPS), FunnelRules(7 * DAY_US), name="Onboarding")
DAY = "2026-03-{day:02}T{hour:02}:{minute:02}:00Z"
START_MS = 1_772_445_600_000
"""2 March 2026, 10:00 UTC."""


def people() -> list[dict[str, object]]:
    """Twenty people; the first twelve leave at Verify email, one of the others is still under way."""
    return [{"user": f"u{n:02}", "leaves": n < 12, "is_late": n == 19, "day": 2 if n != 19 else 20} for n in range(20)]


def email_of(user: object) -> str:
    return f"{user}@example.org"


def write_events(path: Path) -> Path:
    """An event log; sessions, pages, a property, an e-mail hash."""
    rows = []
    for person in people():
        user, reached = person["user"], 2 if person["leaves"] or person["is_late"] else 3
        for n, name in enumerate(STEPS[:reached]):
            at = DAY.format(day=person["day"], hour=10, minute=n * 5)
            page = f"https://app.test/{name.lower().replace(' ', '-')}?from=ad"
            mail = hashlib.sha256(email_of(user).encode()).hexdigest()
            rows.append([user, f"s-{user}", name, at, page, "phone" if int(str(user)[1:]) % 3 else "desktop", mail])
    rows.append(
        ["u00", "s-u00b", "Help", DAY.format(day=20, hour=11, minute=0), "https://app.test/help", "desktop", ""]
    )
    return write_csv(path, ["user_id", "session_id", "event", "time", "url", "device", "email_sha256"], rows)


def write_survey(path: Path) -> Path:
    rows = [
        ["r1", "2026-03-03T09:00:00Z", "u00", "", "2", "The code expires before the mail arrives, and I gave up."],
        ["r2", "2026-03-03T09:10:00Z", "u01", "", "1", "Resend did nothing at all. I pressed it four times."],
        ["r3", "2026-03-03T09:20:00Z", "", email_of("u02").upper(), "3", "Never got a second code."],
        ["r4", "2026-03-03T09:30:00Z", "u15", "", "9", "Everything was fine, the profile page was short."],
        ["r5", "2026-03-03T09:40:00Z", "", "", "8", "I liked the colours of the first page very much."],
    ]
    header = ["Response ID", "Submitted at", "User ID", "Email", "How easy was it? (0-10)", "What almost stopped you?"]
    return write_csv(path, header, rows)


def write_csv(path: Path, header: list[str], rows: list[list[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def recording(user: str) -> list[dict]:
    """A page with two buttons; Resend is clicked three times in a burst and nothing happens."""
    button = {"type": 2, "tagName": "button", "attributes": {"id": "resend"}, "id": 5, "childNodes": [
        {"type": 3, "textContent": "Resend code", "id": 6}]}  # fmt: skip
    field = {"type": 2, "tagName": "input", "attributes": {"id": "code", "value": ""}, "id": 7, "childNodes": []}
    body = {"type": 2, "tagName": "body", "attributes": {}, "id": 4, "childNodes": [button, field]}
    html = {"type": 2, "tagName": "html", "attributes": {}, "id": 3, "childNodes": [body]}
    document = {"type": 0, "id": 1, "childNodes": [html]}
    href = {"href": "https://app.test/verify-email", "width": 1440, "height": 900}
    clicks = [
        {"type": 3, "timestamp": START_MS + t, "data": {"source": 2, "type": 2, "id": 5, "x": 500, "y": 300}}
        for t in (20_000, 20_400, 20_800)
    ]
    typed = {"type": 3, "timestamp": START_MS + 10_000, "data": {"source": 5, "id": 7, "text": "123456"}}
    return [
        {"type": 4, "timestamp": START_MS, "data": href},
        {"type": 2, "timestamp": START_MS + 5, "data": {"node": document, "initialOffset": {"left": 0, "top": 0}}},
        {"type": 5, "timestamp": START_MS + 10, "data": {"tag": "identify", "payload": {"user_id": user}}},
        typed, *clicks,
        {"type": 3, "timestamp": START_MS + 40_000, "data": {"source": 3, "id": 1, "x": 0, "y": 40}},
    ]  # fmt: skip


def write_recordings(folder: Path) -> list[Path]:
    paths = []
    for user in ("u00", "u03"):
        path = folder / f"recording-{user}.json"
        path.write_text(json.dumps(recording(user)))
        paths.append(path)
    return paths


def write_files(folder: Path) -> list[Path]:
    return [write_events(folder / "events.csv"), write_survey(folder / "survey.csv"), *write_recordings(folder)]


def small_study(folder: Path) -> Study:
    """The small study, imported and open."""
    study = create_study(folder / "small.convdesk", "Small", "Europe/Oslo")
    reports = import_files(study, write_files(folder))
    assert [report.problems for report in reports] == [()] * len(reports)
    return study
