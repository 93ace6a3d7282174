"""What the columns of a survey are: who answered, when, and which questions of what kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convdesk.ingest.consent import consent_role
from convdesk.ingest.privacy import are_addresses, is_personal_name
from convdesk.ingest.roles import plain_name
from convdesk.ingest.survey_kinds import FEW_ANSWERS, OPEN_WORDS
from convdesk.ingest.survey_table import Part
from convdesk.ingest.survey_times import looks_like_time
from convdesk.model.answers import QuestionKind
from convdesk.model.mapping import Column, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.survey_kinds import Facts
    from convdesk.ingest.survey_table import SurveyColumn

QUESTION_ROLES = {
    Role.OPEN: QuestionKind.OPEN,
    Role.CLOSED: QuestionKind.CLOSED,
    Role.MULTIPLE: QuestionKind.MULTIPLE,
    Role.SCALE: QuestionKind.SCALE,
    Role.RANKING: QuestionKind.RANKING,
    Role.NUMBER: QuestionKind.NUMBER,
    Role.DATE: QuestionKind.DATE,
}
ROLE_OF_KIND = {
    **{kind: role for role, kind in QUESTION_ROLES.items()},
    QuestionKind.NPS: Role.SCALE,
    QuestionKind.OTHER: Role.OPEN,
    QuestionKind.MATRIX: Role.CLOSED,
}
_ROLE_OF_PART = {
    Part.OPTION: Role.MULTIPLE,
    Part.RANK: Role.RANKING,
    Part.PLACE: Role.RANKING,
    Part.OTHER: Role.OPEN,
}
EXAMPLES = 3

_NAMES: dict[Role, tuple[str, ...]] = {
    Role.EMAIL: ("email", "e_mail", "email_address", "user_email", "mail", "email_sha256", "email_hash"),
    Role.RESPONDENT: (
        "response_id", "responseid", "respondent_id", "respondentid", "submission_id", "response", "respondent", "no",
        "number", "id", "token",
    ),
    Role.USER: (
        "user_id", "userid", "distinct_id", "customer_id", "client_id", "visitor_id", "member_id", "account_id",
        "participant_id", "tester_id", "participant", "tester", "anonymous_id", "hotjar_user_id", "person_id", "user",
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


def propose_questions(columns: Sequence[SurveyColumn], facts: Sequence[Facts]) -> tuple[Column, ...]:
    """Every column with a proposed role and some of its values; what the format says of a column stands."""
    roles = [_said(column, known) for column, known in zip(columns, facts, strict=True)]
    for role in _NAMES:
        if role not in roles:
            found = _first_fitting(role, columns, roles, facts)
            if found is not None:
                roles[found] = role
    return tuple(
        Column(column.name, role or _guessed(column, known), _examples(known, role))
        for column, role, known in zip(columns, roles, facts, strict=True)
    )


def is_personal(name: str, facts: Facts) -> bool:
    """Whether a column says who someone is; the words of a long question count only with fitting values."""
    values = [text for text, _ in facts.sample]
    if values and (are_addresses(values) or sum(bool(_IP.fullmatch(value)) for value in values) > len(values) / 2):
        return True
    if "?" in name or len(name.split()) > OPEN_WORDS:
        return bool(_ASKED.fullmatch(name))
    return is_personal_name(name) or bool(_PERSON.fullmatch(plain_name(name)))


def is_question(column: Column) -> bool:
    """Whether a column is asked of respondents."""
    return column.role in QUESTION_ROLES


def _said(column: SurveyColumn, facts: Facts) -> Role | None:
    """The role a column's format gives it; None where its name and its values decide."""
    if column.role in {Role.RESPONDENT, Role.TIME, Role.USER, Role.SESSION, Role.EMAIL}:
        return column.role
    agreed = consent_role(column.title or column.name, [text for text, _ in facts.sample])
    if agreed is not None:
        return agreed
    if is_personal(column.name, facts) or (column.text and is_personal(column.text, facts)):
        return Role.SKIP
    if column.role is not None:
        return column.role
    if column.part in _ROLE_OF_PART:
        return _ROLE_OF_PART[column.part]
    if column.kind is not None:
        return ROLE_OF_KIND[column.kind]
    return ROLE_OF_KIND[facts.kind(column.title)] if column.question else None


def _guessed(column: SurveyColumn, facts: Facts) -> Role:
    is_asked = "?" in column.title
    if _METADATA.fullmatch(plain_name(column.name)) and not is_asked:
        return Role.PROPERTY
    links = sum(n for text, n in facts.sample if text.startswith(("http://", "https://")))
    if facts.n >= FEW_ANSWERS and links > facts.sampled / 2:
        return Role.PROPERTY
    kind = facts.kind(column.title)
    return Role.PROPERTY if kind is QuestionKind.DATE and not is_asked else ROLE_OF_KIND[kind]


def _first_fitting(
    role: Role, columns: Sequence[SurveyColumn], roles: Sequence[Role | None], facts: Sequence[Facts]
) -> int | None:
    """The column with the first of the role's names; for times its values must be some, for e-mail they may say it."""
    free = [
        place
        for place, given in enumerate(roles)
        if given in {None, Role.PROPERTY} or (given is Role.SKIP and columns[place].role is None)
    ]
    wanted = {name: order for order, name in enumerate(_NAMES[role])}
    plain = {place: plain_name(columns[place].name) for place in free}
    known = sorted((wanted[plain[place]], place) for place in free if plain[place] in wanted)
    if role is Role.RESPONDENT:
        known += [(0, place) for place in free if columns[place].name.strip() in {"#", "No."}]
    if role is Role.TIME:
        return next((place for _, place in known if facts[place].n and _are_times(facts[place])), None)
    if role is Role.EMAIL and not known:
        return next((place for place in free if are_addresses(text for text, _ in facts[place].sample)), None)
    fitting = [place for _, place in known if role is Role.EMAIL or roles[place] is not Role.SKIP]
    return fitting[0] if fitting else None


def _are_times(facts: Facts) -> bool:
    return 2 * facts.share([(text, n) for text, n in facts.sample if looks_like_time(text)]) >= 1


def _examples(facts: Facts, role: Role | None) -> tuple[str, ...]:
    if role in {Role.SKIP, Role.EMAIL}:
        return ()
    return tuple(text[:200] for text, _ in facts.sample[:EXAMPLES])
