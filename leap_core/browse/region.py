"""A lasso drawn by hand -> the few corners of a rule's region."""

from __future__ import annotations

import math
from collections.abc import Sequence

from leap_core.browse.rule import CORNERS

_DECIMALS = 1  # of a percent


def region_of(xs: Sequence[float], ys: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Corners (B, A) in percent of a polygon, at most as many as a rule may have.

    Of more, those go first that change the shape least, by the area of the triangle with their neighbours
    (Visvalingam and Whyatt, 1993).  Empty where fewer than three are left.
    """
    corners: list[tuple[float, float]] = []
    for x, y in zip(xs, ys, strict=True):
        rounded = (round(x, _DECIMALS), round(y, _DECIMALS))
        if math.isfinite(x + y) and rounded not in corners[-1:]:
            corners.append(rounded)
    if corners[1:] and corners[0] == corners[-1]:  # a line may cross itself, but is closed as it is
        corners.pop()
    while len(corners) > CORNERS:
        areas = [
            _area(corners[i - 1], corners[i], corners[(i + 1) % len(corners)]) for i in range(len(corners))
        ]
        corners.pop(areas.index(min(areas)))
    return tuple(corners) if len(corners) >= 3 else ()


def _area(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> float:
    return abs((q[0] - p[0]) * (r[1] - p[1]) - (r[0] - p[0]) * (q[1] - p[1]))
