"""Reading predictions of other systems: probabilities as NPZ, events as CSV or JSON (docs/formats.md).

An event says that its class is there in every segment that it touches, with its probability, 1 unless told;
elsewhere the probability is 0.  p^m of a clip is the largest P^m of its segments, p the larger of the two.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

import csv
import functools
import json
import math
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from leap_core.categories import display_name
from leap_core.data.dataset import Dataset
from leap_core.data.events import Event, events_to_grid
from leap_core.errors import InputError
from leap_core.types import MODALITIES, Prediction

_SEE = "docs/formats.md shows the forms that predictions may have."
_COLUMNS = ("filename", "onset", "offset", "event_labels", "modality")
_COMBINED = "combined"
_SEGMENTS = tuple(f"{m}_segment_prob" for m in MODALITIES)  # (N, T, C)
_CLIPS = (*(f"{m}_prob" for m in MODALITIES), "video_prob")  # (N, C)


@dataclass(frozen=True)
class Predicted:
    """What a file says, and what the user should hear of it."""

    filenames: tuple[str, ...]
    prediction: Prediction
    remarks: tuple[str, ...] = ()


class _Said(NamedTuple):
    """An event of a clip."""

    filename: str
    modality: str  # audio, visual or combined
    event: Event
    probability: float


def read_predictions(path: Path, dataset: Dataset) -> Predicted:
    """Predictions of clips of the split.  Raises InputError, naming the place, on whatever cannot be one."""
    readers = {".npz": _read_npz, ".csv": _read_csv, ".tsv": _read_csv, ".json": _read_json}
    if path.suffix.lower() not in readers:
        raise InputError(path, f"expected a file of the kinds {', '.join(readers)}", _SEE)
    try:
        return readers[path.suffix.lower()](path, dataset)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(path, f"expected a file of predictions ({error})", _SEE) from error


def _read_npz(path: Path, dataset: Dataset) -> Predicted:
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as parts:
            arrays = {
                name.removesuffix(".npy"): np.lib.format.read_array(parts.open(name), allow_pickle=False)
                for name in parts.namelist()
            }
    except (ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
        raise InputError(path, f"expected a whole .npz file of plain arrays ({error})", _SEE) from error
    names = arrays.pop("filenames", np.zeros(0))
    if names.dtype.kind != "U" or names.ndim != 1 or not len(names):
        raise InputError(path, "expected an array filenames of text, one clip a place", _SEE)
    filenames = tuple(names.tolist())
    for name in filenames:
        _known(dataset, name, path)
    if len(set(filenames)) < len(filenames):
        twice = next(name for name in filenames if filenames.count(name) > 1)
        raise InputError(path, f"the clip {twice} is there more than once", "Keep one row a clip.")
    n, t, c = len(filenames), dataset.segments, len(dataset.categories)
    shapes = dict.fromkeys(_SEGMENTS, (n, t, c)) | dict.fromkeys(_CLIPS, (n, c))
    for name in (*_SEGMENTS, *arrays):
        if name not in shapes:
            raise InputError(path, f"it has an array {name}, which is none of predictions", _SEE)
        if name not in arrays:
            raise InputError(path, f"expected an array {name} of shape {shapes[name]}", _SEE)
        _check(arrays[name], shapes[name], f"{path}, {name}")
    return Predicted(filenames, _prediction({k: v.astype(np.float32) for k, v in arrays.items()}))


def _read_csv(path: Path, dataset: Dataset) -> Predicted:
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = file.readline()
        rows = csv.reader(file, delimiter="\t" if "\t" in header else ",", strict=True)
        columns = [name.strip() for name in header.strip().split(rows.dialect.delimiter)]
        if not {*_COLUMNS} <= {*columns} <= {*_COLUMNS, "probability"} or len(columns) > len(set(columns)):
            expected = f"expected the columns {', '.join(_COLUMNS)} and, if wanted, probability"
            raise InputError(f"{path}, line 1", f"{expected}, found {header.strip()[:80]!r}", _SEE)
        try:
            said = list(_csv_events(path, columns, rows, dataset))
        except csv.Error as error:
            place = f"{path}, line {rows.line_num + 1}"
            raise InputError(place, f"expected a line of a CSV file ({error})", _SEE) from error
    return _from_events(dataset.annotations.filenames, said, dataset)


def _csv_events(path: Path, columns: list[str], rows: Any, dataset: Dataset) -> Iterator[_Said]:
    for cells in rows:
        place = f"{path}, line {rows.line_num + 1}"  # the header has been read apart
        if len(cells) != len(columns):
            raise InputError(place, f"expected {len(columns)} cells, found {len(cells)}", _SEE)
        row = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
        if row["modality"] not in MODALITIES:
            raise InputError(place, f"expected audio or visual, found {row['modality'][:80]!r}", _SEE)
        whose, span = (row["filename"], row["modality"]), (row["onset"], row["offset"])
        yield _said(dataset, place, whose, row["event_labels"], span, row.get("probability", 1))


def _read_json(path: Path, dataset: Dataset) -> Predicted:
    try:
        lists = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(path, f"expected JSON ({error})", _SEE) from error
    keys = (*MODALITIES, _COMBINED)
    if not isinstance(lists, dict) or not {*MODALITIES} <= lists.keys() <= {*keys}:
        raise InputError(path, "expected an object with audio, visual and, if wanted, combined", _SEE)
    said, named = [], set()
    for modality, clips in lists.items():
        for number, entry in enumerate(_list(clips, f"{path}, {modality}")):
            place = f"{path}, {modality}[{number}]"
            if not isinstance(entry, dict):
                raise InputError(place, "expected an object of a clip's name and its events", _SEE)
            for filename, events in entry.items():
                _known(dataset, filename, place)
                named.add(filename)
                here = f"{place}, {filename}"
                said += _json_events((filename, modality), _list(events, here), here, dataset)
    if not named:
        raise InputError(path, "expected at least one clip", _SEE)
    filenames = tuple(name for name in dataset.annotations.filenames if name in named)
    return _from_events(filenames, said, dataset)


def _json_events(whose: tuple[str, str], events: list, place: str, dataset: Dataset) -> Iterator[_Said]:
    for number, event in enumerate(events):
        here = f"{place}[{number}]"
        if not isinstance(event, dict) or event.keys() != {"event_label", "start", "end"}:
            raise InputError(here, "expected an object of event_label, start and end", _SEE)
        yield _said(dataset, here, whose, event["event_label"], (event["start"], event["end"]))


def _said(
    dataset: Dataset,
    place: str,
    whose: tuple[str, str],
    label: Any,
    span: tuple[Any, Any],
    probability: Any = 1,
) -> _Said:
    """An event at a place in the file, of a clip and modality, that can be one of the split's."""
    _known(dataset, whose[0], place)
    indices = _indices(dataset.categories)
    if not isinstance(label, str) or label not in indices:
        remedy = f"Use one of: {', '.join(dataset.categories)}."
        raise InputError(place, f"unknown class {str(label)[:80]!r}", remedy)
    onset, offset, p = (_number(x, place) for x in (*span, probability))
    if not 0 <= onset < min(offset, dataset.segments * dataset.segment_seconds):
        expected = f"expected an onset within the clip and before the offset, found {onset:g} to {offset:g}"
        raise InputError(place, expected, "Times are seconds from the start of the clip.")
    if not 0 <= p <= 1:
        raise InputError(place, f"expected a probability from 0 to 1, found {p:g}", _SEE)
    return _Said(*whose, Event(indices[label], onset, offset), p)


@functools.cache
def _indices(categories: tuple[str, ...]) -> dict[str, int]:
    """Index of each class, by its name and by its display name."""
    return {key: i for i, name in enumerate(categories) for key in (display_name(name), name)}


def _from_events(filenames: tuple[str, ...], said: Iterable[_Said], dataset: Dataset) -> Predicted:
    c, t = len(dataset.categories), dataset.segments
    rows = {name: row for row, name in enumerate(filenames)}
    grids = {m: np.zeros((len(rows), c, t), np.float32) for m in (*MODALITIES, _COMBINED)}
    late = 0
    for filename, modality, event, probability in said:
        cells = events_to_grid([event], c, t, dataset.segment_seconds)
        grid = grids[modality][rows[filename]]
        np.maximum(grid, probability * cells, out=grid)
        late += event.offset > t * dataset.segment_seconds
    alone = (grids[_COMBINED] > 0) & ~((grids["audio"] > 0) & (grids["visual"] > 0))
    missing = len(dataset.annotations.filenames) - len(rows)
    remarks = {
        f"{late:,} events end after the clip and are cut there": late,
        f"{alone.sum():,} segments of combined events are not both heard and seen in the file; what is both "
        "is read off audio and visual here, so they count for nothing": alone.any(),
        f"the file names {len(rows):,} of the split's clips; the run lacks the other {missing:,}": missing,
    }
    arrays = {f"{m}_segment_prob": grids[m].transpose(0, 2, 1) for m in MODALITIES}  # (N, T, C)
    return Predicted(filenames, _prediction(arrays), tuple(text for text, true in remarks.items() if true))


def _prediction(arrays: dict[str, np.ndarray]) -> Prediction:
    """The five probabilities; those of a clip follow from its segments where they are not given."""
    for m in MODALITIES:
        arrays.setdefault(f"{m}_prob", arrays[f"{m}_segment_prob"].max(axis=1))
    arrays.setdefault("video_prob", np.maximum(arrays["audio_prob"], arrays["visual_prob"]))
    return Prediction(**arrays)


def _known(dataset: Dataset, filename: str, place: Path | str) -> None:
    try:
        dataset.index(filename)
    except InputError as error:
        expected = f"the {dataset.split} split of {dataset.name} has no clip {filename[:80]!r}"
        raise InputError(place, expected, "Use full clip names, and the split they are in.") from error


def _check(array: np.ndarray, shape: tuple[int, ...], place: str) -> None:
    if array.shape != shape or array.dtype.kind != "f":
        expected = f"expected floating point numbers of shape {shape}"
        raise InputError(place, f"{expected}, found {array.dtype} {array.shape}", _SEE)
    if not ((array >= 0) & (array <= 1)).all():
        raise InputError(place, "expected probabilities from 0 to 1", "Apply the sigmoid first.")


def _list(value: Any, place: str) -> list:
    if not isinstance(value, list):
        raise InputError(place, "expected a list", _SEE)
    return value


def _number(value: Any, place: str) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise InputError(place, f"expected a number, found {str(value)[:80]!r}", _SEE)
    return number
