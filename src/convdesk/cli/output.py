"""What the command line prints: one JSON document, or a table fit for people; progress goes to standard error."""

from __future__ import annotations

import signal
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click
import orjson

from convdesk.model.progress import Cancelled, Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Answer = TypeVar("Answer")
LONG = 1_000
"""Rows above which a table is written plainly."""
WIDE = 200
"""Columns of a table that goes into a file or another program."""


def print_json(document: Any) -> None:
    """One JSON document on standard output, UTF-8, nothing else there."""
    text = orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()
    click.echo(text)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]], *, title: str = "", note: str = "") -> None:
    """A table: numbers at the right, with the note (n and definition) under it; a long one without any wrapping."""
    if len(rows) > LONG:
        _print_long(headings, rows, title, note)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, heading in enumerate(headings):
        is_number = bool(rows) and all(isinstance(row[number], (int, float, type(None))) for row in rows)
        table.add_column(heading, justify="right" if is_number else "left", style=None, header_style="dim")
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDE, highlight=False)
    console.print(table)
    if note:
        console.print(Text(note, style="dim"))


def _print_long(headings: Sequence[str], rows: Sequence[Sequence[object]], title: str, note: str) -> None:
    """Thousands of rows, for which laying out each cell would take many seconds."""
    texts = [tuple(headings), *(tuple(map(_cell, row)) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    numbers = (int, float, type(None))
    is_number = [all(isinstance(value, numbers) for value in column) for column in zip(*rows, strict=True)]
    if title:
        click.echo(title)
    for row in texts:
        cells = (
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(row, widths, is_number, strict=True)
        )
        click.echo("  ".join(cells).rstrip())
    if note:
        click.echo(note)


def say(text: str) -> None:
    """A message for people, on standard error."""
    click.echo(text, err=True)


def with_progress(work: Callable[[Progress], Answer], title: str) -> Answer:
    """Run long work in a thread with a progress bar; Ctrl-C asks it to stop and waits until it has."""
    with _reporting(title) as progress, _stopping(progress):
        pool = ThreadPoolExecutor(1, thread_name_prefix=title)
        try:
            under_way = pool.submit(work, progress)
            while not under_way.done():
                wait([under_way], timeout=0.02)
            return under_way.result()
        except Cancelled as stopped:
            raise stopped.with_traceback(None) from None  # what was read goes now, and not bit by bit at the exit
        finally:
            pool.shutdown()


@contextmanager
def _stopping(progress: Progress) -> Iterator[None]:
    """Let Ctrl-C ask the work to stop, instead of breaking into whatever runs just then."""

    def stop(*_: object) -> None:
        say("Stopping …")
        progress.cancel()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _reporting(title: str) -> Iterator[Progress]:
    if not sys.stderr.isatty():
        yield Progress()
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)

        def report(done: int, total: int, text: str) -> None:
            bar.update(task, completed=done, total=total or None, description=text or title)

        yield Progress(report)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
