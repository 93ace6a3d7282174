"""gettext: the one way a sentence becomes another language."""

from __future__ import annotations

import gettext
from functools import cache

from convdesk import places


def tr(sentence: str) -> str:
    """The sentence in the language of the user, or as it is written here."""
    return _catalogue().gettext(sentence)


def trn(one: str, many: str, count: int) -> str:
    """The sentence for this many: `trn("{n} person", "{n} people", n)`, with the number filled in."""
    return _catalogue().ngettext(one, many, count).format(n=f"{count:,}")


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("convdesk", places.folder("resources") / "po", fallback=True)
