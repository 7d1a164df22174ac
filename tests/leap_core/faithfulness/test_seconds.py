"""What P of a second owes to itself, against maps: toys with numbers written out, then tiny data."""

from dataclasses import dataclass

import numpy as np
import pytest

from leap_core.decoders.mmil import TEMPORAL
from leap_core.faithfulness.seconds import LOST, WORTH, seconds
from leap_core.types import Explanation, Prediction

C, T = 2, 3


@dataclass
class Toy:
    """One clip: sound claims class 0, picture nothing."""

    known: bool = True

    def tables(self, filenames, on_step, spread):
        table = np.zeros((1, 2, 2, C, T), np.float32)
        table[0, 0, 0, 0] = [0.2, 0.1, 0.5]  # lost
        table[0, 0, 1, 0] = [0.4, 0.2, 0.3]  # worth
        return table

    def truth(self, filenames):
        grid = np.zeros((1, 2, C, T), bool)
        grid[0, 0, 0, 0] = True
        return grid if self.known else None

    @property
    def store(self):
        return self

    @property
    def run(self):
        return self

    maps = (TEMPORAL,)

    def explanation(self, name):
        segments, clip = np.zeros((1, 2, C, T)), np.zeros((1, 2, C))
        segments[0, 0, 0], clip[0, 0, 0] = [0.9, 0.3, 0.7], 0.8
        over_time = np.tile([0.2, 0.5, 0.3], (1, 1, 1, C, 1))
        return Explanation(
            Prediction(segments, clip, clip[:, 0]), {"Wt": {"audio": over_time, "visual": over_time}}
        )


def test_by_hand():
    audio, visual, both = seconds(Toy(), ["a"])
    assert (audio.name, audio.clips, audio.claims, audio.seconds) == ("audio", 1, 1, 2)
    assert (audio.probability, audio.lost, audio.worth) == pytest.approx((0.8, 0.35, 0.35), abs=1e-6)
    rows = {row["attribution"]: row for row in both.rows}
    assert list(rows) == ["W_t", "P", LOST, WORTH]
    assert (rows["P"]["worth"], rows["P"]["lost"], rows["P"]["auroc"]) == pytest.approx((1, 0.5, 1))
    assert rows["W_t"]["worth"] == pytest.approx(-1) and rows["W_t"]["auroc"] == 0
    assert rows["W_t"]["worth_low"] is None  # of one clip there is no interval
    assert visual.claims == visual.seconds == 0 and visual.lost is None
    assert [row["worth"] for row in visual.rows] == [None] * 4 and visual.means == "it claims nothing here"
    means = "P is 0.800, 0.350 lost without the second itself, 0.350 its Shapley value"
    assert audio.means == f"{means}, over 2 seconds of 1 claim in 1 clip"


def test_without_truth_nothing_is_said_against_it():
    (*_, both) = seconds(Toy(known=False), ["a"])
    assert [row["auroc"] for row in both.rows] == [None] * 4 and both.rows[1]["worth"] == 1
