"""Makes events.csv and survey.csv from the recordings and the hand-written answers.

Run `node record.mjs` first if the recordings are to be new. Needs Python 3.11 or later, nothing else.
"""

import csv
import hashlib
import random
import tomllib
from datetime import datetime
from pathlib import Path

from study.journeys import Event, Journey, onboard
from study.people import Person, make_people
from study.recorded import read_recorded
from study.survey import HEADER, make_survey

MAKING = Path(__file__).parent
STUDY = MAKING.parent
SEED = 20260331
EVENT_HEADER = ["user_id", "session_id", "event", "time", "url", "device", "plan", "country", "channel", "email_sha256"]


def iso(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def hashed(email: str) -> str:
    return hashlib.sha256(email.lower().encode()).hexdigest()


def write_csv(name: str, header: list[str], rows) -> None:
    with (STUDY / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def event_row(event: Event) -> list[str]:
    person = event.person
    return [
        person.user_id,
        event.session_id,
        event.name,
        iso(event.time),
        event.url,
        person.device,
        person.plan,
        person.country,
        person.channel,
        hashed(person.email) if event.signed_up else "",
    ]


def survey_row(row: dict) -> list:
    return [iso(row[name]) if name == "Submitted at" else row[name] for name in HEADER]


def make_log(rng: random.Random) -> tuple[list[tuple[Person, list[Event]]], set[str]]:
    """Everybody's events, and the ids of the recorded people."""
    log = read_recorded(STUDY, rng)
    recorded = {person.user_id for person, _ in log}
    for person in make_people(rng, recorded, {person.email for person, _ in log}):
        journey = Journey(person, rng)
        onboard(journey)
        log.append((person, journey.events))
    return log, recorded


def main() -> None:
    log, recorded = make_log(random.Random(SEED))
    events = sorted((event for _, events in log for event in events), key=lambda event: event.time)
    write_csv("events.csv", EVENT_HEADER, map(event_row, events))
    texts = tomllib.loads((MAKING / "answers.toml").read_text(encoding="utf-8"))
    answers = make_survey(random.Random(SEED + 1), log, recorded, texts)
    write_csv("survey.csv", HEADER, map(survey_row, answers))
    print(f"{len(events)} events of {len(log)} people, {len(answers)} answers")


if __name__ == "__main__":
    main()
