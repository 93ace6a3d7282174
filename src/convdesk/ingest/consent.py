"""Columns that say what people agreed to: to be quoted, to be joined to their visits, to be shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_ANSWERS = 4
"""A question of consent has few answers."""
_LONGEST = 160

_ASKS = (
    r"(?:(?:may|can|could)(?! you)|ok|okay|allow\w*|agree\w*|consent\w*|permi\w+|d[uü]rfen|darf|erlaub\w*|einverst\w+"
    r"|kan|f[åa]r|samtykk\w*)"
)
_WHAT = {
    Role.CONSENT_QUOTE: r"(?:quot\w*|cite\w*|zitier\w*|zitat\w*|sitere\w*)",
    Role.CONSENT_LINK: r"(?:link\w*|connect\w*|combin\w*|match\w*|verkn[uü]pf\w*|verbind\w*|koble\w*|knytte\w*)",
    Role.CONSENT_SHOW: r"(?:show\w*|shar(?:e|ed|ing)|publish\w*|zeigen|ver[oö]ffentlich\w*|vise\w*|dele\w*)",
}
_FORMS = {
    role: re.compile(rf"(?:.*\b)?{_ASKS}\b.{{0,60}}\b{what}\b.*|(?:.*\b)?{what} {_ASKS}\b.*", re.IGNORECASE | re.DOTALL)
    for role, what in _WHAT.items()
}
_PLAIN = re.compile(
    r"(?:(?:i|has|gave|given) )*consent(?:ed|s)?(?: (?:given|flag|status|to (?:all|research)))?\??", re.IGNORECASE
)
_ANSWER = re.compile(
    r"(?:i )?(?:yes|no|y|n|true|false|0|1|ok(?:ay)?|agree\w*|disagree\w*|consent\w*|accept\w*|declin\w*|refus\w*"
    r"|allow\w*|granted|denied|checked|unchecked|do not|don.?t|ja|nein|nei|oui|non|s[ií]|sim|n[ãa]o)\b.*",
    re.IGNORECASE | re.DOTALL,
)


def consent_role(name: str, values: Sequence[str]) -> Role | None:
    """What a column of that name, with these different values, says people agreed to; None: nothing."""
    words = " ".join(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.]+", " ", name).split())
    if len(words) > _LONGEST or len(values) > MOST_ANSWERS or not all(_ANSWER.fullmatch(value) for value in values):
        return None
    if _PLAIN.fullmatch(words):
        return Role.CONSENT
    return next((role for role, form in _FORMS.items() if form.fullmatch(words)), None)
