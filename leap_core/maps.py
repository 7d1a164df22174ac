"""Kinds of class x time maps: what each is called, what it means and how it is drawn.

Everything that stores, shows, draws or explains a map reads its record here or, for the maps of a decoder, on
the decoder (`DecoderConfig.maps`); stores and views carry the records with them, so that a run can be drawn
where its decoder is not known.

Notation follows the paper (LEAP, ECCV 2024): m is the modality, l a label query.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scale = Literal["probability", "attention", "scores", "difference"]
Axis = Literal["time", "modality"]


@dataclass(frozen=True)
class MapKind:
    """One kind of class x time map; every map of it is (C, T) for a modality, a block and a head."""

    key: str  # in addresses, recipes and stores
    symbol: str  # letter of the paper
    raised: str  # beside the letter; its `m` stands for the modality
    title: str  # for people
    scale: Scale  # probability is in [0, 1], attention begins at 0, the others have a sign
    axis: Axis | None = None  # along which its values sum to 1
    layered: bool = False  # whether there is one a block and head; else one a run
    stage: str = ""  # which pass through the block it is taken from
    source: str = ""  # where it is defined


TRUTH = MapKind("Y", "Y", "m", "Truth", "probability", source="annotations of the data set")
PROBABILITY = MapKind("P", "P", "m", "Probabilities", "probability", source="LEAP, section 3.2")
DIFFERENCE = MapKind("D", "Δ", "", "Difference P of A \u2212 P of B", "difference", source="the clip screen")
WHAT_IF = MapKind("W", "P\u2032", "m", "What-if", "probability", source="the clip screen")
WHAT_IF_DIFFERENCE = MapKind(
    "E", "P\u2032 \u2212 P", "m", "What-if \u2212 before", "difference", source="the clip screen"
)
MIXING = MapKind(
    "A",
    "A",
    "lm",
    "Attention, mixing",
    "attention",
    axis="time",
    layered=True,
    stage="first pass, normalised queries",
    source="LEAP, section 3.2",
)
SCORES = MapKind(
    "S",
    "S",
    "lm",
    "Attention, scores",
    "scores",
    layered=True,
    stage="second pass, updated queries",
    source="LEAP, section 3.2",
)
