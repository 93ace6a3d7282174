"""What a funnel counts, in one line for people, with the end of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.model.funnel_words import rule_sentence
from convdesk.model.moment import iso

if TYPE_CHECKING:
    from convdesk.analyse.table import EventTable
    from convdesk.model.funnel import FunnelSpec


def definition(spec: FunnelSpec, table: EventTable, rough: int = 0) -> str:
    """What is counted, in one line for people; `rough`: for how many of them more simply than the rules say."""
    sentence = rule_sentence(spec, iso(table.at_us(table.span_ticks))[:10] if len(table) else "")
    if not rough:
        return sentence
    who = f"{rough:,} of them" if rough > 1 else "one of them"
    return f"{sentence} For {who} there were too many ways to try within the grace: one event may fill several steps."
