"""UnAV-100, untrimmed videos (Geng et al., CVPR 2023), as its authors release it.

    annotations/unav100_annotations.json    {"database": {ID: {"duration": s, "subset": "train",
                                            "annotations": [{"segment": [on, off], "label": L}, ...]}}}
    av_features/ID_{vggish,rgb,flow}.npy    a row every 8 frames of 25 a second

An event is what is heard and seen at once, so of sound or picture alone nothing is known.  Sound, picture
(rgb) and motion (flow) of a video may differ in rows: like its loader, this one takes as many as all have.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Literal

from annotated_types import Ge, Gt, Len

from leap_core.data.lists import Events, Lists, class_name, rows_of
from leap_core.data.rows import NAME
from leap_core.errors import InputError
from leap_core.options import Split
from leap_core.schema import Schema

_PLACES = "", "unav100_annotations.json", "annotations/unav100_annotations.json"
_SUFFIXES = {"audio": "_vggish", "visual": "_rgb", "visual_st": "_flow"}
_STRIDE = 8 / 25  # seconds from one row of features to the next
_SUBSETS: dict[str, Split] = {"train": "train", "validation": "val", "test": "test"}
_AGAIN = "Download unav100_annotations.json again."


@dataclass(frozen=True)
class _Annotation:
    segment: tuple[Annotated[float, Ge(0)], Annotated[float, Ge(0)]]  # seconds
    label: Annotated[str, Len(1, 200)]


@dataclass(frozen=True)
class _Video:
    duration: Annotated[float, Gt(0)]  # seconds
    subset: Literal["train", "validation", "test"]
    annotations: tuple[_Annotation, ...] = ()


@dataclass(frozen=True)
class _Database:
    database: dict[str, _Video]


_SCHEMA = Schema(_Database, "annotations of UnAV-100", _AGAIN, most=200_000_000)


def read_unav(source: Path, folders: Mapping[str, Path]) -> Lists:
    """What the annotation file in `source`, or `source` itself, says; `folders` hold features by kind.

    With features a segment is a row of them, 0.32 s, without a second.  Raises InputError, naming the video,
    on whatever is not as above.
    """
    paths = [source / place for place in _PLACES]
    path = next((p for p in paths if p.is_file()), paths[-1])
    videos = _SCHEMA.fit(_known(_SCHEMA.load(_SCHEMA.text(path), path)), path).database
    for name in videos:
        if not NAME.fullmatch(name):
            expected = f"expected a video's id of letters, digits, - and _, found {name[:80]!r}"
            raise InputError(path, expected, _AGAIN)
    every = sorted({class_name(a.label) for video in videos.values() for a in video.annotations})
    found = [
        (name, *a.segment, class_name(a.label)) for name, video in videos.items() for a in video.annotations
    ]
    splits: dict[Split, dict[str, list[str]]] = {split: {} for split in _SUBSETS.values()}
    for name, video in videos.items():
        labels = dict.fromkeys(class_name(a.label) for a in video.annotations)
        splits[_SUBSETS[video.subset]][name] = list(labels)
    places = {name: _features(name, folders) for name in videos}
    second = _STRIDE if folders else 1.0
    segments = {
        name: min((rows_of(p) for p in places[name].values()), default=math.ceil(video.duration / second))
        for name, video in videos.items()
    }
    links = {place: p for features in places.values() for place, p in features.items()}
    events: Events = {"audio-visual": found}
    about = {"name": "UnAV-100", "categories": every, "segment_seconds": second}
    settings = {**about, "truth": "audio-visual", "metrics": "unav"}
    return Lists(settings, splits, events, segments, links=links)


def _features(name: str, folders: Mapping[str, Path]) -> dict[str, Path]:
    """The features of a video that are there, by their place in the data set."""
    paths = {kind: folder / f"{name}{_SUFFIXES[kind]}.npy" for kind, folder in folders.items()}
    return {f"features/{kind}/{name}.npy": path for kind, path in paths.items() if path.is_file()}


def _known(values: Any, record: type = _Database) -> Any:
    """Of an object what its record reads; the files say more than that."""
    inner = {"database": _Video, "annotations": _Annotation}
    if not isinstance(values, dict):
        return values
    known = {field.name: values[field.name] for field in fields(record) if field.name in values}
    for key, of in inner.items():
        if isinstance(known.get(key), dict):
            known[key] = {name: _known(value, of) for name, value in known[key].items()}
        elif isinstance(known.get(key), list):
            known[key] = [_known(value, of) for value in known[key]]
    return known
