"""Personal data: what is taken out of addresses, and which columns look as if they held some."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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

_PERSONAL_NAME = re.compile(
    r"(?!has_|is_|use_|with_)(?:.*_)?(?:ip|ipaddr|ipaddress|ip_address|e?mail|e_mail|email_address|phone|telephone|tel"
    r"|phone_?number|mobile"
    r"|mobile_?number|first_?name|last_?name|full_?name|surname|given_?name|family_?name|user_?name|person_?name"
    r"|customer_?name|street|street_?address|postal_?address|address|zip|zip_?code|postcode|postal_?code"
    r"|lat|lon|lng|latitude|longitude|birthday|birth_?date|date_of_birth|dob|ssn|iban|passport|user_?agent"
    r"|user_?ipaddress|visit_?ip|recipient_?(?:email|first_?name|last_?name))(?:_(?:v4|v6|raw))?"
)


def clean_address(url: str) -> str:
    """The address with `***` for values that look secret or personal and without a user name before its host."""
    if "@" not in url and "=" not in url and "%40" not in url:
        return url
    bare = _USERINFO.sub(r"\1", url)
    start = min((at for at in (bare.find("?"), bare.find("#")) if at >= 0), default=len(bare))
    return _ADDRESS.sub(HIDDEN, bare[:start]) + _ADDRESS.sub(HIDDEN, _PAIR.sub(_hidden, bare[start:]))


def is_personal_name(name: str) -> bool:
    """Whether a column of that name would say who someone is: `IPAddress`, `$ip`, `context_user_agent`."""
    plain = re.sub(r"[^a-z0-9]+", "_", _CAMEL.sub("_", name).lower()).strip("_")
    return bool(_PERSONAL_NAME.fullmatch(plain))


def are_addresses(values: Iterable[str]) -> bool:
    """Whether most of some values are e-mail addresses."""
    filled = [value for value in values if value]
    return bool(filled) and 2 * sum(bool(_MAIL.fullmatch(value.strip())) for value in filled) > len(filled)


def _hidden(pair: re.Match[str]) -> str:
    name = re.sub(r"%5b|%5d|[\[\]]", "_", _CAMEL.sub("_", pair[2]).lower())
    return f"{pair[1]}{pair[2]}={HIDDEN if pair[3] and _SECRET_NAME.fullmatch(name) else pair[3]}"
