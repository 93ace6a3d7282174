"""Queues: the recordings of some people in the order in which they are worth watching."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.friction import SIGNALS
from convdesk.analyse.moments import moments_of
from convdesk.model.friction import Signal
from convdesk.model.progress import Progress
from convdesk.model.replay import Queue, Queued, QueueSpec
from convdesk.operations.segments import people_mask
from convdesk.operations.troubles import friction_of

if TYPE_CHECKING:
    from convdesk.columns import RecordingColumns
    from convdesk.operations.loaded import Loaded
    from convdesk.operations.study import Study

WEIGHTS = {Signal.RAGE: 3.0, Signal.ERROR: 3.0, Signal.DEAD: 2.0}
SHOWS_STEP, ANSWERED = 10.0, 2.0
LEAD_MS, SLACK_MS = 3_000, 2_000
MOST_OF_ONE = 4
DEFINITION = (
    "First those that show the step itself, then by signs of trouble: a rage click or a click before an error counts "
    f"3, a click without effect 2, anything else 1, of each kind at most {MOST_OF_ONE}; having answered counts 2. "
    "At equal weight the earlier one first."
)


def queue_recordings(study: Study, spec: QueueSpec, progress: Progress | None = None) -> Queue:
    """The recordings of a segment's people, or of those who left at a drop-off. Raises ProblemError, Cancelled."""
    progress, loaded = progress or Progress(), study.loaded()
    mask = people_mask(study, spec.segment, progress)
    wanted = np.ones(loaded.people.count, bool) if mask is None else mask
    actors = loaded.recording_actors
    numbers = [
        n for n in range(len(actors)) if (actors[n] >= 0 and wanted[actors[n]]) or (actors[n] < 0 and mask is None)
    ]
    ranking = _Ranking(study, loaded, spec, progress)
    items = sorted((ranking.item(n) for n in progress.heeding(numbers)), key=lambda one: (-one.score, one.started_ms))
    people = int(wanted.sum())
    recorded = len({int(actors[n]) for n in numbers if actors[n] >= 0})
    return Queue(spec, _title(spec, len(items)), tuple(items), people, recorded, DEFINITION)


class _Ranking:
    """What makes each recording worth watching."""

    def __init__(self, study: Study, loaded: Loaded, spec: QueueSpec, progress: Progress) -> None:
        self._loaded, self._spec = loaded, spec
        found = friction_of(study, progress).found
        self._found = found[np.argsort(found["recording"], kind="stable")]
        self._answered = set(loaded.respondent_actors.values())

    def item(self, number: int) -> Queued:
        recording = self._loaded.recordings[number]
        actor = int(self._loaded.recording_actors[number])
        reached_ms = self._reached(recording, actor)
        signals = self._signals(number, reached_ms)
        score = sum(WEIGHTS.get(signal, 1.0) * min(times, MOST_OF_ONE) for signal, times in signals.items())
        score += SHOWS_STEP * (reached_ms is not None) + ANSWERED * (actor in self._answered)
        begins = recording.started_ms if reached_ms is None else max(recording.started_ms, reached_ms - LEAD_MS)
        return Queued(
            recording.id, self._loaded.people.names[actor] if actor >= 0 else "", recording.started_ms,
            recording.duration_ms, int(recording.visits["width"][0]) if len(recording.visits) else 0,
            self._why(signals, reached_ms, actor), begins, score,
        )  # fmt: skip

    def _reached(self, recording: RecordingColumns, actor: int) -> int | None:
        """The UTC ms at which the step was last reached during the recording."""
        drop_off = self._spec.drop_off
        if drop_off is None or actor < 0:
            return None
        step = drop_off.funnel.steps[drop_off.at - 1]
        moments = moments_of(self._loaded.table, step, actor) // 1000
        ends = recording.started_ms + recording.duration_ms + SLACK_MS
        within = moments[(moments >= recording.started_ms - SLACK_MS) & (moments <= ends)]
        return int(within[-1]) if len(within) else None

    def _signals(self, number: int, since_ms: int | None) -> Counter[Signal]:
        """Signs of trouble in a recording, since the step was reached where it shows that."""
        first, last = np.searchsorted(self._found["recording"], [number, number + 1])
        own = self._found[first:last]
        own = own if since_ms is None else own[own["at_ms"] >= since_ms]
        return Counter(SIGNALS[code] for code in own["signal"].tolist())

    def _why(self, signals: Counter[Signal], reached_ms: int | None, actor: int) -> str:
        heaviest = sorted(signals.items(), key=lambda pair: (-WEIGHTS.get(pair[0], 1.0), -pair[1]))
        said = [f"{times} × {signal.label}" if times > 1 else signal.label for signal, times in heaviest[:3]]
        if actor in self._answered:
            said.append("answered")
        drop_off = self._spec.drop_off
        if drop_off is not None and reached_ms is None:
            said.append(f"does not show {drop_off.step_name}")
        return " · ".join(said) or "no signs of trouble"


def _title(spec: QueueSpec, count: int) -> str:
    what = "recording" if count == 1 else "recordings"
    if spec.drop_off is not None:
        return f"{count:,} {what} of those who left after {spec.drop_off.step_name}"
    return f"{count:,} {what} of {spec.segment.in_words()}"
