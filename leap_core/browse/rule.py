"""A rule picks clips and puts them in order.  It names no clip, so it holds for any run and any data set.

As text it is a JSON object of what differs from "all clips, in the order of the split", for addresses, saved
filters and colleagues alike: {"classes": ["Speech"], "overlapping": [2, null], "sort": "difference"}.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any

from leap_core.browse.facts import SCORES
from leap_core.errors import InputError
from leap_core.metrics import AVERAGE, ERRORS, GATES

MODALITIES = ("labels", "audio", "visual", "audio_visual")  # where a class is looked for; labels: the clip's
SORTS = ("row", "filename", "overlapping", "agreement", "A", "B", "difference")
LONGEST = 10_000  # characters of a rule
CORNERS = 40  # of a region
_REMEDY = "Choose the filter anew on the Browse screen."

Range = tuple[float | None, float | None]  # both ends belong to it; None: no end
ALL: Range = (None, None)


@dataclass(frozen=True)
class Rule:
    """Conditions that must all hold, and the order.  `A` and `B` are the two runs."""

    text: str = ""  # part of the clip's name, upper and lower case alike
    classes: tuple[str, ...] = ()  # names
    every: bool = False  # all of the classes, not any
    modality: str = "labels"  # one of MODALITIES
    label_count: Range = ALL  # number of the clip's labels
    overlapping: Range = ALL  # number of events that share a segment with another of their modality
    agreement: Range = ALL  # of audio and visual, 0 to 1
    mismatch: bool | None = None  # whether other classes are heard than seen
    off_screen: bool | None = None  # whether a class is heard and never seen
    makes_a: tuple[str, ...] = ()  # kinds of error that A makes, all of them
    avoids_a: tuple[str, ...] = ()  # and those that it does not
    makes_b: tuple[str, ...] = ()
    avoids_b: tuple[str, ...] = ()
    solved: tuple[str, ...] | None = None  # A right and B wrong on one of these classes; (): on any
    threshold: float = 0.5  # at which the runs decide
    gate: str = GATES[0]
    metric: str = AVERAGE  # one of SCORES: what A, B and difference mean
    a: Range = ALL  # percent
    b: Range = ALL
    difference: Range = ALL  # A - B, points
    region: tuple[tuple[float, float], ...] = ()  # corners (B, A) of a polygon that holds the clip's scores
    starred: bool = False
    sort: str = "row"  # one of SORTS
    descending: bool = False

    def to_json(self) -> str:
        """What differs from the rule that picks all."""
        plain = asdict(Rule())
        changed = {k: v for k, v in asdict(self).items() if v != plain[k]}
        return json.dumps(changed, separators=(",", ":"), ensure_ascii=False)


def parse_rule(text: str, source: str = "filter") -> Rule:
    """Read a rule.  Raises InputError, naming `source` and the field, on anything that is none."""
    if len(text) > LONGEST:
        expected = f"expected a filter of at most {LONGEST:,} characters, found {len(text):,}"
        raise InputError(source, expected, "Ask for fewer classes or a simpler region.")
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):  # brackets without end
        values = None
    if not isinstance(values, dict):
        expected = f"expected a filter as a JSON object, found {text[:80]!r}"
        raise InputError(source, expected, _REMEDY)
    unknown = values.keys() - _READ.keys()
    if unknown:
        raise InputError(source, f"a filter has no {min(unknown)[:80]!r}", _REMEDY)
    read = {}
    for name, value in values.items():
        try:
            read[name] = _READ[name](value)
        except (TypeError, ValueError, OverflowError) as error:
            found = json.dumps(value)[:80]
            raise InputError(source, f"{name} of a filter cannot be {found}", _REMEDY) from error
    return Rule(**read)


def _text(value: Any) -> str:
    _need(value, isinstance(value, str)).encode()  # a ValueError on half a surrogate pair
    return value


def _flag(value: Any) -> bool:
    return _need(value, isinstance(value, bool))


def _names(value: Any) -> tuple[str, ...]:
    return tuple(_text(name) for name in _need(value, isinstance(value, list)))


def _some_of(options: tuple[str, ...]) -> Callable[[Any], tuple[str, ...]]:
    return lambda value: tuple(_one_of(options)(name) for name in _names(value))


def _one_of(options: tuple[str, ...]) -> Callable[[Any], str]:
    return lambda value: _need(value, value in options)


def _number(value: Any) -> float:
    number = float(_need(value, type(value) in (int, float)))
    _need(number, math.isfinite(number))
    return value if abs(number) < 2**53 else number  # DuckDB's whole numbers end


def _range(value: Any) -> Range:
    low, high = (None if end is None else _number(end) for end in _need(value, isinstance(value, list)))
    return _need((low, high), low is None or high is None or low <= high)


def _region(value: Any) -> tuple[tuple[float, float], ...]:
    corners = tuple((_number(b), _number(a)) for b, a in _need(value, isinstance(value, list)))
    return _need(corners, not corners or 3 <= len(corners) <= CORNERS)


def _need(value: Any, fine: bool) -> Any:
    if not fine:
        raise ValueError
    return value


_KINDS = {
    "str": _text,
    "bool": _flag,
    "bool | None": lambda value: None if value is None else _flag(value),
    "tuple[str, ...]": _names,
    "Range": _range,
}
_READ: dict[str, Callable[[Any], Any]] = {
    **{field.name: _KINDS[field.type] for field in fields(Rule) if field.type in _KINDS},
    "modality": _one_of(MODALITIES),
    "threshold": lambda value: _need(_number(value), 0 <= float(value) <= 1),
    "gate": _one_of(GATES),
    "metric": _one_of(SCORES),
    "sort": _one_of(SORTS),
    **{f"{verb}_{run}": _some_of(ERRORS) for verb in ("makes", "avoids") for run in "ab"},
    "solved": lambda value: None if value is None else _names(value),
    "region": _region,
}
