"""Every pair of a clip and a class with its figures (scores.py), and the parts of a split; no torch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from leap_core.faithfulness.results import Row
from leap_core.faithfulness.scores import FIGURES

SLICES = ("class", "overlap", "outcome")  # what pairs may be looked at by
OF_TRUTH = ("present", "overlapping")  # none where sound's and picture's own truth is unknown
SIGNS = ("claimed", *OF_TRUTH)
TEXTS = ("filename", "modality", "category", "attribution")


@dataclass(frozen=True)
class Pairs:
    """Those that the model claims or that are there, by attribution."""

    table: pa.Table

    def of(self, attribution: str) -> Pairs:
        """Those of one attribution."""
        return self.where(self._is("attribution", attribution))

    def of_modality(self, modality: str) -> Pairs:
        """Those of sound or of picture."""
        return self.where(self._is("modality", modality))

    def where(self, mask: np.ndarray) -> Pairs:
        """Those that a mask, bool (rows,), keeps."""
        return Pairs(self.table.filter(pa.array(mask)))

    def _is(self, column: str, text: str) -> np.ndarray:
        return np.array([value == text for value in self.table[column].to_pylist()], bool)

    def means(self, figure: str) -> dict[str, float]:
        """The mean of a figure over the pairs of each clip that has some."""
        names, values = self.table["filename"].to_pylist(), self.table[figure].to_numpy()
        found: dict[str, list[float]] = {}
        for name, value in zip(names, values.tolist(), strict=True):
            if not np.isnan(value):
                found.setdefault(name, []).append(value)
        return {name: sum(some) / len(some) for name, some in found.items()}

    def sliced(self, by: str) -> Iterator[tuple[str, Pairs]]:
        """The parts of one of SLICES, by what they are called; classes from the most frequent.

        By overlap and outcome there are none where the truth is unknown.
        """
        if by == "class":
            for name, _ in Counter(sorted(self.table["category"].to_pylist())).most_common():
                yield name, self.where(self._is("category", name))
            return
        if self.table["present"].null_count:
            return
        claimed, present, shared = (np.array(self.table[name].to_pylist(), bool) for name in SIGNS)
        parts = {
            "overlap": {
                "shares a second with another class": present & shared,
                "alone in its seconds": present & ~shared,
            },
            "outcome": {
                "hit": claimed & present,
                "false alarm": claimed & ~present,
                "miss": ~claimed & present,
            },
        }[by]
        for name, mask in parts.items():
            yield name, self.where(mask)

    def figures(self) -> dict[str, float | None]:
        """The mean of every figure over pairs, then clips."""
        found = {figure: list(self.means(figure).values()) for figure in FIGURES}
        return {figure: sum(some) / len(some) if some else None for figure, some in found.items()}


def rows_by(pairs: Pairs, by: str, attributions: Sequence[str]) -> list[Row]:
    """A row a part of one of SLICES and an attribution: how many pairs, and the figures of them."""
    rows = []
    for part, some in pairs.sliced(by):
        for name in attributions:
            of = some.of(name)
            rows.append({by: part, "attribution": name, "pairs": of.table.num_rows, **of.figures()})
    return rows
