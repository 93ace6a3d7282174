"""Personal data: what is taken out of addresses, and which columns look as if they held some."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convdesk.model.privacy import Action, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convdesk.model.mapping import Mapping

HIDDEN = "***"

_SECRETS = (
    "pass", "password", "passwd", "passphrase", "passcode", "pwd", "secret", "token", "auth", "authorization", "key",
    "apikey", "session", "sessionid", "sid", "jwt", "otp", "code_verifier", "signature", "email", "mail", "phone",
    "tel", "mobile", "card", "cardnumber", "creditcard", "cc", "cvc", "cvv", "iban", "account", "ssn", "username",
)  # fmt: skip
_SECRET_NAME = re.compile(
    r"(?:.*[^a-z0-9])?(?:" + "|".join(_SECRETS) + r")s?(?:[^a-z0-9].*)?"
    r"|.*(?:password|passwd|secret|token|e-?mail|creditcard|cardnumber|api_?key|session_?id)"
)
_PAIR = re.compile(r"([?&;#]|^)([^=&;?#]+)=([^&;#]*)")
_USERINFO = re.compile(r"^((?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//)[^/?#]*@")
_ADDRESS = re.compile(r"[^\s@/?&=#;:]{1,64}(?:@|%40)[^\s@/?&=#;:]{1,255}\.[a-zA-Z]{2,63}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_NAMES: dict[Kind, str] = {
    Kind.EMAIL: r"e?mail|e_mail|email_address|recipient_?email",
    Kind.PHONE: r"phone|telephone|tel|phone_?number|mobile|mobile_?number",
    Kind.IP: r"ip|ipaddr|ipaddress|ip_address|user_?ipaddress|visit_?ip",
    Kind.NAME: r"first_?name|last_?name|full_?name|surname|given_?name|family_?name|user_?name|person_?name"
    r"|customer_?name|recipient_?(?:first_?name|last_?name)",
    Kind.ADDRESS: r"street|street_?address|postal_?address|address|zip|zip_?code|postcode|postal_?code",
    Kind.COORDINATES: r"lat|lon|lng|latitude|longitude",
    Kind.BIRTHDAY: r"birthday|birth_?date|date_of_birth|dob",
    Kind.ID_NUMBER: r"ssn|passport",
    Kind.IBAN: r"iban",
    Kind.CARD: r"(?:credit_?)?card_?(?:number|no)",
    Kind.USER_AGENT: r"user_?agent",
}
_PERSONAL_NAME = re.compile(
    r"(?!has_|is_|use_|with_)(?:.*?_)??(?:"
    + "|".join(f"(?P<{kind.name}>{names})" for kind, names in _NAMES.items())
    + r")(?:_(?:v4|v6|raw))?"
)

_ASKED_KINDS = {
    "name": Kind.NAME, "phone": Kind.PHONE, "telephone": Kind.PHONE, "mobile": Kind.PHONE, "email": Kind.EMAIL,
    "e-mail": Kind.EMAIL, "address": Kind.ADDRESS, "postcode": Kind.ADDRESS, "zip": Kind.ADDRESS,
    "birthday": Kind.BIRTHDAY, "date of birth": Kind.BIRTHDAY,
}  # fmt: skip
_ASKED = re.compile(rf"(?:.*\byour (?:\w+ )?)({'|'.join(_ASKED_KINDS)})\b.{{0,24}}", re.IGNORECASE | re.DOTALL)


def clean_address(url: str) -> str:
    """The address with `***` for values that look secret or personal and without a user name before its host."""
    if "@" not in url and "=" not in url and "%40" not in url:
        return url
    bare = _USERINFO.sub(r"\1", url)
    start = min((at for at in (bare.find("?"), bare.find("#")) if at >= 0), default=len(bare))
    return _ADDRESS.sub(HIDDEN, bare[:start]) + _ADDRESS.sub(HIDDEN, _PAIR.sub(_hidden, bare[start:]))


def is_personal_name(name: str) -> bool:
    """Whether a column of that name would say who someone is: `IPAddress`, `$ip`, `context_user_agent`."""
    return kind_of_name(name) is not None


def kind_of_name(name: str) -> Kind | None:
    """What a column of that name would hold about a person."""
    plain = re.sub(r"[^a-z0-9]+", "_", _CAMEL.sub("_", name).lower()).strip("_")
    found = _PERSONAL_NAME.fullmatch(plain)
    return Kind[found.lastgroup] if found and found.lastgroup else None


def kind_of_column(name: str) -> Kind | None:
    """The same for names and for questions: `What is your phone number?`."""
    asked = _ASKED.fullmatch(name.strip())
    return _ASKED_KINDS[asked[1].lower()] if asked else kind_of_name(name)


def left_out(mapping: Mapping, personal: Iterable[str], *, keep_personal: bool) -> set[str]:
    """The columns a reader need not read: those to be dropped, and those that look personal where nothing was said."""
    told = mapping.privacy
    dropped = {name for name, action in told.items() if action is Action.DROP}
    return dropped if keep_personal else dropped | {name for name in personal if name not in told}


def secret_places(url: str) -> list[tuple[int, int]]:
    """Where an address holds values under names that look secret: (start, end) of each."""
    return [pair.span(3) for pair in _PAIR.finditer(url) if pair[3] and _is_secret(pair[2])]


def are_addresses(values: Iterable[str]) -> bool:
    """Whether most of some values are e-mail addresses."""
    filled = [value for value in values if value]
    return bool(filled) and 2 * sum(bool(_MAIL.fullmatch(value.strip())) for value in filled) > len(filled)


def _hidden(pair: re.Match[str]) -> str:
    return f"{pair[1]}{pair[2]}={HIDDEN if pair[3] and _is_secret(pair[2]) else pair[3]}"


def _is_secret(name: str) -> bool:
    return bool(_SECRET_NAME.fullmatch(re.sub(r"%5b|%5d|[\[\]]", "_", _CAMEL.sub("_", name).lower())))
