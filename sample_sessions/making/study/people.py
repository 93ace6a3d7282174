"""Who comes to the product: their device, country, plan, e-mail address and hour of arrival."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from study.product import START

LANDING_PEOPLE = 2000
INVITED_PEOPLE = 24

COUNTRIES = {
    "NO": (17, 1),
    "DE": (18, 1),
    "GB": (16, 0),
    "SE": (9, 1),
    "NL": (8, 1),
    "FR": (8, 1),
    "US": (12, -5),
    "EG": (4, 2),
    "IN": (5, 5.5),
    "BR": (3, -3),
}
"""Country: weight, hours from UTC."""
CHANNELS = {"search": 34, "newsletter": 20, "partner": 15, "social": 17, "direct": 14}
HOURS = [1, 1, 1, 1, 1, 2, 5, 14, 34, 44, 46, 40, 30, 36, 42, 38, 30, 22, 16, 15, 15, 12, 7, 3]
"""Weight of each hour of the visitor's own day."""
WEEKDAYS = [1.1, 1.15, 1.1, 1.0, 0.85, 0.3, 0.35]
PHONE_SHARE = {"search": 0.33, "newsletter": 0.37, "partner": 0.2, "social": 0.62, "direct": 0.3, "invite": 0.25}

FIRST_NAMES = """adel alva arjun asta bao benno birk calla dario dag elin emre enzo fadi finn gitte greta hana
hugo idun ines iris jamal jonas kari kofi lars leila lina luca maja malik mateo nadia nora oda omar otto pia
priya rafa rana reza rosa samir sanne siri sofia tariq thea tiago uma vera viggo wanda yara yusuf zaid""".split()
SECOND_NAMES = """alder amber anchor aspen basalt beacon briar canyon cedar cobalt coral delta drift elm fern flint
garnet glade granite grove hazel heath indigo ivory jade lagoon larch linden marble mist moss north oak onyx orchid
pine plum prairie reed ridge river rowan sage sierra slate sparrow spruce stone summit tern topaz vale wren""".split()


@dataclass
class Person:
    """One person of the event log."""

    user_id: str
    email: str
    device: str
    plan: str
    country: str
    channel: str
    arrival: datetime
    invited: bool = False


def pick(rng: random.Random, weights: dict) -> str:
    """One key, by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def pick_country(rng: random.Random) -> str:
    return pick(rng, {code: weight for code, (weight, _) in COUNTRIES.items()})


def pick_plan(rng: random.Random) -> str:
    return "team" if rng.random() < 0.23 else "free"


def _day_weights() -> list[float]:
    """A launch in the first half of the month, then fewer people a day."""
    weights = []
    for day in range(31):
        trend = 1.3 if day < 13 else 0.95 if day < 24 else 0.45
        weights.append(trend * WEEKDAYS[(START + timedelta(days=day)).weekday()])
    return weights


def _arrival(rng: random.Random, country: str) -> datetime:
    day = rng.choices(range(31), _day_weights())[0]
    hour = (rng.choices(range(24), HOURS)[0] - COUNTRIES[country][1]) % 24
    return START + timedelta(days=day, hours=hour, seconds=rng.uniform(0, 3600))


def _emails(rng: random.Random, taken: set[str]):
    """Endless new addresses at the example domains."""
    while True:
        name = f"{rng.choice(FIRST_NAMES)}.{rng.choice(SECOND_NAMES)}"
        number = str(rng.randint(2, 99)) if rng.random() < 0.6 else ""
        email = f"{name}{number}@example.{rng.choice(['com', 'org', 'net'])}"
        if email not in taken:
            taken.add(email)
            yield email


def make_people(rng: random.Random, taken_ids: set[str], taken_emails: set[str]) -> list[Person]:
    """Everybody who is not recorded, in order of arrival; ids are drawn without order."""
    numbers = [n for n in range(1, 2401) if f"u-{n:05d}" not in taken_ids]
    rng.shuffle(numbers)
    emails = _emails(rng, taken_emails)
    people = []
    for index in range(LANDING_PEOPLE - len(taken_ids) + INVITED_PEOPLE):
        invited = index < INVITED_PEOPLE
        channel = "invite" if invited else pick(rng, CHANNELS)
        country = pick_country(rng)
        device = "phone" if rng.random() < PHONE_SHARE[channel] else "desktop"
        people.append(
            Person(
                f"u-{numbers[index]:05d}",
                next(emails),
                device,
                pick_plan(rng),
                country,
                channel,
                _arrival(rng, country),
                invited,
            )
        )
    return sorted(people, key=lambda person: person.arrival)
