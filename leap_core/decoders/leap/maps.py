"""The two kinds of map that LEAP's decoder can trace."""

from leap_core.maps import MapKind

MIXING = MapKind(
    "A",
    "A",
    "lm",
    "Attention",
    "attention",
    axis="time",
    layered=True,
    stage="first pass, normalised queries",
    meaning="attention of the label queries to the segments, softmax over time",
    source="LEAP, section 3.2",
)
SCORES = MapKind(
    "S",
    "S",
    "lm",
    "Scores behind P",
    "scores",
    layered=True,
    stage="second pass, updated queries",
    meaning="scores of a second pass (updated queries, as released), whose mean over heads is logit P",
    source="LEAP, section 3.2, and its released code",
)
