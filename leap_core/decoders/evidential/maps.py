"""The kinds of map that CMPAE's decoder can trace."""

from leap_core.maps import MapKind

_SOURCE = "Gao et al. (CVPR 2023), section 3"
PRESENCE = MapKind(
    "Wp",
    "W",
    "m",
    "Attention for presence",
    "attention",
    axis="time",
    lowered="+",
    meaning="weight of each segment in the clip's evidence that a class is there, softmax over time",
    source=_SOURCE,
)
ABSENCE = MapKind(
    "Wn",
    "W",
    "m",
    "Attention for absence",
    "attention",
    axis="time",
    lowered="\u2212",
    meaning="weight of each segment in the clip's evidence that a class is not there, softmax over time",
    source=_SOURCE,
)
UNCERTAINTY = MapKind(
    "U",
    "U",
    "m",
    "Uncertainty",
    "probability",
    meaning="uncertainty of P: 1 without any evidence for or against, towards 0 with much",
    source=_SOURCE,
)
