"""Predictions as events, in CSV, JSON or ActionFormer's pickle (docs/formats.md).

An event says that its class is there in every segment that it touches, with its probability, 1 unless told;
elsewhere the probability is 0.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

import csv
import functools
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import shorten
from typing import Any, NamedTuple

import numpy as np

from leap_core.categories import display_name
from leap_core.data.dataset import Dataset
from leap_core.data.events import Event, events_to_grid
from leap_core.errors import InputError, reason
from leap_core.options import Sense
from leap_core.runs.predictions import SEE, Predicted, check_clip, to_prediction
from leap_core.schema import once
from leap_core.types import AUDIO, MODALITIES, VISUAL
from leap_core.wording import counted

_COLUMNS = ("filename", "onset", "offset", "event_labels", "modality")
_DCASE = {"event_label": "event_labels", "score": "probability", "confidence": "probability"}  # names there
_MEDIA = (".wav", ".mp4", ".flac")  # ends of names there that are files'
_COMBINED = "combined"
_SAME = (
    "the audio and the visual list are the same: AV2A's release writes what it saw under both names; "
    "check that this file is not one of those"
)
_LONGEST = 2_000  # characters of a list in a message


class _Said(NamedTuple):
    """An event of a clip."""

    filename: str
    modality: str  # audio, visual or combined
    event: Event
    probability: float


def read_csv(path: Path, dataset: Dataset, sense: Sense | None) -> Predicted:
    """Predictions of every clip of the split; one without a line has no events.

    Without a column of modalities, as DCASE's tables are, all events are of `sense`.  Raises InputError,
    naming the line, on what cannot be an event of the split.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = file.readline()
        file.seek(0)
        rows = csv.reader(file, delimiter="\t" if "\t" in header else ",", strict=True)
        try:
            columns = [_DCASE.get(name.strip(), name.strip()) for name in next(rows, [])]
            _check_columns(f"{path}, line 1", columns, sense)
            said = list(_csv_events(path, columns, rows, dataset, _modalities(sense)))
        except csv.Error as error:
            place = f"{path}, line {rows.line_num}"
            raise InputError(place, f"expected a line of a CSV file ({reason(error)})", SEE) from error
    return _from_events(dataset.annotations.filenames, said, dataset)


def _check_columns(place: str, columns: list[str], sense: Sense | None) -> None:
    least = {*_COLUMNS} if "modality" in columns else {*_COLUMNS[:-1]}
    if not least <= {*columns} <= {*_COLUMNS, "probability"} or len(columns) > len(set(columns)):
        expected = f"expected the columns {', '.join(_COLUMNS)} and, if wanted, probability"
        raise InputError(place, f"{expected}, found {','.join(columns)[:80]!r}", SEE)
    check_sense(place, sense, said="modality" in columns)


def check_sense(place: Path | str, sense: Sense | None, *, said: bool) -> None:
    """Raise InputError unless one knows what events are of: the file says it, or else the user."""
    if said and sense is not None:
        raise InputError(place, "the file says of each event whether it is heard or seen", "Drop --modality.")
    if not said and sense is None:
        expected = "the file does not say whether its events are heard or seen"
        raise InputError(place, expected, "Say it with --modality audio, visual or both.")


def _modalities(sense: Sense | None) -> tuple[str, ...]:
    return MODALITIES if sense == "both" else (sense,) if sense else ()


def _csv_events(
    path: Path, columns: list[str], rows: Any, dataset: Dataset, modalities: tuple[str, ...]
) -> Iterator[_Said]:
    for cells in rows:
        place = f"{path}, line {rows.line_num}"
        if not any(cells):  # a blank line, or a spreadsheet's empty one
            continue
        if len(cells) != len(columns):
            raise InputError(place, f"expected {len(columns)} cells, found {len(cells)}", SEE)
        row = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
        if "modality" in row and row["modality"] not in MODALITIES:
            raise InputError(place, f"expected audio or visual, found {row['modality'][:80]!r}", SEE)
        cells = (row["onset"], row["offset"], row.get("probability", "1"))
        numbers = [_number(cell, place, str) for cell in cells]
        filename = row["filename"] if modalities == () else _without_suffix(row["filename"])
        for modality in modalities or (row["modality"],):
            yield _said(dataset, place, (filename, modality), row["event_labels"], *numbers)


def _without_suffix(name: str) -> str:
    """A clip's name of its file's, which DCASE's tables have."""
    return next((name.removesuffix(end) for end in _MEDIA if name.endswith(end)), name)


def read_json(path: Path, dataset: Dataset) -> Predicted:
    """Predictions of the clips that the file names; `video` is another word for `visual`, AV2A's.

    Raises InputError, naming the place, on what cannot be an event of the split.
    """
    try:
        lists = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise InputError(path, f"expected JSON ({reason(error)})", SEE) from error
    keys = (*MODALITIES, _COMBINED)
    if isinstance(lists, dict) and "video" in lists and "visual" not in lists:
        lists = {"visual" if key == "video" else key: value for key, value in lists.items()}
    if not isinstance(lists, dict) or not {*MODALITIES} <= lists.keys() <= {*keys}:
        raise InputError(path, "expected an object with audio, visual and, if wanted, combined", SEE)
    said, named = [], set()
    for modality, clips in lists.items():
        for number, entry in enumerate(_list(clips, f"{path}, {modality}")):
            place = f"{path}, {modality}[{number}]"
            if not isinstance(entry, dict):
                raise InputError(place, "expected an object of a clip's name and its events", SEE)
            for filename, events in entry.items():
                check_clip(dataset, filename, place)
                named.add(filename)
                here = f"{place}, {filename}"
                said += _json_events((filename, modality), _list(events, here), here, dataset)
    if not named:
        raise InputError(path, "expected at least one clip", SEE)
    filenames = tuple(name for name in dataset.annotations.filenames if name in named)
    found = _from_events(filenames, said, dataset)
    heard, seen = (found.prediction.segments[:, m] for m in (AUDIO, VISUAL))
    if heard.any() and np.array_equal(heard, seen):
        return replace(found, remarks=(*found.remarks, _SAME))
    return found


def _json_events(whose: tuple[str, str], events: list, place: str, dataset: Dataset) -> Iterator[_Said]:
    for number, event in enumerate(events):
        here = f"{place}[{number}]"
        if not isinstance(event, dict) or event.keys() != {"event_label", "start", "end"}:
            raise InputError(here, "expected an object of event_label, start and end", SEE)
        numbers = (_number(event[bound], here) for bound in ("start", "end"))
        yield _said(dataset, here, whose, event["event_label"], *numbers)


def _said(
    dataset: Dataset,
    place: str,
    whose: tuple[str, str],
    label: Any,
    onset: float,
    offset: float,
    probability: float = 1,
) -> _Said:
    """An event at a place in the file, of a clip and modality, that can be one of the split's."""
    check_clip(dataset, whose[0], place)
    indices = _indices(dataset.categories)
    if not isinstance(label, str) or label not in indices:
        remedy = f"Use one of: {shorten(', '.join(dataset.categories), _LONGEST)}."
        raise InputError(place, f"unknown class {str(label)[:80]!r}", remedy)
    if not 0 <= onset < min(offset, dataset.seconds_of(whose[0])):
        expected = f"expected an onset within the clip and before the offset, found {onset:g} to {offset:g}"
        raise InputError(place, expected, "Times are seconds from the start of the clip.")
    if not 0 <= probability <= 1:
        raise InputError(place, f"expected a probability from 0 to 1, found {probability:g}", SEE)
    return _Said(*whose, Event(indices[label], onset, offset), probability)


@functools.cache
def _indices(categories: tuple[str, ...]) -> dict[str, int]:
    """Index of each class by its name and, where no class is called so, by its display name."""
    displayed = {display_name(name): i for i, name in enumerate(categories)}
    return displayed | {name: i for i, name in enumerate(categories)}


def from_timed(
    rows: Iterable[tuple[str, str, Any, Any, Any, Any]], dataset: Dataset, sense: Sense | None
) -> Predicted:
    """Predictions of every clip of the split, all events of `sense`.

    Each is its place in the file, clip, class, onset and offset in seconds, and probability.  Raises
    InputError, naming the place, on what cannot be an event of the split.
    """
    said = [
        _said(dataset, place, (filename, modality), label, *(_number(x, place) for x in numbers))
        for place, filename, label, *numbers in rows
        for modality in _modalities(sense)
    ]
    return _from_events(dataset.annotations.filenames, said, dataset)


def _from_events(filenames: tuple[str, ...], said: Iterable[_Said], dataset: Dataset) -> Predicted:
    c, t = len(dataset.categories), dataset.segments
    rows = {name: row for row, name in enumerate(filenames)}
    grids = {m: np.zeros((len(rows), c, t), np.float32) for m in (*MODALITIES, _COMBINED)}
    late = 0
    for filename, modality, event, probability in said:
        own = dataset.segments_of(filename)
        cells = events_to_grid([event], c, own, dataset.segment_seconds)
        grid = grids[modality][rows[filename]][:, :own]
        np.maximum(grid, probability * cells, out=grid)
        late += round(event.offset / dataset.segment_seconds, 6) > own  # as events_to_grid rounds
    alone = (grids[_COMBINED] > 0) & ~((grids["audio"] > 0) & (grids["visual"] > 0))
    missing = len(dataset.annotations.filenames) - len(rows)
    remarks = {
        f"{counted(late, 'event')} beyond the clip, cut at its end": late,
        f"{counted(alone.sum(), 'segment')} of combined events not both heard and seen in the file; what is "
        "both is read off audio and visual here, so they count for nothing": alone.any(),
        f"the file names {len(rows):,} of the split's clips; the run lacks the other {missing:,}": missing,
    }
    prediction = to_prediction([grids[m] for m in MODALITIES])
    return Predicted(filenames, prediction, tuple(text for text, true in remarks.items() if true))


def _list(value: Any, place: str) -> list:
    if not isinstance(value, list):
        raise InputError(place, "expected a list", SEE)
    return value


def _number(value: Any, place: str, *kinds: type) -> float:
    """A finite number of what must be of one of `kinds`, int or float unless told."""
    try:
        number = float(value) if type(value) in (kinds or (int, float)) else math.nan
    except (ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise InputError(place, f"expected a number, found {str(value)[:80]!r}", SEE)
    return number
