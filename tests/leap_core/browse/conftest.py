"""A split of a few clips in memory and its facts on disk; class C - 1 lies beyond the first word of bits.

Shapes: N clips, C classes, T segments.
"""

import numpy as np
import pyarrow as pa
import pytest

from leap_core.browse import Index
from leap_core.browse.facts import at_every_row, clip_facts, run_facts
from leap_core.browse.index import write_facts

N, C, T = 61, 67, 5
NAMES = tuple(f"{'Vv'[i % 2]}id{i:08}_0_{T}" for i in range(N))
CATEGORIES = tuple(f"Class_{c}" for c in range(C))
BUSY = (0, 1, 2, C - 1)  # the classes that occur
WITHOUT = 7  # the clip that run 2 lacks


class World:
    """What is known of the clips, as plain arrays."""

    def __init__(self, seed: int = 5) -> None:
        draw = np.random.default_rng(seed)
        self.truth = self._grids(draw, 0.18)
        self.ungated = {slot: self.truth ^ self._grids(draw, 0.05) for slot in "12"}  # (N, 2, C, T)
        gates = {slot: draw.random((N, 1, C, 1)) < 0.9 for slot in "12"}
        self.decided = {slot: grid & gates[slot] for slot, grid in self.ungated.items()}
        self.weak = self.truth.any(axis=(1, 3))  # (N, C)
        self.near = draw.random(N)
        self.rows = {"1": np.arange(N), "2": np.delete(np.arange(N), WITHOUT)}

    def _grids(self, draw, share: float) -> np.ndarray:
        grid = np.zeros((N, 2, C, T), bool)
        grid[:, :, BUSY] = draw.random((N, 2, len(BUSY), T)) < share
        return grid

    def write(self, folder) -> Index:
        write_facts(folder / "clips.parquet", [clip_facts(NAMES, self.truth, self.weak)])
        for slot, rows in self.rows.items():
            facts = run_facts(rows, *(g[rows] for g in (self.decided[slot], self.ungated[slot], self.truth)))
            write_facts(folder / f"{slot}.parquet", [at_every_row(facts, rows, 0, N)])
        write_facts(folder / "near.parquet", [pa.table({"row": np.arange(N), "distance": self.near})])
        runs = {slot: folder / f"{slot}.parquet" for slot in "12"}
        return Index(folder / "clips.parquet", runs, CATEGORIES, T, folder / "near.parquet")


@pytest.fixture(scope="session")
def world():
    return World()


@pytest.fixture(scope="session")
def index(world, tmp_path_factory):
    return world.write(tmp_path_factory.mktemp("facts's"))  # a quote in a path must not hurt
