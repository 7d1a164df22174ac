"""Thresholds by class from a file of one's own, JSON or CSV (docs/formats.md).

    class,segment_audio,segment_visual,clip_audio,clip_visual     of P^a, P^v, and likewise behind the gate
    Speech,0.25,0.25,0.45,0.6

JSON has {"Speech": {"clip_visual": 0.6}, ...}.  Every class is there once; a level and modality that is left
out has the threshold of the others.

Shapes: C classes.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from leap_core.errors import InputError, reason
from leap_core.metrics import Thresholds
from leap_core.schema import Schema

COLUMNS = "segment_audio", "segment_visual", "clip_audio", "clip_visual"
_REMEDY = f"Give every class its thresholds from 0 to 1, by any of {', '.join(COLUMNS)}."
_FILE = Schema(dict, "thresholds by class", _REMEDY)


def read_thresholds(path: Path, categories: Sequence[str], otherwise: float) -> Thresholds:
    """The thresholds of a file, (2, C) of each level; `otherwise` where it names none.

    Raises InputError where it cannot be read, a class is missing, unknown or there twice, or a threshold is
    no number from 0 to 1.
    """
    text = _FILE.text(path)
    rows = _FILE.load(text, path) if path.suffix.lower() == ".json" else _rows(text, path)
    for wrong, names in (("lacks", set(categories) - set(rows)), ("knows no", set(rows) - set(categories))):
        if names:
            whose = "it" if wrong == "lacks" else "the run"
            raise InputError(path, f"{whose} {wrong} class {min(names)[:80]!r}", _REMEDY)
    values = np.array([_values(rows[name], name, path, otherwise) for name in categories])  # (C, 4)
    segment, clip = values.T.reshape(2, 2, -1)
    return Thresholds(segment, clip)


def _rows(text: str, path: Path) -> dict[str, dict[str, Any]]:
    try:
        header, *lines = list(csv.reader(text.splitlines(), strict=True)) or [[]]
    except csv.Error as error:
        raise InputError(path, f"expected a CSV file ({reason(error)})", _REMEDY) from error
    if header[:1] != ["class"] or len(set(header)) < len(header) or len(header) < 2:
        found = ",".join(header)[:80] or "nothing"
        expected = f"expected the header class,{','.join(COLUMNS)}, found {found}"
        raise InputError(path, expected, _REMEDY)
    rows: dict[str, dict[str, Any]] = {}
    for number, cells in enumerate(lines, start=2):
        if len(cells) != len(header):
            raise InputError(f"{path}:{number}", f"expected {len(header)} cells, found {len(cells)}", _REMEDY)
        if cells[0] in rows:
            raise InputError(f"{path}:{number}", f"class {cells[0][:80]!r} is there twice", _REMEDY)
        rows[cells[0]] = {name: _number(cell) for name, cell in zip(header[1:], cells[1:], strict=True)}
    return rows


def _number(cell: str) -> Any:
    try:
        return float(cell)
    except ValueError:
        return cell


def _values(row: Any, name: str, path: Path, otherwise: float) -> list[float]:
    if not isinstance(row, Mapping) or not row or not set(row) <= set(COLUMNS):
        found = ", ".join(sorted(map(str, row)))[:80] if isinstance(row, Mapping) and row else "none"
        raise InputError(path, f"expected thresholds of {name} by level and modality, found {found}", _REMEDY)
    for column, value in row.items():
        if type(value) not in (int, float) or not (math.isfinite(value) and 0 <= value <= 1):
            expected = f"expected {column} of {name} from 0 to 1, found {str(value)[:80]!r}"
            raise InputError(path, expected, _REMEDY)
    return [row.get(column, otherwise) for column in COLUMNS]
