"""Reads the rrweb recordings: who was recorded, and the log's events at the recording's own moments."""

import csv
import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from study.journeys import Event, Journey, use_later
from study.people import CHANNELS, Person, pick, pick_country, pick_plan
from study.product import STEP_PATHS

FULL_SNAPSHOT, INCREMENTAL, META = 2, 3, 4
MUTATION, MOUSE_INTERACTION, INPUT = 0, 2, 5
CLICK = 2
PHONE_WIDTH = 600

STEP_OF_PATH = {path: step for step, path in STEP_PATHS.items()}
ACTION_OF_CONTROL = {
    "create-account": "Account created",
    "verify": "Code submitted",
    "resend": "Resend code",
    "help-link": "Help opened",
    "nav-pricing": "Pricing viewed",
    "save-profile": "Profile saved",
    "connect": "Source connected",
    "invite": "Teammate invited",
}


@dataclass
class Moment:
    """One thing seen in a recording."""

    time: datetime
    name: str
    url: str


class PageElements:
    """The elements of the page now shown: their `id` attributes and their parents."""

    def __init__(self) -> None:
        self.ids: dict[int, str] = {}
        self.parents: dict[int, int] = {}

    def add(self, node: dict, parent: int = 0) -> None:
        self.parents[node["id"]] = parent
        if "id" in node.get("attributes", {}):
            self.ids[node["id"]] = node["attributes"]["id"]
        for child in node.get("childNodes", []):
            self.add(child, node["id"])

    def control(self, node: int) -> str:
        """The `id` of the element or of the nearest one around it that has one."""
        while node and node not in self.ids:
            node = self.parents.get(node, 0)
        return self.ids.get(node, "")


class RecordingReader:
    """Goes through one recording and gathers its moments and the typed e-mail address."""

    def __init__(self, events: list[dict]):
        self.moments: list[Moment] = []
        self.email = ""
        self.width = 0
        self.url = ""
        self.elements = PageElements()
        for event in events:
            self._read(event)

    def _read(self, event: dict) -> None:
        time = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
        data = event["data"]
        if event["type"] == META:
            self.url, self.width = data["href"].split("#")[0], data["width"]
            self._note(time, STEP_OF_PATH[urlsplit(self.url).path])
        elif event["type"] == FULL_SNAPSHOT:
            self.elements = PageElements()
            self.elements.add(data["node"])
        elif event["type"] == INCREMENTAL:
            self._read_change(time, data)

    def _read_change(self, time: datetime, data: dict) -> None:
        if data["source"] == MUTATION:
            for added in data["adds"]:
                self.elements.add(added["node"], added["parentId"])
            if "has expired" in json.dumps(data):
                self._note(time, "Code rejected")
        elif data["source"] == INPUT and self.elements.control(data["id"]) == "email":
            self.email = data["text"]
        elif data["source"] == MOUSE_INTERACTION and data["type"] == CLICK:
            action = ACTION_OF_CONTROL.get(self.elements.control(data["id"]))
            if action:
                self._note(time, action)

    def _note(self, time: datetime, name: str) -> None:
        self.moments.append(Moment(time, name, self.url))

    @property
    def device(self) -> str:
        return "phone" if self.width < PHONE_WIDTH else "desktop"


def read_recorded(study: Path, rng: random.Random) -> list[tuple[Person, list[Event]]]:
    """Every recorded person with the events of the recording and, for those who finished, of later use."""
    with (study / "recordings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [_recorded_person(study, row, rng) for row in rows]


def _recorded_person(study: Path, row: dict, rng: random.Random) -> tuple[Person, list[Event]]:
    reader = RecordingReader(json.loads((study / row["file"]).read_text(encoding="utf-8")))
    person = Person(
        row["user_id"],
        reader.email,
        reader.device,
        pick_plan(rng),
        pick_country(rng),
        pick(rng, CHANNELS),
        reader.moments[0].time,
    )
    journey = Journey(person, rng)
    journey.session_id = row["session_id"]
    for moment in reader.moments:
        journey.now, journey.url = moment.time, moment.url
        journey.note(moment.name)
    if any(moment.name == "First report" for moment in reader.moments):
        use_later(journey)
    return person, journey.events
