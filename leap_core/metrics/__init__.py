"""The ten scores of audio-visual video parsing, on boolean grids (numpy only)."""

from leap_core.metrics.calibration import Calibration, calibration
from leap_core.metrics.compare import bootstrap, per_class, wrong_classes
from leap_core.metrics.confusion import confusion
from leap_core.metrics.errors import ERRORS, error_kinds
from leap_core.metrics.gates import GATES, binarise, graded, shut_out
from leap_core.metrics.report import (
    AVERAGE,
    COLUMNS,
    HEADLINE,
    LEVELS,
    METRIC_NAMES,
    SCORES,
    TRACKS,
    Report,
    evaluate,
)
from leap_core.metrics.threshold import THRESHOLDS, choose_thresholds

__all__ = [
    "AVERAGE",
    "COLUMNS",
    "ERRORS",
    "GATES",
    "HEADLINE",
    "LEVELS",
    "METRIC_NAMES",
    "SCORES",
    "THRESHOLDS",
    "TRACKS",
    "Calibration",
    "Report",
    "binarise",
    "bootstrap",
    "calibration",
    "choose_thresholds",
    "confusion",
    "error_kinds",
    "evaluate",
    "graded",
    "per_class",
    "shut_out",
    "wrong_classes",
]
