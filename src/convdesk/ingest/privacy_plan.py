"""What shall happen to what is personal in one import, and how often it did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from convdesk.ingest.identity import hidden_key, hidden_text
from convdesk.ingest.personal import kinds_in, whole_kind
from convdesk.ingest.personal_columns import default_action
from convdesk.ingest.placeholders import Numbers
from convdesk.ingest.privacy import kind_of_column
from convdesk.model.privacy import Action, Kind, PersonalFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from convdesk.model.privacy import PersonalColumn

SAMPLE = 200
"""Values that are looked at to say what a column holds."""


@dataclass
class Plan:
    """`actions`: by column; those it does not name are judged by their names and values.

    `keeps`: nothing is masked or left out that nothing was said about. `keeps_ids`: ids that are an address or a phone
    number stay as they are. Addresses that join people are hashed as ever. `seen`: what the file's first rows hold.
    """

    actions: dict[str, Action] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=Numbers)
    regions: tuple[str, ...] = ()
    keeps: bool = False
    seen: tuple[PersonalColumn, ...] = ()
    keeps_ids: bool = False
    counts: Counter[tuple[str, Kind, Action]] = field(default_factory=Counter)

    def action_of(self, column: str, values: Iterable[str], *, may_drop: bool = True) -> Action:
        """What happens to a column: what was said, else what its name and its first values propose."""
        action = self.actions.get(column)
        if action is None and self.keeps:
            return Action.KEEP
        if action is None:
            action = default_action(column, [*islice(values, SAMPLE)], self.regions) if may_drop else Action.MASK
        return Action.MASK if action is Action.DROP and not may_drop else action

    def masked(self, text: str, column: str, times: int = 1) -> str:
        """A text with placeholders; a value of a column that is personal by its name is one as a whole."""
        named = kind_of_column(column)
        spans = () if named else kinds_in(text, self.regions)
        for kind in (named,) if named else {span.kind for span in spans}:
            self.counts[column, kind, Action.MASK] += times
        if named:
            return self.numbers.placeholder(named, text)
        return self.numbers.hide(text, spans) if spans else text

    def hashed(self, text: str, column: str, times: int = 1) -> str:
        """A text as a hash that joins."""
        self.counts[column, self._kind(column, text), Action.HASH] += times
        return hidden_text(text, self.numbers.salt)

    def dropped(self, column: str, values: Sequence[str], times: int) -> None:
        """Count a column that is left out."""
        if times:
            self.counts[column, self._kind(column, *values[:SAMPLE]), Action.DROP] += times

    def key(self, key: str) -> str:
        """A key as the study keeps it."""
        return hidden_key(key, self.numbers.salt, keeps_ids=self.keeps_ids)

    def found(self) -> tuple[PersonalFound, ...]:
        """What was found and done, by column; of columns that were not even read, what their first rows hold."""
        counted = tuple(
            PersonalFound(column, kind, n, action) for (column, kind, action), n in sorted(self.counts.items())
        )
        known = {one.column for one in counted}
        return counted + tuple(
            one for one in self.foreseen() if one.column not in known and one.action in {Action.DROP, Action.HASH}
        )

    def foreseen(self) -> tuple[PersonalFound, ...]:
        """What the first rows hold, and what happens to it."""
        return tuple(
            PersonalFound(column.column, kind, count, self.actions.get(column.column, column.action))
            for column in self.seen
            for kind, count in column.kinds.items()
        )

    def _kind(self, column: str, *values: str) -> Kind:
        """The kind of a column: by its name, else the most frequent one."""
        whole = Counter(whole_kind(value, kinds_in(value, self.regions)) or Kind.OTHER for value in values)
        return kind_of_column(column) or (whole.most_common(1)[0][0] if whole else Kind.OTHER)
