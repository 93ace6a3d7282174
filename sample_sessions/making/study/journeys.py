"""What people do: the events of one person, from the landing page to later use."""

import math
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from study.people import COUNTRIES, HOURS, Person
from study.product import ACTION_PATHS, END, SITE, STEP_PATHS

SIGN_UP = {"desktop": 0.69, "phone": 0.585}
CREATE_ACCOUNT = {"desktop": 0.905, "phone": 0.86}
PASS_CODE = {"desktop": 0.625, "phone": 0.42}
CONNECT_VIEW = {"desktop": 0.83, "phone": 0.77}
FIRST_REPORT = {"desktop": 0.85, "phone": 0.78}
LATE_MAIL = 0.012
LATER_SESSIONS = 2.7
LATER_EVENTS = 4.35


@dataclass
class Event:
    """One row of the log."""

    time: datetime
    person: Person
    session_id: str
    name: str
    url: str
    signed_up: bool


class Journey:
    """Writes down one person's events as time goes by."""

    def __init__(self, person: Person, rng: random.Random, start: datetime | None = None):
        self.person = person
        self.rng = rng
        self.now = start or person.arrival
        self.url = SITE + "/"
        self.signed_up = False
        self.events: list[Event] = []
        self.new_session()

    def new_session(self) -> None:
        self.session_id = f"s-{self.rng.getrandbits(32):08x}"

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def wait(self, median: float, spread: float = 0.6) -> None:
        """Lets a log-normal time of so many seconds pass."""
        seconds = median * math.exp(self.rng.gauss(0, spread))
        self.now += timedelta(seconds=max(0.12, seconds))

    def come_back(self, days: float) -> None:
        """A new session some days later, at an hour people are awake."""
        offset = COUNTRIES[self.person.country][1]
        later = self.now + timedelta(days=days, hours=offset)
        hour = self.rng.choices(range(24), HOURS)[0]
        local = later.replace(hour=hour, minute=self.rng.randrange(60), second=self.rng.randrange(60))
        self.now = max(local - timedelta(hours=offset), self.now + timedelta(minutes=50))
        self.new_session()

    def note(self, name: str) -> None:
        if name in STEP_PATHS or name in ACTION_PATHS:
            self.url = SITE + {**STEP_PATHS, **ACTION_PATHS}[name]
        self.signed_up = self.signed_up or name == "Account created"
        if self.now < END:
            self.events.append(Event(self.now, self.person, self.session_id, name, self.url, self.signed_up))

    def note_after(self, median: float, name: str, spread: float = 0.6) -> None:
        self.wait(median, spread)
        self.note(name)


def onboard(journey: Journey) -> None:
    """Everything up to the first report, or to where the person leaves."""
    device = journey.person.device
    if not journey.person.invited and not _land(journey, SIGN_UP[device]):
        return
    if not _sign_up(journey, CREATE_ACCOUNT[device]):
        return
    if not _verify(journey, PASS_CODE[device]):
        return
    if not _profile(journey, CONNECT_VIEW[device]):
        return
    if _connect(journey, FIRST_REPORT[device]):
        use_later(journey)


def _land(journey: Journey, goes_on: float) -> bool:
    journey.note("Landing page")
    if journey.chance(0.22):
        journey.note_after(25, "Pricing viewed")
    if journey.chance(0.13):
        journey.come_back(journey.rng.choice([0, 1, 1, 2, 3]))
        journey.note("Landing page")
    return journey.chance(goes_on)


def _sign_up(journey: Journey, goes_on: float) -> bool:
    journey.note_after(38, "Sign up", 0.8)
    if journey.chance(0.06):
        journey.note_after(30, "Pricing viewed")
        journey.note_after(20, "Sign up")
    if not journey.chance(goes_on):
        return False
    journey.note_after(48, "Account created", 0.5)
    journey.note_after(1.4, "Verify email", 0.3)
    return True


def _verify(journey: Journey, passes: float) -> bool:
    if journey.chance(passes):
        _enter_good_code(journey)
        return True
    _struggle(journey)
    if journey.chance(LATE_MAIL / (1 - passes)):
        journey.come_back(1)
        journey.note("Verify email")
        journey.note_after(18, "Code submitted")
        return True
    if journey.chance(0.22):
        journey.come_back(journey.rng.choice([0, 0, 1, 1, 2]))
        journey.note("Verify email")
        _struggle(journey)
    return False


def _enter_good_code(journey: Journey) -> None:
    if journey.chance(0.14):
        _try_code(journey, 75)
        journey.note_after(9, "Resend code")
    journey.note_after(26, "Code submitted", 0.4)


def _try_code(journey: Journey, after: float) -> None:
    journey.note_after(after, "Code submitted", 0.5)
    journey.note_after(0.5, "Code rejected", 0.2)


def _struggle(journey: Journey) -> None:
    """Codes refused and a resend button that does nothing."""
    if journey.chance(0.88):
        _try_code(journey, 85)
    for _ in range(journey.rng.choices([1, 2, 3, 4, 6], [24, 32, 24, 14, 6])[0]):
        _press_resend(journey)
        if journey.chance(0.62):
            _try_code(journey, 32)
        if journey.chance(0.13):
            journey.note_after(14, "Help opened")


def _press_resend(journey: Journey) -> None:
    journey.note_after(11, "Resend code")
    if journey.chance(0.2):
        for _ in range(journey.rng.randint(2, 4)):
            journey.note_after(0.3, "Resend code", 0.25)
    elif journey.chance(0.35):
        journey.note_after(24, "Resend code")


def _profile(journey: Journey, goes_on: float) -> bool:
    journey.note_after(1.3, "Profile", 0.3)
    if not journey.chance(goes_on):
        return False
    journey.note_after(44, "Profile saved", 0.5)
    journey.note_after(1.3, "Connect data", 0.3)
    return True


def _connect(journey: Journey, goes_on: float) -> bool:
    if journey.chance(0.24):
        journey.note_after(28, "Help opened")
    if journey.chance(0.2):
        journey.come_back(journey.rng.choice([0, 1, 1, 2, 3, 5]))
        journey.note("Connect data")
    if not journey.chance(goes_on):
        return False
    journey.note_after(65, "Source connected", 0.7)
    journey.note_after(2.2, "First report", 0.4)
    if journey.chance(0.3):
        journey.note_after(40, "Teammate invited")
    return True


def use_later(journey: Journey) -> None:
    """Few people use it much, many a little."""
    if journey.chance(0.12):
        return
    keen = math.exp(journey.rng.gauss(0, 0.75))
    sessions = min(10, max(1, round(LATER_SESSIONS * keen)))
    for _ in range(sessions):
        journey.come_back(journey.rng.choice([1, 1, 1, 2, 2, 3]))
        _read_reports(journey, keen)


def _read_reports(journey: Journey, keen: float) -> None:
    journey.note("Dashboard opened")
    views = round(LATER_EVENTS * math.sqrt(keen) * math.exp(journey.rng.gauss(0, 0.6)))
    for _ in range(max(1, views)):
        journey.note_after(35, "Report viewed", 0.9)
        if journey.chance(0.11):
            journey.note_after(22, "Report shared")
        if journey.chance(0.2):
            journey.note_after(18, "Dashboard opened")
    if journey.chance(0.03 * keen):
        journey.note_after(30, "Teammate invited")
