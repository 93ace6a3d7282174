"""What the columns of a survey are: who answered, when, and which questions of what kind."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from convdesk.ingest.privacy import are_addresses, is_personal_name
from convdesk.ingest.roles import plain_name
from convdesk.ingest.times import is_time_like
from convdesk.model.answers import QuestionKind
from convdesk.model.mapping import Column, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

MISSING = frozenset({"", "n/a", "#n/a", "-", "–", "—", "null"})
"""What stands in a cell, in any case, where nothing was answered."""

QUESTION_ROLES = {
    Role.OPEN: QuestionKind.OPEN,
    Role.CLOSED: QuestionKind.CLOSED,
    Role.SCALE: QuestionKind.SCALE,
}
EXAMPLES = 3
TOP_OF_SCALE = 10
OPEN_WORDS = 4
FEW_ANSWERS = 8

_NAMES: dict[Role, tuple[str, ...]] = {
    Role.EMAIL: ("email", "e_mail", "email_address", "user_email", "mail", "email_sha256", "email_hash"),
    Role.RESPONDENT: (
        "response_id", "responseid", "respondent_id", "respondentid", "submission_id", "response", "respondent", "no",
        "number", "id", "token",
    ),
    Role.USER: (
        "user_id", "userid", "distinct_id", "customer_id", "client_id", "visitor_id", "member_id", "account_id",
        "participant_id", "anonymous_id", "hotjar_user_id", "person_id", "user",
    ),
    Role.SESSION: ("session_id", "sessionid", "visit_id", "session"),
    Role.TIME: (
        "submitted_at", "submit_date_utc", "submitdate", "submit_date", "date_submitted", "completed_at", "end_date",
        "enddate", "recorded_date", "recordeddate", "timestamp", "time", "date", "datetime", "created_at",
        "answered_at", "marca_temporal", "zeitstempel", "horodateur", "start_date_utc",
        "start_date", "startdate", "started_at",
    ),
}  # fmt: skip
_METADATA = re.compile(
    r"(?:duration|time_taken|total_time).*|status|progress|finished|collector_?id|(?:user|start)?_?language|url|ref_?url"
    r"|referrer|referer|network_id|tags|seed|last_?page|distribution_?channel|survey_?id|response_type|ending|user_agent"
    r"|external_?(?:reference|data_?reference)|custom_data_\d+|stage_date.*|column_\d+"
)
_PERSON = re.compile(
    r"(?:(?:your|full|first|last|participant|respondent|contact|customer)_)*name|location|zip|postcode"
)
_ASKED = re.compile(r".*\byour (?:\w+ )?(?:name|phone|telephone|e-?mail|address|postcode|zip)\b.*", re.IGNORECASE)
_IP = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){3,7}")
_SPECIFY = re.compile(r"please specify|other\)?$|comment", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_PARTS = re.compile(r"\s*[,;|]\s+|\s*;\s*")


def propose_questions(names: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Every column with a proposed role and some of its values; blanks of rows must be empty already."""
    values = {name: [row[place] for row in rows if row[place]] for place, name in enumerate(names)}
    roles = {name: Role.SKIP for name in names if is_personal(name, values[name])}
    for role in _NAMES:
        found = _first_fitting(role, [name for name in names if roles.get(name, Role.SKIP) is Role.SKIP], values)
        if found is not None and (role is Role.EMAIL or found not in roles):
            roles[found] = role
    for name in names:
        if name not in roles:
            roles[name] = _role_of(name, values[name])
    return tuple(Column(name, roles[name], _examples(values[name], roles[name])) for name in names)


def is_personal(name: str, values: Sequence[str]) -> bool:
    """Whether a column says who someone is; the words of a long question count only with fitting values."""
    if values and (are_addresses(values) or sum(bool(_IP.fullmatch(value)) for value in values) > len(values) / 2):
        return True
    if "?" in name or len(name.split()) > OPEN_WORDS:
        return bool(_ASKED.fullmatch(name))
    return is_personal_name(name) or bool(_PERSON.fullmatch(plain_name(name)))


def is_question(column: Column) -> bool:
    """Whether a column is asked of respondents."""
    return column.role in QUESTION_ROLES


def kind_of(values: Sequence[str], name: str = "") -> QuestionKind:
    """Scale: most cells are whole numbers from 0 to 10. Closed: few texts, or few options joined. Else open."""
    if len(values) > 2 and len(set(values)) == 1:
        return QuestionKind.CLOSED
    if not values or _SPECIFY.search(name):
        return QuestionKind.OPEN
    if _is_scale(values):
        return QuestionKind.SCALE
    words = sum(len(value.split()) for value in values) / len(values)
    counts = Counter(value.casefold() for value in values)
    if len(values) < FEW_ANSWERS:
        return QuestionKind.OPEN if words >= OPEN_WORDS else QuestionKind.CLOSED
    repeated = sum(count for count in counts.values() if count > 1)
    if repeated >= 0.8 * len(values) or (len(counts) <= 3 and words < OPEN_WORDS):
        return QuestionKind.CLOSED
    return QuestionKind.CLOSED if _are_joined_options(values) else QuestionKind.OPEN


def is_prose(values: Sequence[str]) -> bool:
    """Whether values are mostly different texts of several words, and no addresses or JSON."""
    texts = [value for value in values if len(value.split()) >= OPEN_WORDS and not value.startswith(("{", "[", "http"))]
    return len(texts) >= max(1, len(values) / 2) and len(set(texts)) > len(texts) / 2


def _is_scale(values: Sequence[str]) -> bool:
    numbers = [float(value.replace(",", ".")) for value in values if _NUMBER.fullmatch(value)]
    whole = [number for number in numbers if number.is_integer() and 0 <= number <= TOP_OF_SCALE]
    return 2 * len(whole) > len(values) and len(whole) >= 0.9 * len(numbers) and not set(whole) <= {0.0, 1.0}


def _are_joined_options(values: Sequence[str]) -> bool:
    parts = [_PARTS.split(value.casefold()) for value in values]
    counts = Counter(part for cell in parts for part in set(cell))
    common = sum(all(counts[part] >= 3 for part in cell) for cell in parts)
    return common >= 0.7 * len(values)


def _role_of(name: str, values: Sequence[str]) -> Role:
    if _METADATA.fullmatch(plain_name(name)) and "?" not in name:
        return Role.PROPERTY
    if values and sum(map(is_time_like, values)) > 0.8 * len(values):
        return Role.PROPERTY
    if (
        len(values) >= FEW_ANSWERS
        and sum(value.startswith(("http://", "https://")) for value in values) > len(values) / 2
    ):
        return Role.PROPERTY
    kind = kind_of(values, name)
    return next(role for role, asked in QUESTION_ROLES.items() if asked is kind)


def _first_fitting(role: Role, names: Sequence[str], values: dict[str, list[str]]) -> str | None:
    """The column with the first of the role's names; for times its values must be some, for e-mail they may say it."""
    wanted = {name: place for place, name in enumerate(_NAMES[role])}
    known = sorted((wanted[plain_name(name)], name) for name in names if plain_name(name) in wanted)
    if role is Role.RESPONDENT:
        known += [(0, name) for name in names if name.strip() in {"#", "No."}]
    if role is Role.TIME:
        likely = [name for _, name in known if values[name] and _are_times(values[name])]
        return likely[0] if likely else None
    if role is Role.EMAIL and not known:
        return next((name for name in names if values[name] and are_addresses(values[name])), None)
    return known[0][1] if known else None


def _are_times(values: Sequence[str]) -> bool:
    return 2 * sum(map(is_time_like, values)) >= len(values)


def _examples(values: Sequence[str], role: Role) -> tuple[str, ...]:
    if role in {Role.SKIP, Role.EMAIL}:
        return ()
    return tuple(dict.fromkeys(value[:200] for value in values))[:EXAMPLES]
