"""The access log of a web server, common or combined: pages that people saw; machines and pictures are left out."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.record_forms import TextLines
from convdesk.ingest.vendor import SURE, Outcome, RowProblem, Task, Vendor, Work
from convdesk.ingest.vendor_reader import VendorReader
from convdesk.model.mapping import Role
from convdesk.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.record_shape import Shape
    from convdesk.ingest.vendor import Event

ROLES = {"visitor": Role.USER, "request": Role.EVENT, "time": Role.TIME, "page": Role.PAGE}

_QUOTED = r'"((?:[^"\\]|\\.)*)"'
LINE = re.compile(
    r"(\S+) \S+ \S+ \[(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)\] "
    rf"{_QUOTED} (\d{{3}}) (\S+)(?: {_QUOTED} {_QUOTED})?.*"
)
_REQUEST = re.compile(r"([A-Z]{3,10}) (\S+)(?: HTTP/\d(?:\.\d)?)?")
_MONTHS = {name: f"{number:02}" for number, name in enumerate(
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
)}  # fmt: skip
_BOT = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|mediapartners|facebookexternalhit|preview|monitor|pingdom|uptime|headless|scan"
    r"|curl/|wget/|python|java/|go-http|okhttp|libwww|axios|node-fetch|scrapy|httpclient|apache-http|feed|rss",
    re.IGNORECASE,
)
_ASSET = re.compile(
    r"[^?#]*\.(?:css|js|mjs|map|png|jpe?g|gif|svg|ico|webp|avif|bmp|woff2?|ttf|eot|otf|mp[34]|webm|ogg|wav|txt|xml|json"
    r"|webmanifest)(?:[?#].*)?",
    re.IGNORECASE,
)
_ORIGIN = re.compile(r"https?://[^/?#]*", re.IGNORECASE)
_LEFT_OUT = {
    "bots": "Requests by machines (crawlers, monitors, scripts)",
    "errors": "Requests that failed (neither 2xx nor 3xx)",
    "assets": "Pictures, styles, scripts and other parts of pages",
}
_LEAST_SHARE = 0.8
_LINES_TRIED = 200


def claims(shape: Shape) -> Claim:
    """Most lines are as a web server writes them."""
    lines = [line for line in shape.text.split("\n", _LINES_TRIED)[:_LINES_TRIED] if _is_told(line)]
    fitting = sum(bool(LINE.fullmatch(line.rstrip("\r"))) for line in lines)
    if lines and fitting >= _LEAST_SHARE * len(lines):
        return Claim(SURE, "lines with address, time, request and status, as web servers log them")
    return NO_CLAIM


class Requests:
    """Turns lines into page views; counts what is left out. Option `keep`: some of bots, errors, assets."""

    def __init__(self, task: Task) -> None:
        salt = task.terms.salt or secrets.token_bytes(16)
        kept = {word.strip() for word in task.options.get("keep", "").split(",")}
        self._left_out: Counter[str] = Counter()
        self._leaves = [word for word in _LEFT_OUT if word not in kept]

        @lru_cache(maxsize=1 << 17)
        def visitor(address: str, agent: str) -> str:
            return hashlib.sha256(salt + f"{address}\x1f{agent}".encode("utf-8", "replace")).hexdigest()[:20]

        self._visitor = visitor

    def events(self, line: str) -> Sequence[Event]:
        """The request of a line, or none where it is left out; raises RowProblem."""
        if not _is_told(line):
            return ()
        match = LINE.fullmatch(line)
        if match is None:
            raise RowProblem("The line is not written as web servers do.", "Look at it in the file; leave it out.")
        address, day, month, year, clock, hours, minutes, asked, status, size, referrer, agent = match.groups()
        request = _REQUEST.fullmatch(asked)
        if request is None or month not in _MONTHS:
            raise RowProblem(
                "The line holds no request for a page.", "Nothing needs to be done: browsers send no such."
            )
        if reason := self._reason(agent or "", status, request[2]):
            self._left_out[reason] += 1
            return ()
        return ({
            "visitor": self._visitor(address, agent or ""),
            "request": "page view" if request[1] == "GET" else request[1],
            "time": f"{year}-{_MONTHS[month]}-{day}T{clock}{hours}:{minutes}",
            "page": _ORIGIN.sub("", request[2]) or "/", "status": status, "bytes": None if size == "-" else size,
            "referrer": None if referrer in (None, "", "-") else referrer,
        },)  # fmt: skip

    def outcome(self) -> Outcome:
        said = (
            (f"{_LEFT_OUT[reason]} were left out: {count:,} of the rejected lines.", f"Keep them with keep = {reason}.")
            for reason, count in self._left_out.items()
        )
        return Outcome(tuple(Problem("", what, remedy) for what, remedy in said), left_out=self._left_out.total())

    def _reason(self, agent: str, status: str, address: str) -> str | None:
        """Why a request is left out."""
        found = {
            "bots": agent != "" and bool(_BOT.search(agent)),
            "errors": status[0] not in "23",
            "assets": bool(_ASSET.fullmatch(address)),
        }
        return next((reason for reason in self._leaves if found[reason]), None)


def _is_told(line: str) -> bool:
    """Whether a line says anything: no comment, not blank."""
    return bool(line.strip()) and not line.startswith("#")


def start(task: Task) -> Work:
    """What is left out is counted while the lines pass."""
    requests = Requests(task)
    return Work(requests.events, outcome=requests.outcome)


def form_of(_shape: Shape) -> TextLines:
    return TextLines()


READER = VendorReader(
    Vendor(
        name="access-log",
        title="Web server access log",
        needs="Lines as Apache or nginx write them (common or combined); visitors are kept as salted hashes.",
        roles=ROLES,
        claims=claims,
        start=start,
        form_of=form_of,
        record_kind=str,
    )
)
