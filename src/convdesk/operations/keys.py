"""What somebody means by a word: a key as it is written inside, a name, an address, or an id of any kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.ingest.identity import email_key, hidden_key
from convdesk.model.people import KINDS, KeyKind
from convdesk.model.problem import ProblemError
from convdesk.store import rows

if TYPE_CHECKING:
    from convdesk.operations.study import Study

LOOKED_FOR = tuple(kind for kind in KINDS if kind is not KeyKind.DEVICE)


def key_said(study: Study, who: str) -> str:
    """The key meant by `user:u-1`, `u-1`, `email 1f3a…`, `ann@example.org`; raises ProblemError for one unknown."""
    people = study.loaded().people
    for key in _meant(study, who.strip()):
        if people.node_of(key) is not None:
            return key
    code = people.named(who.strip())
    if code >= 0:
        return people.keys[int(people.leading[code])]
    ref = who.strip().removeprefix("respondent:").removeprefix("respondent ")
    responses = [row.ref for row in study.loaded().respondents].count(ref) if ref else 0
    if responses > 1:
        what = f"{responses} responses of different surveys have this id."
        raise ProblemError(f"“{who}”", what, "Use another id of that person.")
    if responses:
        return f"respondent:{ref}"
    remedy = "Write an id as a file has it, or with its kind: user:u-1, email:…, session:…, respondent:…"
    raise ProblemError(f"“{who}”", "The study knows no key of that name.", remedy)


def _meant(study: Study, who: str) -> list[str]:
    """The keys a word may stand for, likeliest first."""
    meant = [who, *(f"{kind.value}:{who}" for kind in LOOKED_FOR)]
    meant += [f"{kind.value}:{who.removeprefix(kind.value + ' ')}" for kind in LOOKED_FOR]
    address = email_key(who) if "@" in who else None
    return [hidden_key(address, rows.study_salt(study.workspace)), *meant] if address else meant
