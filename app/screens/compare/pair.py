"""Two runs on the clips that both have: what every part of the comparison looks at.

Shapes: N common clips, C classes, T segments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import streamlit as st

from leap_app import statistics
from leap_app.screens import choices, tables
from leap_app.screens.plain import plain
from leap_core.data.dataset import Dataset
from leap_core.metrics import FEWEST, METRIC_NAMES, SCORES, holm
from leap_core.runs.names import short_names
from leap_core.runs.store import Store

CORRECTED = "p, Holm"


def common_clips(data: Dataset, stores: Iterable[Store]) -> list[str]:
    """The clips that all of some runs have, in the order of the split."""
    known = [set(store.filenames) for store in stores]
    return [name for name in data.annotations.filenames if all(name in names for names in known)]


@dataclass(frozen=True)
class Pair:
    """Two runs by slot, the second the baseline, at a threshold and gate."""

    data: Dataset
    stores: Mapping[str, Store]
    threshold: float
    gate: str

    @cached_property
    def called(self) -> dict[str, str]:
        """What charts and tables call the runs, by slot."""
        return short_names({slot: store.run for slot, store in self.stores.items()})

    @property
    def difference(self) -> str:
        """What they call the first run less the second."""
        return " − ".join(self.called.values())  # noqa: RUF001

    @cached_property
    def names(self) -> list[str]:
        """The N clips of both runs, in the order of the split."""
        return common_clips(self.data, self.stores.values())

    @cached_property
    def truth(self) -> np.ndarray:
        """Bool (N, 2, C, T)."""
        return self.data.annotations.grid[[self.data.index(name) for name in self.names]]

    def rows(self, slot: str) -> list[int]:
        """Where a run has the common clips."""
        return self.stores[slot].rows(self.names)

    def decisions(self, slot: str) -> np.ndarray:
        """What a run decides: bool (N, 2, C, T)."""
        return statistics.decisions(self.stores[slot], self.threshold, self.gate)[self.rows(slot)]

    def scores(self, slot: str, threshold: float | None = None) -> np.ndarray:
        """The ten metrics and Avg. of each clip, in percent: (N, 11); at the pair's threshold unless told."""
        threshold = self.threshold if threshold is None else threshold
        return statistics.scores(self.data, self.stores[slot], threshold, self.gate)[self.rows(slot)]

    def compared(self, first: np.ndarray, second: np.ndarray) -> pd.DataFrame:
        """A row a score of (N, M) by either run: both means, their difference, its interval and p."""
        d = statistics.compared(first, second)
        means = [first.mean(axis=0), second.mean(axis=0), d.mean]
        columns = dict(zip((*self.called.values(), self.difference), means, strict=True))
        return pd.DataFrame(columns | {"low": d.low, "high": d.high, "p": d.p})

    @property
    def formats(self) -> dict[str, str]:
        """How the columns of `compared`, and p corrected, are written."""
        points = dict.fromkeys(self.called.values(), "{:.1f}") | {self.difference: "{:+.1f}"}
        return points | {"low": "{:+.1f}", "high": "{:+.1f}", "p": "{:.4f}", CORRECTED: "{:.4f}"}


def differences(pair: Pair) -> None:
    """Draw every metric of both runs, their difference, its interval and p, as it is and corrected."""
    with st.spinner("Comparing the runs…"):
        frame = pair.compared(*(pair.scores(slot) for slot in pair.stores))
    frame = frame.set_index(pd.Index(METRIC_NAMES.values(), name="metric"))
    frame[CORRECTED] = holm(frame["p"].to_numpy())
    st.markdown(
        f"**{plain(' against '.join(pair.called.values()))}** on {len(pair.names):,} common clips: "
        "difference, 95 % interval (BCa bootstrap over clips) and two-sided p (sign flips of the clips' "
        f"differences); Holm's is corrected for {len(SCORES)} metrics side by side." + few(len(pair.names))
    )
    tables.show(tables.written(frame, pair.formats))
    choices.download(frame.reset_index(), "differences")


def few(clips: int) -> str:
    """What to say where there are too few clips for more than numbers."""
    return f" Fewer than {FEWEST} clips bear no interval and no p." if clips < FEWEST else ""
