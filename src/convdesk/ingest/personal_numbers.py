"""Personal numbers in texts: phones, cards, accounts, national ids, network addresses, places on the map."""

from __future__ import annotations

import re
from importlib import import_module
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import TYPE_CHECKING

from convdesk.model.privacy import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CARD = re.compile(r"(?<![\w.,-])(?:\d{4}(?:[ -]?\d{4}){2}[ -]?\d{2,7}|3\d{3}[ -]?\d{6}[ -]?\d{4,5})(?![\w-]|[.,]\d)")
_ISSUERS = (
    (re.compile(r"4"), {16, 19}),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), {16}),
    (re.compile(r"3[47]"), {15}),
    (re.compile(r"30[0-5]|36|38|39"), {14}),
    (re.compile(r"6011|64[4-9]|65|62|352[89]|35[3-8]"), {16, 17, 18, 19}),
    (re.compile(r"5018|5020|5038|5893|6304|6759|676[1-3]"), {16, 18, 19}),
)
_IBAN = re.compile(r"(?<![\w-])[A-Z]{2}\d\d(?: ?[A-Z0-9]{2,4}){3,8}(?![\w-])", re.IGNORECASE)
_IPV4 = re.compile(r"(?<![\w.+-])(?<![vV] )(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)")
_VERSION_BEFORE = re.compile(r"(?:version|release|build|firmware|update|ver\.?|rev\.?|v)[ :=]*\Z|/\Z", re.IGNORECASE)
_VERSION_PARTS = 31
"""Four numbers all as small as this are taken for a version."""

_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:.])")
_COORDINATES = re.compile(r"(?<![\w.,-])(-?\d{1,2}\.\d{4,}), ?(-?\d{1,3}\.\d{4,})(?![\w]|[.,]\d)")
_IDS = (
    ("us.ssn", re.compile(r"(?<![\w.,/+-])\d{3}-\d{2}-\d{4}(?![\w-])")),
    ("se.personnummer", re.compile(r"(?<![\w.,/+-])(?:\d\d)?\d{6}[-+]\d{4}(?![\w-])")),
    ("fi.hetu", re.compile(r"(?<![\w.,/+-])\d{6}[-+A-FU-Y]\d{3}[0-9A-Y](?![\w-])")),
    ("no.fodselsnummer", re.compile(r"(?<![\w.,/+-])\d{6} ?\d{5}(?![\w-]|[.,]\d)")),
    ("fr.nir", re.compile(r"(?<![\w.,/+-])[12] \d\d [01]\d \d[\dAB] \d{3} \d{3} \d\d(?![\w-])")),
)
_PHONE = re.compile(r"(?<![\w.+])(?:\+ ?|00)[1-9(][\d ().\-/]{5,20}\d(?![\w]|-\d)")
_AMERICAN = re.compile(r"(?<![\w.+-])(?<!\d )(?:\([2-9]\d\d\) ?|[2-9]\d\d[-.])[2-9]\d\d[-.]\d{4}(?![\w-]|\.\d)")
_NATIONAL = re.compile(r"(?<![\w.,:/+#-])(?<!\d )\(?\d[\d ().\-/]{5,17}\d(?![\w-]|[.,:]\d)")
_CUE = re.compile(
    r"\b(?:tel|phone|mobile|mob|tlf|telefon|mobil|handy|cell|call|ring|whatsapp|sms)\W{0,3}(?:\w{1,3}\W{1,2}){0,2}\Z",
    re.IGNORECASE,
)
_NO_PHONE = re.compile(
    r"\D*(?:\d{4}[./ -]\d{1,2}[./ -]\d{1,2}|\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)\d\d)(?!\d).*|[1-9]\d{0,2}(?:[ .]\d{3})+"
)
"""Dates, and numbers in thousands."""

_CUE_LENGTH = 24


def cards(text: str) -> Iterator[Span]:
    """Payment cards: an issuer's beginning and length, and a right check digit."""
    for found in _CARD.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if any(begins.match(digits) and len(digits) in lengths for begins, lengths in _ISSUERS) and _luhn(digits):
            yield Span(found.start(), found.end(), Kind.CARD)


def ibans(text: str) -> Iterator[Span]:
    """Bank accounts: a country, its length, right check digits. Words after it are no part of it."""
    for found in _IBAN.finditer(text):
        words = found[0].split(" ")
        for count in range(len(words), 0, -1):
            candidate = " ".join(words[:count])
            if _is_iban(candidate):
                yield Span(found.start(), found.start() + len(candidate), Kind.IBAN)
                break


def ip_addresses(text: str) -> Iterator[Span]:
    """Network addresses of the public net; no versions, no times."""
    for found in _IPV4.finditer(text) if text.count(".") > 2 else ():
        before = text[max(0, found.start() - _CUE_LENGTH) : found.start()]
        if _is_public(found[0]) and not _VERSION_BEFORE.search(before):
            yield Span(found.start(), found.end(), Kind.IP)
    for found in _IPV6.finditer(text) if text.count(":") > 1 else ():
        if _is_long_address(found[0]):
            yield Span(found.start(), found.end(), Kind.IP)


def coordinates(text: str) -> Iterator[Span]:
    """Latitude and longitude with four decimals or more; shares of a page's width and height are none."""
    for found in _COORDINATES.finditer(text):
        latitude, longitude = abs(float(found[1])), abs(float(found[2]))
        if latitude <= 90 and longitude <= 180 and max(latitude, longitude) > 1:
            yield Span(found.start(), found.end(), Kind.COORDINATES)


def id_numbers(text: str) -> Iterator[Span]:
    """National numbers that have a form of their own and right check digits or dates."""
    for name, form in _IDS:
        for found in form.finditer(text):
            if import_module(f"stdnum.{name}").is_valid(found[0]):
                yield Span(found.start(), found.end(), Kind.ID_NUMBER)


def phones(text: str, regions: Sequence[str]) -> Iterator[Span]:
    """Phone numbers with a country's code, in American grouping, or grouped as in one of the regions.

    A bare number of a region counts only after a word such as “call”.
    """
    for found in _PHONE.finditer(text):
        yield from _valid(text, found, "ZZ", re.sub(r"\A(?:\+ ?|00)", "+", found[0]))
    for found in _AMERICAN.finditer(text):
        yield from _valid(text, found, "US", found[0])
    for found in _NATIONAL.finditer(text) if regions else ():
        if not _NO_PHONE.fullmatch(found[0]) and (_is_grouped(found[0]) or _has_cue(text, found.start())):
            for region in regions:
                yield from _valid(text, found, region, found[0])


def _valid(text: str, found: re.Match[str], region: str, number: str) -> Iterator[Span]:
    """The span where the matcher agrees: the country has such numbers, grouped so, and it is no date or time."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    after = text[found.end() : found.end() + 2]
    leniency = Leniency.STRICT_GROUPING if region == "US" else Leniency.VALID
    match = next(iter(PhoneNumberMatcher(number + after, region, leniency=leniency, max_tries=3)), None)
    if match is not None and match.start <= 1:
        shift = len(found[0]) - len(number)
        start = found.start() + (0 if match.start == 0 else match.start + shift)
        yield Span(start, found.start() + shift + match.end, Kind.PHONE)


def _is_grouped(number: str) -> bool:
    """Whether a national number begins as such numbers do, or stands in three groups or more; `4711-0815` does not."""
    return number.startswith(("0", "(")) or bool(re.fullmatch(r"\d+(?: \d+){2,}", number))


def _has_cue(text: str, start: int) -> bool:
    return _CUE.search(text[max(0, start - _CUE_LENGTH) : start]) is not None


def _is_public(text: str) -> bool:
    parts = text.split(".")
    if any(len(part) > 1 and part.startswith("0") for part in parts) or all(int(p) <= _VERSION_PARTS for p in parts):
        return False
    try:
        return IPv4Address(text).is_global
    except AddressValueError:
        return False


def _is_long_address(text: str) -> bool:
    groups = [group for group in text.split(":") if group]
    if len(groups) < 3 or not (any(len(group) > 2 for group in groups)):
        return False
    try:
        return not IPv6Address(text).is_loopback
    except AddressValueError:
        return False


def _luhn(digits: str) -> bool:
    from stdnum import luhn

    return bool(luhn.is_valid(digits))


def _is_iban(text: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(text))
