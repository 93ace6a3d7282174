"""Checks that the study's files agree with each other, and prints the numbers they hold.

Stops with an AssertionError at the first disagreement.
"""

import csv
import hashlib
import json
from bisect import bisect_right
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from study.product import STEPS
from study.recorded import (
    CLICK,
    FULL_SNAPSHOT,
    INCREMENTAL,
    META,
    MOUSE_INTERACTION,
    MUTATION,
    RecordingReader,
)
from study.survey import HEADER

STUDY = Path(__file__).parent.parent
WINDOW = timedelta(days=7)
RAGE_CLICKS, RAGE_GAP_MS, RAGE_PIXELS = 3, 1000, 12
LARGEST_STUDY = 12_000_000
LARGEST_RECORDINGS = 7_000_000


def rows(name: str) -> list[dict]:
    with (STUDY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def by_person(events: list[dict]) -> dict[str, list[dict]]:
    people = defaultdict(list)
    for event in events:
        people[event["user_id"]].append(event)
    return people


def steps_reached(events: list[dict]) -> tuple[int, datetime | None]:
    """How many steps, in order and in the window after the first landing; and when that was."""
    reached, entered = 0, None
    for event in events:
        time = moment(event["time"])
        if entered and time > entered + WINDOW:
            break
        if reached < len(STEPS) and event["event"] == STEPS[reached]:
            entered = entered or time
            reached += 1
    return reached, entered


def check_events(events: list[dict]) -> None:
    people = by_person(events)
    assert 1900 <= len(people) <= 2100 and 29_000 <= len(events) <= 31_000, (len(people), len(events))
    times = [event["time"] for event in events]
    assert times == sorted(times) and times[0] >= "2026-03-01" and times[-1] < "2026-04-01"
    owner = {}
    for event in events:
        assert owner.setdefault(event["session_id"], event["user_id"]) == event["user_id"]
    for person in people.values():
        hashes = [event["email_sha256"] for event in person]
        signed_up = next((i for i, event in enumerate(person) if event["event"] == "Account created"), len(person))
        assert not any(hashes[:signed_up]) and len(set(hashes[signed_up:])) <= 1
    sizes = sorted(map(len, people.values()))
    sessions = Counter(owner.values())
    print(f"{len(events)} events, {len(people)} people, {len(owner)} sessions")
    print(
        f"events a person: median {sizes[len(sizes) // 2]}, most {sizes[-1]}; sessions: most {max(sessions.values())}"
    )
    print("events by name:", dict(Counter(event["event"] for event in events).most_common()))
    print_shape(people)


def print_shape(people: dict[str, list[dict]]) -> None:
    """The funnel, and who left or is still under way at Verify email."""
    end = max(moment(event["time"]) for person in people.values() for event in person)
    reached, left, verify, waiting = Counter(), Counter(), Counter(), Counter()
    for person in people.values():
        count, entered = steps_reached(person)
        reached.update(STEPS[:count])
        if 0 < count < len(STEPS) and entered + WINDOW > end:
            waiting[STEPS[count - 1]] += 1
        if count >= 3:
            verify[person[0]["device"]] += 1
            left[person[0]["device"]] += count == 3
    print("funnel, 7 days:", {step: reached[step] for step in STEPS})
    print("not past Verify email:", {device: f"{left[device]} of {verify[device]}" for device in verify})
    print("still under way (entered less than 7 days before the end):", dict(waiting))


def check_survey(events: list[dict], recorded: set[str]) -> None:
    answers = rows("survey.csv")
    people = by_person(events)
    hashes = {event["email_sha256"] for event in events} - {""}
    with_id = [answer["User ID"] for answer in answers if answer["User ID"]]
    emails = [answer["Email"] for answer in answers if answer["Email"]]
    texts = [answer[HEADER[-1]] for answer in answers if answer[HEADER[-1]]]
    assert len(answers) == 300 and len(set(with_id)) == len(with_id) and set(with_id) <= set(people)
    assert all(hashlib.sha256(email.lower().encode()).hexdigest() in hashes for email in emails)
    assert len(texts) == len(set(texts)) and len(texts) >= 130
    assert len({answer["Response ID"] for answer in answers}) == 300
    at_verify = [user for user in with_id if steps_reached(people[user])[0] == 3]
    for answer in answers:
        if answer["User ID"]:
            assert people[answer["User ID"]][0]["time"] < answer["Submitted at"]
    print(
        f"survey: {len(answers)} answers, {len(with_id)} user ids ({len(at_verify)} left at Verify email, "
        f"{len(recorded & set(with_id))} recorded), {len(emails)} e-mails, {len(texts)} texts, "
        f"{sum(answer[HEADER[4]] == '' for answer in answers)} without a score"
    )


class ClickReader(RecordingReader):
    """Also gathers every click, with what it hit, where on the page and whether the page changed after it."""

    def __init__(self, events: list[dict]):
        self.clicks: list[dict] = []
        self.changes = [e["timestamp"] for e in events if e["type"] == META or e["data"].get("source") == MUTATION]
        super().__init__(events)

    def _read(self, event: dict) -> None:
        super()._read(event)
        data = event["data"]
        if event["type"] == INCREMENTAL and data["source"] == MOUSE_INTERACTION and data["type"] == CLICK:
            place = {"time": event["timestamp"], "x": data["x"], "y": data["y"]}
            page = urlsplit(self.url).path
            self.clicks.append(place | {"page": page, "element": self.elements.control(data["id"]) or "elsewhere"})

    def changes_after(self, time: int, within: int = 900) -> int:
        return bisect_right(self.changes, time + within) - bisect_right(self.changes, time)


def rage_bursts(clicks: list[dict]) -> Counter:
    """Runs of three or more clicks on one element, each near the one before in time and place."""
    bursts, run = Counter(), []
    for click in [*clicks, None]:
        near = run and click and click["element"] == run[-1]["element"]
        near = near and click["time"] - run[-1]["time"] < RAGE_GAP_MS
        near = near and max(abs(click["x"] - run[-1]["x"]), abs(click["y"] - run[-1]["y"])) <= RAGE_PIXELS
        if not near:
            if len(run) >= RAGE_CLICKS:
                bursts[f"{run[0]['page']} {run[0]['element']}"] += 1
            run = []
        run = [*run, click]
    return bursts


def check_same_moments(reader: RecordingReader, logged: list[dict]) -> None:
    seen = [(m.name, int(m.time.timestamp() * 1000), m.url) for m in reader.moments]
    in_log = [(e["event"], round(moment(e["time"]).timestamp() * 1000), e["url"]) for e in logged]
    assert [(name, url) for name, _, url in seen] == [(name, url) for name, _, url in in_log], (seen, in_log)
    assert all(abs(a[1] - b[1]) <= 1 for a, b in zip(seen, in_log, strict=True))


def check_recordings(events: list[dict]) -> set[str]:
    clicks, devices, bursts, resend_changes = defaultdict(Counter), Counter(), Counter(), 0
    seconds = []
    manifest = rows("recordings.csv")
    assert {row["file"] for row in manifest} == {f"recordings/{p.name}" for p in (STUDY / "recordings").glob("*.json")}
    for row in manifest:
        assert row["file"] == f"recordings/{row['user_id']}_{row['session_id']}.json"
        recording = json.loads((STUDY / row["file"]).read_text(encoding="utf-8"))
        identity = {"user_id": row["user_id"], "session_id": row["session_id"]}
        assert {"tag": "identify", "payload": identity} in [event["data"] for event in recording[:12]], row
        loads = [e["type"] for e in recording if e["type"] in (META, FULL_SNAPSHOT)]
        assert loads == [META, FULL_SNAPSHOT] * (len(loads) // 2), row
        reader = ClickReader(recording)
        check_same_moments(reader, [event for event in events if event["session_id"] == row["session_id"]])
        last = [m.name for m in reader.moments if m.name in STEPS][-1]
        devices[f"{reader.device}, last step {last}"] += 1
        bursts += rage_bursts(reader.clicks)
        seconds.append((recording[-1]["timestamp"] - recording[0]["timestamp"]) / 1000)
        for click in reader.clicks:
            clicks[reader.device, click["page"]][click["element"]] += 1
            if click["element"] == "resend":
                resend_changes += reader.changes_after(click["time"], 250) > 0
    print(f"{len(manifest)} recordings of {min(seconds):.0f} to {max(seconds):.0f} s:", dict(devices))
    for (device, page), counts in sorted(clicks.items()):
        print(f"clicks {device} {page}:", dict(counts.most_common()))
    print("rage bursts:", dict(bursts), "; page changes within 250 ms of a Resend click:", resend_changes)
    return {row["user_id"] for row in manifest}


def check_sizes() -> None:
    sizes = Counter()
    for path in STUDY.rglob("*"):
        inside = path.relative_to(STUDY)
        if path.is_file() and not {"node_modules", "__pycache__"} & set(inside.parts):
            sizes[inside.parts[0]] += path.stat().st_size
    assert sizes["recordings"] < LARGEST_RECORDINGS and sizes.total() < LARGEST_STUDY
    print("bytes:", dict(sizes), "in all", sizes.total())
    assert all((STUDY / row["file"]).is_file() for row in rows("pages.csv"))


def main() -> None:
    events = rows("events.csv")
    check_events(events)
    check_survey(events, check_recordings(events))
    check_sizes()


if __name__ == "__main__":
    main()
