"""The commands on what people do: friction, drop-offs, paths, trends, timelines, goals."""

from __future__ import annotations

from convdesk.cli import drivers, friction, goals, paths, timeline, trends

COMMANDS = (
    *friction.COMMANDS,
    *drivers.COMMANDS,
    *paths.COMMANDS,
    *trends.COMMANDS,
    *timeline.COMMANDS,
    *goals.COMMANDS,
)
