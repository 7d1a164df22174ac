"""Tab-separated files with a header line, read row by row; whatever is odd is named by file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import shorten

from leap_core.errors import InputError, reason
from leap_core.options import Truth

_COLUMNS = {
    "labels": ("filename", "event_labels"),
    "events": ("filename", "onset", "offset", "event_labels"),
    "lengths": ("filename", "segments"),
    "slices": ("filename", "slice"),
}
NAME = re.compile(r"[\w-][\w.-]*")  # names become paths: no separators, no leading dot
_LONGEST = 2_000  # characters of a list in a message


def read_rows(path: Path, kind: str, truth: Truth | None = None) -> Iterator[tuple[Path, int, list[str]]]:
    """Path, line number and cells of every line after the header, which must name the columns of `kind`.

    By a `truth`, the last cell of labels may be empty.
    """
    columns = _COLUMNS[kind]
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            path, f"expected a tab-separated text file ({reason(error)})", "Restore the annotation file."
        ) from error
    if not lines or tuple(lines[0].split("\t")) != columns:
        found = lines[0][:80] if lines else ""
        expected = f"expected the tab-separated header {', '.join(columns)}, found {found!r}"
        raise InputError(f"{path}, line 1", expected, "Restore the header.")
    for line, text in enumerate(lines[1:], start=2):
        cells = text.split("\t")
        needed = cells[:1] if kind == "labels" and truth else cells
        if len(cells) != len(columns) or not all(needed):
            expected = (
                f"expected {len(columns)} tab-separated cells ({', '.join(columns)}), found {text[:80]!r}"
            )
            raise InputError(f"{path}, line {line}", expected, "Correct the line.")
        if not NAME.fullmatch(cells[0]):
            expected = f"expected a clip name of letters, digits, dots, - and _, found {cells[0][:80]!r}"
            raise InputError(f"{path}, line {line}", expected, "Rename the clip.")
        yield path, line, cells


def category_of(index: Mapping[str, int], label: str, path: Path, line: int) -> int:
    """Index of a class.  Raises InputError, naming file and line, where there is none of that name."""
    if label not in index:
        remedy = f"Use one of: {shorten(', '.join(index), _LONGEST)}."
        raise InputError(f"{path}, line {line}", f"unknown class {label[:80]!r}", remedy)
    return index[label]


def read_seconds(text: str, path: Path, line: int) -> float:
    """The seconds, 0 or more, that a cell holds.  Raises InputError where it does not."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise InputError(f"{path}, line {line}", f"expected seconds, found {text!r}", "Correct the line.")
    return value
