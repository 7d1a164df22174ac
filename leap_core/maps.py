"""Kinds of class x time maps: what each is called, what it means and how it is drawn.

Everything that stores, shows, draws or explains a map reads its record: that of truth and probability here,
that of a decoder's map on the decoder (`DecoderConfig.maps`).  Stores carry the records of their maps with
them, so that a run can be drawn where its decoder is not known.

Notation follows the paper (LEAP, ECCV 2024): m is the modality, l a label query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from annotated_types import Len

from leap_core.errors import InputError
from leap_core.schema import Must

Scale = Literal["probability", "attention", "scores", "difference", "worth"]
Axis = Literal["time", "modality"]
Key = Annotated[
    str,
    Len(1, 12),
    Must("of letters, digits, _ and \u2032", lambda key: bool(re.fullmatch("[\\w\u2032]+", key))),
]


@dataclass(frozen=True)
class MapKind:
    """One kind of class x time map: (C, T) for each modality and, where layered, each block and head."""

    key: Key  # in addresses, recipes and stores
    symbol: str  # letter of the paper
    raised: str  # beside the letter; its `m` stands for the modality
    title: str  # for people
    scale: Scale  # probability is in [0, 1], attention begins at 0, all others have a sign
    lowered: str = ""  # below the letter
    axis: Axis | None = None  # along which its values sum to 1
    layered: bool = False  # whether there is one for each block and head
    stage: str = ""  # which pass through the block it is taken from
    meaning: str = ""  # in a sentence
    source: str = ""  # where it is defined

    @property
    def formula(self) -> str:
        """Its name in plain text, as A^lm or W_t^m."""
        return self.symbol + (self.lowered and f"_{self.lowered}") + (self.raised and f"^{self.raised}")

    @property
    def softmaxed(self) -> MapKind:
        """Of scores, what is drawn of them after a softmax over time; of others the same."""
        if self.scale != "scores":
            return self
        return replace(self, scale="attention", axis="time", meaning=f"{self.meaning}, softmax over time")


TRUTH = MapKind("Y", "Y", "m", "Truth", "probability", meaning="ground truth", source="annotations")
PROBABILITY = MapKind(
    "P",
    "P",
    "m",
    "Probabilities",
    "probability",
    meaning="probability of each class by segment",
    source="LEAP, section 3.2; Tian et al. (ECCV 2020), section 4",
)
DIFFERENCE = MapKind(
    "D",
    "Δ",
    "",
    "Difference P of 1 \u2212 P of 2",
    "difference",
    meaning="P of one run less P of another, by segment",
    source="the clip screen",
)
SHAPLEY = MapKind(
    "F",
    "φ",
    "m",
    "Shapley values",
    "worth",
    meaning="what each second is worth to p: its Shapley value over all subsets of the clip's seconds",
    source="Shapley (1953); docs/faithfulness.md",
)
WHAT_IF = MapKind(
    "W",
    "P\u2032",
    "m",
    "What-if",
    "probability",
    meaning="P once seconds are taken away",
    source="the clip screen",
)
WHAT_IF_DIFFERENCE = MapKind(
    "E",
    "P\u2032 \u2212 P",
    "m",
    "What-if \u2212 before",
    "difference",
    meaning="what taking them away changes",
    source="the clip screen",
)
ASKED = SHAPLEY, WHAT_IF, WHAT_IF_DIFFERENCE  # a model is asked anew for them; no store has them
OWN = TRUTH, PROBABILITY, DIFFERENCE, *ASKED  # of no decoder

MEAN, LAST = "mean", "last"  # instead of a number, counted from 1, of a block or of a head


def softmax(scores: Any) -> Any:
    """Of an array of scores, over time, its last axis."""
    import numpy as np  # not for those who need the records alone

    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def one_map(maps: Any, block: int | str, head: int | str, source: object) -> Any:
    """The map of a block and a head, each a number from 1, `last` or `mean`: (N, H, C, T) -> (C, T).

    Raises InputError, naming `source`, where there is no such block or head.
    """
    for what, choice in (("block", block), ("head", head)):
        if choice == MEAN:
            maps = maps.mean(axis=0)
        elif choice == LAST:
            maps = maps[-1]
        elif isinstance(choice, int) and 1 <= choice <= len(maps):
            maps = maps[choice - 1]
        else:
            expected = f"it has {len(maps)} {what}s and no {what} {str(choice)[:20]}"
            raise InputError(str(source), expected, f"Choose another {what}, `mean` or `last`.")
    return maps
