"""Videos of one's own -> features and data sets, by recipes (docs/own-video.md)."""

from leap_core.extract.clip import Stopped, extract_features
from leap_core.extract.dataset import Extracted, extract_dataset
from leap_core.extract.mel import log_mel
from leap_core.extract.recipes import RECIPES
from leap_core.extract.video import Video, find, probe

__all__ = [
    "RECIPES",
    "Extracted",
    "Stopped",
    "Video",
    "extract_dataset",
    "extract_features",
    "find",
    "log_mel",
    "probe",
]
