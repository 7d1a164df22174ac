"""What the colours of maps stand for: maps of one scale and axis share it over the whole figure.

Shapes: K classes shown, T segments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from leap_core.figures.content import Content
from leap_core.figures.style import Colours
from leap_core.maps import Axis, MapKind, Scale
from leap_core.types import MODALITIES

Group = tuple[Scale, Axis | None]


@dataclass(frozen=True)
class Ends:
    """Values at the ends of a scale."""

    colours: Colours
    low: float
    high: float
    start: float  # the least value that there can be; below it are colours of no value
    even: float | None = None  # an even share, which is marked
    name: str = ""  # of that

    def places(self, values: np.ndarray) -> np.ndarray:
        """Where values lie on the scale, from 0 to 1."""
        return np.clip((values - self.low) / (self.high - self.low), 0, 1)


def group(kind: MapKind) -> Group:
    """Kinds of one group share a scale."""
    return kind.scale, kind.axis


def ends_of(contents: Sequence[Content], grey: bool) -> Mapping[Group, Ends]:
    """The ends of every group of maps that the clips have.

    A share is drawn about the even one, so that what is as far from it is as light; in grey, where nothing
    else would tell below from above, from 0.
    """
    shown: dict[Group, float] = {}
    for content in contents:
        for drawn in content.maps:
            most = max(float(np.abs(drawn.values[m]).max(initial=0)) for m in MODALITIES)
            shown[group(drawn.kind)] = max(most, shown.get(group(drawn.kind), 0.0))
    return {of: _ends(of, most, contents[0].segments, grey) for of, most in shown.items()}


def _ends(of: Group, most: float, segments: int, grey: bool) -> Ends:
    scale, axis = of
    if scale == "probability":
        return Ends(scale, 0.0, 1.0, 0.0)
    if scale == "difference":
        return Ends(scale, -1.0, 1.0, -1.0)
    if scale != "attention":
        return Ends(scale, -(most or 1.0), most or 1.0, -(most or 1.0))
    if axis is None:
        return Ends(scale, 0.0, most or 1.0, 0.0)
    even, name = (1 / segments, "1/T") if axis == "time" else (1 / len(MODALITIES), "1/2")
    high = max(most, 2 * even)  # as far from the even share as 0 is
    return Ends("share", 0.0 if grey else 2 * even - high, high, 0.0, even, name)
