"""A rule picks clips and puts them in order.  It names no clip, so it holds for any run and any data set.

As text it is a JSON object of what differs from "all clips, in the order of the split", for addresses, saved
filters and colleagues alike: {"classes": ["Speech"], "overlapping": [2, null], "sort": "difference"}.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated

from annotated_types import Interval

from leap_core.metrics import AVERAGE, ERRORS, SCORES
from leap_core.options import GATE, GATES, THRESHOLD
from leap_core.schema import Must, Number, Schema, one_of

MODALITIES = ("labels", "audio", "visual", "audio_visual")  # where a class is looked for; labels: the clip's
SORTS = ("row", "filename", "overlapping", "agreement", "1", "2", "difference", "distance", "likeness")
LIKENESS = ("disagreement", "features")  # how clips are like one
LONGEST = 10_000  # characters of a rule
CORNERS = 40  # of a region

Range = Annotated[  # both ends belong to it; None: no end
    tuple[Number | None, Number | None],
    Must("two ends in order", lambda ends: None in ends or ends[0] <= ends[1]),
]
Errors = tuple[Annotated[str, one_of(ERRORS)], ...]
Region = Annotated[  # corners (B, A) of a polygon; (): everywhere
    tuple[tuple[Number, Number], ...],
    Must(f"3 to {CORNERS} corners", lambda corners: not corners or 3 <= len(corners) <= CORNERS),
]
ALL: Range = (None, None)


@dataclass(frozen=True)
class Rule:
    """Conditions that must all hold, and the order.  `A` and `B` are the two runs."""

    text: str = ""  # part of the clip's name, upper and lower case alike
    classes: tuple[str, ...] = ()  # names
    every: bool = False  # all of the classes, not any
    modality: Annotated[str, one_of(MODALITIES)] = "labels"
    label_count: Range = ALL  # number of the clip's labels
    overlapping: Range = ALL  # number of events that share a segment with another of their modality
    agreement: Range = ALL  # of audio and visual, 0 to 1
    mismatch: bool | None = None  # whether other classes are heard than seen
    off_screen: bool | None = None  # whether a class is heard and never seen
    makes_a: Errors = ()  # kinds of error that A makes, all of them
    avoids_a: Errors = ()  # and those that it does not
    makes_b: Errors = ()
    avoids_b: Errors = ()
    solved: tuple[str, ...] | None = None  # A right and B wrong on one of these classes; (): on any
    lost: tuple[str, ...] | None = None  # likewise B right and A wrong
    threshold: Annotated[Number, Interval(ge=0, le=1)] = THRESHOLD  # at which the runs decide
    gate: Annotated[str, one_of(GATES)] = GATE
    metric: Annotated[str, one_of(SCORES)] = AVERAGE  # what A, B and difference mean
    a: Range = ALL  # percent
    b: Range = ALL
    difference: Range = ALL  # run 1 - run 2, points
    region: Region = ()  # that holds the clip's scores
    faithful_a: Range = ALL  # share of orders that A's map is better than, percent: faithfulness/results.py
    faithful_b: Range = ALL
    starred: bool = False  # of what the user says of the clip, like the two below
    tags: tuple[str, ...] = ()  # all of them
    note: str = ""  # part of it, upper and lower case alike
    like: str = ""  # the clip that likeness is to, by name
    by: Annotated[str, one_of(LIKENESS)] = "disagreement"
    sort: Annotated[str, one_of(SORTS)] = "row"
    descending: bool = False

    @property
    def asks_notes(self) -> bool:
        """Whether a condition is about what the user says of clips."""
        return bool(self.starred or self.tags or self.note)

    @property
    def cleared(self) -> Rule:
        """Its decisions and order without its conditions."""
        return Rule(
            threshold=self.threshold, gate=self.gate, metric=self.metric,
            sort="row" if self.sort == "likeness" else self.sort, descending=self.descending,
        )  # fmt: skip

    def without(self, fields: Collection[str]) -> Rule:
        """The rule with `fields` as they are in the rule that picks all."""
        plain = Rule()
        return replace(self, **{field: getattr(plain, field) for field in fields})

    def to_json(self) -> str:
        """What differs from the rule that picks all."""
        plain = asdict(Rule())
        changed = {k: v for k, v in asdict(self).items() if v != plain[k]}
        return json.dumps(changed, separators=(",", ":"), ensure_ascii=False)


_SCHEMA = Schema(Rule, "a filter", "Choose the filter anew on the Browse screen.", LONGEST)


def parse_rule(text: str, source: str = "filter") -> Rule:
    """Read a rule.  Raises InputError, naming `source` and the field, on anything that is none."""
    return _SCHEMA.parse(text, source)


def read_rule(path: Path) -> Rule:
    """Read a file's rule.  Raises InputError where it cannot be read or holds none."""
    return _SCHEMA.read(path)
