"""The survey: who answers, what they say and when."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from study.journeys import Event
from study.people import Person, pick
from study.product import END, START, STEPS

HEADER = [
    "Response ID",
    "Submitted at",
    "User ID",
    "Email",
    "How easy was it to set up Plotline? (0-10)",
    "What were you setting up Plotline for?",
    "What almost stopped you?",
]
USES = {
    "Weekly numbers for my team": 40,
    "A report for a client": 18,
    "Replacing a spreadsheet": 24,
    "Just looking around": 14,
    "Something else": 10,
}
SCORES = {
    "left_at_verify": [20, 22, 21, 15, 8, 5, 3, 2, 1.5, 0.5, 0.5],
    "finished": [0.5, 0.5, 1, 2, 4, 8, 12, 20, 24, 16, 9],
    "left_early": [2, 3, 5, 9, 14, 22, 16, 12, 8, 5, 2],
    "left_late": [4, 5, 8, 13, 14, 16, 13, 9, 5, 2, 1],
}
"""Weights of the answers 0 to 10."""
BY_USER_ID = {"left_at_verify": 100, "finished": 30, "left_early": 8, "left_late": 12}
BY_EMAIL = {"left_at_verify": 22, "finished": 12, "left_early": 0, "left_late": 6}
ANONYMOUS = {"left_at_verify": 46, "finished": 30, "left_early": 21, "left_late": 13}
LATEST_ENTRY = datetime(2026, 3, 24, tzinfo=START.tzinfo)
"""Who came later may still be under way, so nobody asks them yet."""


@dataclass
class Candidate:
    """Somebody who can be asked, and when they were last seen at a step."""

    person: Person
    last_step: datetime
    signed_up: bool
    recorded: bool


def group_of(events: list[Event]) -> str:
    """Which of the survey's groups somebody with these events belongs to."""
    seen = {event.name for event in events}
    if "First report" in seen:
        return "finished"
    if "Profile" in seen:
        return "left_late"
    return "left_at_verify" if "Verify email" in seen else "left_early"


def _candidates(log: list[tuple[Person, list[Event]]], recorded: set[str]) -> dict[str, list[Candidate]]:
    groups = {name: [] for name in SCORES}
    for person, events in log:
        steps = [event for event in events if event.name in STEPS]
        if steps and steps[0].time < LATEST_ENTRY:
            candidate = Candidate(person, steps[-1].time, events[-1].signed_up, person.user_id in recorded)
            groups[group_of(events)].append(candidate)
    return groups


def _later(rng: random.Random, time: datetime) -> datetime:
    """When somebody answers who left at `time`: hours to days later."""
    return min(time + timedelta(hours=1 + rng.expovariate(1 / 26)), END - timedelta(minutes=rng.uniform(5, 600)))


def _row(rng: random.Random, group: str, time: datetime, user_id: str = "", email: str = "") -> dict:
    score = "" if rng.random() < 0.06 else rng.choices(range(11), SCORES[group])[0]
    use = "" if rng.random() < 0.04 else pick(rng, USES)
    values = [f"R_{rng.getrandbits(48):012x}", time, user_id, email, score, use, ""]
    return {"group": group} | dict(zip(HEADER, values, strict=True))


def _with_email(rng: random.Random, person: Person) -> str:
    """A few people type their address with capitals."""
    return person.email.title() if rng.random() < 0.15 else person.email


def _respondents(rng: random.Random, groups: dict[str, list[Candidate]]) -> list[dict]:
    """Rows with a user id (recorded people first), with an e-mail address, and with neither."""
    rows = []
    for name, candidates in groups.items():
        rng.shuffle(candidates)
        candidates.sort(key=lambda candidate: not candidate.recorded)
        by_id, rest = candidates[: BY_USER_ID[name]], candidates[BY_USER_ID[name] :]
        by_email = [candidate for candidate in rest if candidate.signed_up][: BY_EMAIL[name]]
        for one in by_id:
            rows.append(_row(rng, name, _later(rng, one.last_step), user_id=one.person.user_id))
        for one in by_email:
            rows.append(_row(rng, name, _later(rng, one.last_step), email=_with_email(rng, one.person)))
        for _ in range(ANONYMOUS[name]):
            rows.append(_row(rng, name, START + timedelta(days=rng.uniform(1.3, 30.6))))
    return rows


def _give_texts(rng: random.Random, rows: list[dict], texts: dict[str, list[str]]) -> None:
    """Every text is used once, by somebody of its group."""
    for name, group_texts in texts.items():
        able = [row for row in rows if row["group"] == name]
        for row, text in zip(rng.sample(able, len(group_texts)), group_texts, strict=True):
            row[HEADER[-1]] = text


def make_survey(
    rng: random.Random, log: list[tuple[Person, list[Event]]], recorded: set[str], texts: dict[str, list[str]]
) -> list[dict]:
    """All answers, in order of time."""
    rows = _respondents(rng, _candidates(log, recorded))
    _give_texts(rng, rows, texts)
    return sorted(rows, key=lambda row: row["Submitted at"])
