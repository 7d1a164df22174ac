"""The two kinds of map that LEAP's decoder can trace."""

from leap_core.maps import MapKind

MIXING = MapKind(
    "A",
    "A",
    "lm",
    "Attention, mixing",
    "attention",
    axis="time",
    layered=True,
    stage="first pass, normalised queries",
    meaning="attention of the label queries to the segments after the softmax",
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
    meaning="the same before the softmax",
    source="LEAP, section 3.2, and its released code",
)
