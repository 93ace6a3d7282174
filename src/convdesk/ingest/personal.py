"""Personal things in texts: where they are and of which kind. Rather one missed than an order number taken."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from convdesk.ingest.personal_numbers import cards, coordinates, ibans, id_numbers, ip_addresses, phones
from convdesk.ingest.privacy import kind_of_name, secret_places
from convdesk.model.privacy import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOSTLY = 0.8
"""A text this much of which is one personal thing is that thing."""

_RUN = r"(?<!\d)(?<!\d[-./])(?!(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d))\d[\d ().\-/]{5,}\d"
"""Seven digits and signs between them that do not begin as a date."""

_MAY = re.compile(
    rf"@|{_RUN}|::|:[0-9A-Fa-f]{{1,4}}:[0-9A-Fa-f]{{1,4}}:"
    r"|eyJ|earer |Mozilla/|PRIVATE KEY|[spr]k_(?:live|test)_|gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|A[KS]IA|AIza"
    r"|ya29\.|\b(?:SG\.|npm_|hf_|shpat_|sk-)"
    r"|[?&#;](?i:[\w.%\[\]-]{0,30}(?:pass|pwd|secret|token|auth|key|sess|sid|jwt|otp|code|sig|mail|phone|tel|mobile|card"
    r"|cc|cv|iban|account|ssn|user))"
)
"""What no text without anything personal needs to have, and each with something has."""

_ANY_NUMBER = re.compile(rf"{_RUN}|::|:[0-9A-Fa-f]{{1,4}}:[0-9A-Fa-f]{{1,4}}:")
_LOCAL = re.compile(r"[\w.+%'-]{1,64}\Z")
EMAIL_DOMAIN = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}([^\W\d_]{2,24})(?![\w@])"
"""What follows the @ of an address; its group is the last label."""

_DOMAIN = re.compile(EMAIL_DOMAIN)
_LOCAL_LENGTH, _DOMAIN_LENGTH = 64, 255
FILE_ENDINGS = frozenset({
    "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "css", "scss", "js", "mjs", "cjs", "ts", "tsx", "jsx",
    "map", "json", "html", "woff", "ttf", "mp4", "webm", "pdf",
})  # fmt: skip
"""`logo@2x.png` and `jquery@3.6.0.min.js` are files."""

_SECRETS = re.compile(
    r"\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*"
    r"|(?<=earer )(?=[\w.~+/-]*\d)[\w.~+/-]{12,}=*"
    r"|\b(?:[spr]k_(?:live|test)_\w{10,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{15,}|xox[abeprs]-[\w-]{10,}"
    r"|A[KS]IA[0-9A-Z]{16}|AIza[\w-]{30,}|ya29\.[\w-]{20,}|SG\.[\w-]{15,}\.[\w-]{15,}|npm_\w{30,}|hf_\w{30,}"
    r"|shpat_\w{20,}|sk-(?=[\w-]*\d)[\w-]{20,})"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*-----|\Z)"
)
_URL = re.compile(r"\b[a-z][a-z0-9+.-]{1,15}://[^\s<>\"]+", re.IGNORECASE)
_AGENT = re.compile(r"\bMozilla/\d\.\d \([^)\n]{3,300}\)[^\n\"]{0,300}")


def may_hold(text: str) -> bool:
    """Whether a closer look is worth it; quick, and never no where `kinds_in` would find something."""
    return _MAY.search(text) is not None


def kinds_in(text: str, regions: Sequence[str] = ()) -> tuple[Span, ...]:
    """The personal things in a text, in order, none inside another.

    `regions`: countries (`NO`, `DE`) whose phone numbers are known without the country's code.
    """
    if not may_hold(text):
        return ()
    found: list[Span] = []
    for span in chain(_secrets(text), _emails(text), _agents(text), _numbers(text, regions)):
        if all(span.end <= other.start or other.end <= span.start for other in found):
            found.append(span)
    return tuple(sorted(found, key=lambda span: span.start))


def column_kinds(name: str, values: Iterable[str], regions: Sequence[str] = ()) -> dict[Kind, int]:
    """How many of a column's values hold each kind; what the column's name says is taken for all of them."""
    counts: dict[Kind, int] = {}
    named, filled = kind_of_name(name), 0
    for value in values:
        filled += bool(value.strip())
        for kind in {span.kind for span in kinds_in(value, regions)}:
            counts[kind] = counts.get(kind, 0) + 1
    if named is not None and filled:
        counts[named] = filled
    return counts


def whole_kind(text: str, spans: Sequence[Span]) -> Kind | None:
    """The kind that a text is nothing but: one of its personal things is nearly all of it."""
    length = len(text.strip())
    return next((span.kind for span in spans if span.end - span.start >= MOSTLY * length), None)


def _numbers(text: str, regions: Sequence[str]) -> Iterator[Span]:
    if not _ANY_NUMBER.search(text):
        return iter(())
    return chain(
        ibans(text), cards(text), ip_addresses(text), coordinates(text), id_numbers(text), phones(text, regions)
    )


def _emails(text: str) -> Iterator[Span]:
    at = text.find("@")
    while at >= 0:
        local = _LOCAL.search(text[max(0, at - _LOCAL_LENGTH) : at])
        domain = _DOMAIN.match(text[at + 1 : at + 1 + _DOMAIN_LENGTH])
        if local and domain and domain[1].lower() not in FILE_ENDINGS:
            name = local[0].lstrip("'.")
            if name:
                yield Span(at - len(name), at + 1 + domain.end(), Kind.EMAIL)
        at = text.find("@", at + 1)


def _secrets(text: str) -> Iterator[Span]:
    for found in _SECRETS.finditer(text):
        yield Span(found.start(), found.end(), Kind.SECRET)
    for url in _URL.finditer(text) if "://" in text else ():
        for start, end in secret_places(url[0]):
            if set(url[0][start:end]) != {"*"}:
                yield Span(url.start() + start, url.start() + end, Kind.SECRET)


def _agents(text: str) -> Iterator[Span]:
    for found in _AGENT.finditer(text):
        yield Span(found.start(), found.end(), Kind.USER_AGENT)
