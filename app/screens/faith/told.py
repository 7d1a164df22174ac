"""What is known of a run's maps."""

from __future__ import annotations

from dataclasses import dataclass

from leap_core.faithfulness.pairs import Pairs
from leap_core.faithfulness.results import Results, main_map
from leap_core.runs.store import Store


@dataclass(frozen=True)
class Told:
    """Of one of the two runs."""

    slot: str
    name: str  # beside the other
    store: Store
    results: Results
    pairs: Pairs

    @property
    def map(self) -> str:
        """The attribution that stands for the run: its attention over time, else P."""
        return main_map(self.store.run.maps) or "P"
