"""What the command line prints: figures on standard output, progress and reports on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

_console = Console(stderr=True)


def say(line: str, style: str | None = None) -> None:
    """Print a line to standard error as it is: no mark-up, no wrapping."""
    _console.print(line, style=style, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def progress(unit: str) -> Iterator[Callable[[float, int], None]]:
    """A progress bar with the time left, from the first call on; yields what to call with (done, total)."""
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn(unit), TimeRemainingColumn())
    with Progress(*columns, console=_console) as bar:
        task = bar.add_task(unit, visible=False)
        yield lambda done, total: bar.update(task, completed=done, total=total, visible=True)


def print_rows(title: str, rows: Sequence[Mapping[str, Any]], as_json: bool, digits: int = 2) -> None:
    """Print rows of figures, all with the same columns, to standard output; `digits` are after the point.

    One that is None is not known.  What is no number is null in JSON, which has no word for it, and left out
    of a table.
    """
    if as_json:
        known = [{k: None if v != v else v for k, v in row.items()} for row in rows]
        print(json.dumps({"title": title, "rows": known}))
    elif rows:
        table = Table(title=title)
        for name, value in rows[0].items():
            justify = "left" if isinstance(value, str) else "right"
            table.add_column(name.replace("_", " "), justify=justify, overflow="fold")  # nothing is cut off
        for row in rows:
            table.add_row(*(_cell(name, value, digits) for name, value in row.items()))
        Console(width=None if sys.stdout.isatty() else 200).print(table)


def _cell(name: str, value: str | float | None, digits: int) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, str):
        return escape(value)
    if value != value:
        return ""
    if name.startswith("macs"):
        return f"{value / 1e6:,.2f} M"
    return f"{value:,}" if isinstance(value, int) else f"{value:.{digits}f}"
