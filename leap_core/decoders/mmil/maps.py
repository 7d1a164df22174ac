"""The two kinds of map that the MMIL decoder can trace."""

from leap_core.maps import MapKind

TEMPORAL = MapKind(
    "Wt",
    "W",
    "m",
    "Temporal attention",
    "attention",
    axis="time",
    lowered="t",
    meaning="weight of each segment of a modality in the class's p of the clip, softmax over time",
    source="Tian et al. (ECCV 2020), section 4",
)
AUDIO_VISUAL = MapKind(
    "Wm",
    "W",
    "m",
    "Audio-visual attention",
    "attention",
    axis="modality",
    lowered="m",
    meaning="weight of each modality in a segment, softmax over audio and visual",
    source="Tian et al. (ECCV 2020), section 4",
)
