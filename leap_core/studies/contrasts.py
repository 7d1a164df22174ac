"""The comparisons that a study listed before it was trained, and no others: what they found, and how surely.

Seeds and clips are resampled together (metrics.compare_seeds); Holm's correction holds for all p of a study.
Of a published difference, on other data, two things are said apart: whether the one found here goes the same
way, and whether the published size lies in the interval here.

Shapes: S seeds, N clips, M metrics.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from leap_core.metrics import AVERAGE, METRIC_NAMES, SCORES, compare_seeds, holm
from leap_core.studies.clips import scores_of
from leap_core.studies.grid import Study
from leap_core.studies.results import Results
from leap_core.tables import signed

LEVEL = 0.05  # of a corrected p
Scored = Mapping[str, Mapping[str, float | None]]  # metrics by setting, as papers print them


@dataclass(frozen=True)
class Contrast:
    """One setting less another, by one metric; all in points."""

    first: str
    second: str
    metric: str
    here: float
    low: float  # 95 % interval
    high: float
    p: float
    corrected: float  # p, by Holm within the study
    detectable: float  # smallest true difference that 80 % of such studies would find, at 5 % uncorrected
    published: float | None

    @property
    def found(self) -> bool:
        """Whether the settings differ here."""
        return self.corrected < LEVEL

    @property
    def verdict(self) -> str:
        """Which setting is ahead here."""
        if not self.found:
            return "not told apart"
        return f"{self.first if self.here > 0 else self.second} ahead"

    @property
    def direction(self) -> str:
        """Whether what is found here goes the way that papers print; empty where they print nothing."""
        if not self.published:
            return ""
        if not self.found:
            return "open"
        return "same direction" if self.here * self.published > 0 else "opposite direction"

    @property
    def size(self) -> str:
        """Whether the published difference lies within the interval; empty where there is none."""
        if self.published is None:
            return ""
        return "compatible size" if self.low <= self.published <= self.high else "other size"

    def row(self) -> dict[str, str]:
        """Its cells in tables, by column."""
        return {
            "contrast": f"{self.first} against {self.second}",
            "metric": METRIC_NAMES[self.metric],
            "here": _ended(self),
            "p": _p(self.p),
            "p, Holm": _p(self.corrected),
            "found": self.verdict,
            "detectable": f"{self.detectable:.1f}",
            "published": "" if self.published is None else signed(self.published),
            "direction": self.direction,
            "size": self.size,
        }


def contrasts(study: Study, found: Results, published: Scored) -> list[Contrast]:
    """What a study's own contrasts found; those without two seeds a setting and their clips are left out."""
    rows, columns = found.rows[found.rows.study == study.name], [SCORES.index(m) for m in study.metrics]
    clips = found.clips[found.clips.run.isin(rows.run)]
    known = rows[rows.run.isin(clips.run.unique())].groupby("setting").run.agg(list).to_dict()
    pairs = [pair for pair in study.contrasts if all(len(known.get(label, ())) > 1 for label in pair)]
    compared = []
    for pair in pairs:
        a, b = (scores_of(clips, known[label])[..., columns] for label in pair)  # (S, N, M) each
        compared.append(compare_seeds(a, b))
    if not pairs:
        return []
    corrected = holm(np.concatenate([c.p for c in compared])).reshape(len(pairs), -1)
    out = []
    for (first, second), c, holms in zip(pairs, compared, corrected, strict=True):
        columns = zip(c.mean, c.low, c.high, c.p, holms, c.detectable, strict=True)
        for metric, column in zip(study.metrics, columns, strict=True):
            here, low, high, p, holm_p, detectable = map(float, column)
            printed = _less(published, (first, second), metric)
            out.append(Contrast(first, second, metric, here, low, high, p, holm_p, detectable, printed))
    return out


def in_words(compared: Sequence[Contrast]) -> list[str]:
    """What contrasts found by Avg., in a sentence or two each, and on how many other metrics."""
    return [_sentence(c, compared) for c in compared if c.metric == AVERAGE]


def _sentence(c: Contrast, compared: Sequence[Contrast]) -> str:
    corrected = f"p by Holm {_p(c.corrected)}"  # by which the verdict goes: the interval may leave out 0
    words = f"{c.first} against {c.second}: {c.verdict}, {_ended(c, ' points')}, {corrected}."
    if c.published is not None:
        words += f" Published {signed(c.published)}: {c.direction}, {c.size}."
    others = [o for o in compared if (o.first, o.second) == (c.first, c.second) and o.metric != AVERAGE]
    if others:
        ahead, behind = (sum(o.found and sign * o.here > 0 for o in others) for sign in (1, -1))
        words += f" Of the ten metrics {c.first} is ahead on {ahead}, {c.second} on {behind}."
    return words


def _ended(c: Contrast, unit: str = "") -> str:
    """The difference and its interval."""
    return f"{signed(c.here)}{unit} [{signed(c.low)}, {signed(c.high)}]"


def _less(published: Scored, pair: tuple[str, str], metric: str) -> float | None:
    """The published difference, to the decimal that papers print; None where they lack either."""
    first, second = (published.get(label, {}).get(metric) for label in pair)
    return None if first is None or second is None else round(first - second, 2)


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
