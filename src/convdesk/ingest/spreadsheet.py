"""Spreadsheets (.xlsx) as rows of texts: guarded against bombs, dates typed, the fullest sheet first."""

from __future__ import annotations

import re
import time
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import IO, TYPE_CHECKING, TypeVar

from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from python_calamine import CalamineSheet, CalamineWorkbook

    from convdesk.model.progress import Progress

MOST_BYTES = 1 << 29
MOST_CELLS = 16_000_000
MOST_PARTS = 10_000
"""What a workbook may hold: unpacked bytes, cells between the first and the last used one, files in the zip."""

_CHUNK_BYTES = 1 << 20
_OVERLAP_BYTES = 64
_LOOK_UP_SECONDS = 0.05
_COLUMN = re.compile(rb"""r\s*=\s*["']([A-Za-z]{1,4})\d""")
_ROW = re.compile(rb"""r\s*=\s*["'][A-Za-z]{0,4}(\d{1,9})""")
"""Where a sheet's XML says in which column and row a cell stands."""
_BEGINS = b"PK\x03\x04"

Read = TypeVar("Read")


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows of texts of one width, the first row of the sheet first; `others` are the sheets not read."""

    name: str
    rows: list[list[str]]
    others: tuple[str, ...] = ()


def is_xlsx(path: Path) -> bool:
    """Whether a file is a spreadsheet: a zip with a workbook in it, whatever it is called."""
    try:
        with path.open("rb") as file:
            if file.read(4) != _BEGINS:
                return False
        with zipfile.ZipFile(path) as packed:
            return "xl/workbook.xml" in packed.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def read_sheet(path: Path, progress: Progress, sheet: str = "") -> Sheet:
    """The sheet of that name, else the fullest one that is visible; raises ProblemError, Cancelled."""
    _refuse_bombs(path, progress)
    return _in_background(lambda: _sheet(path, sheet), progress)


def texts_of(rows: Sequence[Sequence[object]]) -> list[list[str]]:
    """Cells as texts, padded to one width: dates ISO 8601, whole numbers without decimals, yes and no in capitals."""
    width = max(map(len, rows), default=0)
    return [[_text(cell) for cell in row] + [""] * (width - len(row)) for row in rows]


def _sheet(path: Path, wanted: str) -> Sheet:
    from python_calamine import CalamineError, load_workbook

    try:
        with load_workbook(str(path)) as workbook:
            found = _fullest(workbook) if not wanted else _named(workbook, wanted, path.name)
            others = tuple(name for name in workbook.sheet_names if name != found.name)
            rows = found.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(path) from error
    return Sheet(found.name, texts_of(rows), others)


def _fullest(workbook: CalamineWorkbook) -> CalamineSheet:
    """The visible sheet with most cells in use; the first among equals."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    tables = [about for about in workbook.sheets_metadata if about.typ == SheetTypeEnum.WorkSheet]
    seen = [about for about in tables if about.visible == SheetVisibleEnum.Visible] or tables
    if not seen:
        raise ValueError("a workbook without sheets")
    sheets = (workbook.get_sheet_by_name(about.name) for about in seen)
    return max(sheets, key=lambda sheet: sheet.height * sheet.width)


def _named(workbook: CalamineWorkbook, wanted: str, where: str) -> CalamineSheet:
    if wanted in workbook.sheet_names:
        return workbook.get_sheet_by_name(wanted)
    known = ", ".join(workbook.sheet_names)
    raise ProblemError(f"{where}, sheet “{wanted}”", "There is no sheet of that name.", f"The sheets are: {known}.")


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return _rounded(cell).isoformat(" ", "auto" if cell.microsecond else "seconds")
    if isinstance(cell, (date, clock)):
        return cell.isoformat()
    return _clock_text(cell) if isinstance(cell, timedelta) else str(cell)


def _rounded(at: datetime) -> datetime:
    """To the millisecond: a spreadsheet counts days in floating point."""
    at += timedelta(microseconds=500)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _clock_text(length: timedelta) -> str:
    seconds = round(length.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def _refuse_bombs(path: Path, progress: Progress) -> None:
    """Raise ProblemError for what would not fit into memory: by its directory, then by what it really unpacks to."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise _too_large(path)
            unpacked = 0
            for part in parts:
                extent = _Extent()
                with path.open("rb") as file:
                    for chunk in _unpacked(file, part, progress):
                        unpacked += len(chunk)
                        if part.filename.startswith("xl/worksheets/"):
                            extent.see(chunk)
                        if unpacked > MOST_BYTES or extent.cells > MOST_CELLS:
                            raise _too_large(path)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise _damaged(path) from error


class _Extent:
    """How far the cells of a sheet reach; a cell says where it is, however few there are."""

    def __init__(self) -> None:
        self._row = self._column = 1
        self._tail = b""

    @property
    def cells(self) -> int:
        return self._row * self._column

    def see(self, chunk: bytes) -> None:
        text = self._tail + chunk
        self._tail = text[-_OVERLAP_BYTES:]
        self._row = max([self._row, *map(int, set(_ROW.findall(text)))])
        self._column = max([self._column, *map(_column_number, set(_COLUMN.findall(text)))])


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _unpacked(file: IO[bytes], part: zipfile.ZipInfo, progress: Progress) -> Iterator[bytes]:
    """The bytes of one part, read by its own header and not by the size it claims to have."""
    file.seek(part.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != _BEGINS:
        raise zipfile.BadZipFile("no part where the directory says")
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left = part.compress_size
    unpack = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 and (packed := file.read(min(_CHUNK_BYTES, left))):
        left -= len(packed)
        while packed:
            progress.raise_if_cancelled()
            yield unpack.decompress(packed, _CHUNK_BYTES) if unpack else packed
            packed = unpack.unconsumed_tail if unpack else b""


def _in_background(work: Callable[[], Read], progress: Progress) -> Read:
    """What some work gives that cannot look up; when it shall stop, it is left to end by itself."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="sheet")
    try:
        under_way = pool.submit(work)
        while not under_way.done():
            progress.step(0, 0, "Reading the spreadsheet")
            time.sleep(_LOOK_UP_SECONDS)
        return under_way.result()
    finally:
        pool.shutdown(wait=False)


def _too_large(path: Path) -> ProblemError:
    what = f"Unpacked, this spreadsheet is larger than {MOST_BYTES >> 20} MB or {MOST_CELLS:,} cells."
    return ProblemError(path.name, what, "Save the sheet with the data as CSV (UTF-8), and import that.")


def _damaged(path: Path) -> ProblemError:
    what = "The spreadsheet is damaged or locked with a password."
    return ProblemError(path.name, what, "Open it and save it again as .xlsx without a password, or as CSV (UTF-8).")
