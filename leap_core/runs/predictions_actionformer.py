"""Predictions as ActionFormer writes them: a pickled dict.

`video-id`, `t-start`, `t-end` (seconds), `label` (index of the class) and `score`, an entry an event.  Of a
pickle only lists, text, numbers and arrays of numbers are read: no code behind any name in it runs.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from leap_core.data.dataset import Dataset
from leap_core.errors import InputError, reason
from leap_core.options import Sense
from leap_core.runs.predictions import SEE, Predicted
from leap_core.runs.predictions_events import check_sense, from_timed

_COLUMNS = ("video-id", "t-start", "t-end", "label", "score")
_LARGEST = 512 * 2**20  # bytes of a file
_KINDS = "iuf"  # of numbers in an array: integers, signed or not, and floating point


def read_actionformer(path: Path, dataset: Dataset, sense: Sense | None) -> Predicted:
    """Predictions of every clip of the split, all events of `sense`; one that is not named has none.

    Raises InputError, naming the event, on what cannot be one of the split.
    """
    check_sense(path, sense, said=False)
    columns = _columns(path)
    names, onsets, offsets, labels, scores = (columns[name] for name in _COLUMNS)
    categories = dataset.categories
    rows = []
    for i, (name, onset, offset, label, score) in enumerate(
        zip(names, onsets, offsets, labels, scores, strict=True)
    ):
        place = f"{path}, event {i}"
        if not isinstance(name, str):
            raise InputError(place, f"expected a clip's name, found {str(name)[:80]!r}", SEE)
        if not _whole(label) or not 0 <= label < len(categories):
            expected = f"expected a class index from 0 to {len(categories) - 1}, found {str(label)[:80]!r}"
            raise InputError(place, expected, "Classes are numbered as in dataset.json.")
        rows.append((place, name, categories[int(label)], onset, offset, score))
    return from_timed(rows, dataset, sense)


def _whole(value: Any) -> bool:
    return type(value) in (int, float) and float(value).is_integer()


def _columns(path: Path) -> Mapping[str, Sequence[Any]]:
    """The columns as lists of one length.  Raises InputError where the file is anything else."""
    if path.stat().st_size > _LARGEST:
        raise InputError(path, f"expected at most {_LARGEST >> 20} MiB", SEE)
    try:
        found = _Plain(io.BytesIO(path.read_bytes())).load()
        if isinstance(found, dict):
            found = {name: x.values() if isinstance(x, _Array) else x for name, x in found.items()}
    except Exception as error:  # a broken pickle fails in every way
        raise InputError(path, f"expected a pickled dict of plain arrays ({reason(error)})", SEE) from error
    if not isinstance(found, dict) or not {*_COLUMNS} <= found.keys():
        raise InputError(path, f"expected a dict of {', '.join(_COLUMNS)}", SEE)
    columns = {name: found[name] for name in _COLUMNS}
    if not all(isinstance(column, list) for column in columns.values()):
        raise InputError(path, "expected a list or a row of numbers under each name", SEE)
    if len({len(column) for column in columns.values()}) > 1:
        raise InputError(path, "expected as many entries under each name", SEE)
    return columns


class _Type:
    """Stands for a type of numbers while a pickle is read; never more than its letters."""

    def __init__(self, letters: str = "", *_: object) -> None:
        """Keep the letters, such as f4."""
        self.letters = letters
        self.order = "<"

    def __setstate__(self, state: Sequence[Any]) -> None:
        """The order of bytes is the second entry."""
        self.order = ">" if state[1] == ">" else "<"

    def numbers(self, content: bytes) -> list[Any]:
        """The numbers that some bytes hold.  Raises ValueError where they are none."""
        kind = np.dtype(f"{self.order}{self.letters}")
        if kind.kind not in _KINDS:
            raise ValueError(f"an array of {self.letters}, not of numbers")
        return np.frombuffer(content, kind).tolist()


class _Array:
    """Stands for a row of numbers likewise."""

    def __init__(self, *_: object) -> None:
        """Nothing yet."""
        self.kind, self.content = _Type("u1"), b""

    def __setstate__(self, state: Sequence[Any]) -> None:
        """Version, shape, type, order of axes, bytes."""
        _, _, kind, _, content = state
        if not isinstance(kind, _Type) or not isinstance(content, bytes):
            raise ValueError("an array of things that are no numbers")
        self.kind, self.content = kind, content

    def values(self) -> list[Any]:
        """Its numbers."""
        return self.kind.numbers(self.content)


def _from_buffer(content: bytes, kind: _Type, *_: object) -> _Array:
    array = _Array()
    array.__setstate__((1, (), kind, False, bytes(content)))
    return array


def _scalar(kind: _Type, content: bytes = b"") -> Any:
    (number,) = kind.numbers(content)
    return number


_NAMES = {
    ("numpy", "dtype"): _Type,
    ("numpy", "ndarray"): _Array,
    **{(f"numpy.{core}.multiarray", "_reconstruct"): _Array for core in ("core", "_core")},
    **{(f"numpy.{core}.multiarray", "scalar"): _scalar for core in ("core", "_core")},
    **{(f"numpy.{core}.numeric", "_frombuffer"): _from_buffer for core in ("core", "_core")},
}


class _Plain(pickle.Unpickler):
    """Reads plain things and the stand-ins above; any other name ends it."""

    def find_class(self, module: str, name: str) -> Any:
        """A stand-in.  Raises UnpicklingError on a name that has none."""
        if (module, name) not in _NAMES:
            raise pickle.UnpicklingError(f"it names {module[:60]}.{name[:60]}, which is not loaded")
        return _NAMES[module, name]
