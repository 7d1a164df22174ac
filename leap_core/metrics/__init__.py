"""The ten scores of audio-visual video parsing, on boolean grids, and what holds of two runs (no torch)."""

from leap_core.metrics.calibration import Calibration, calibration
from leap_core.metrics.class_threshold import CHOOSERS, thresholds_of
from leap_core.metrics.classes import per_class, wrong_classes
from leap_core.metrics.compare import Difference, compare, holm
from leap_core.metrics.confusion import confusion
from leap_core.metrics.errors import ERRORS, error_kinds
from leap_core.metrics.gates import GATES, Thresholds, binarise, graded
from leap_core.metrics.intervals import FEWEST, bca
from leap_core.metrics.protocols import Compared, Scored, protocol_differences, protocol_scores
from leap_core.metrics.ranking import RANKING, mean_average_precision
from leap_core.metrics.report import (
    AVERAGE,
    COLUMNS,
    HEADLINE,
    JOINT,
    LEVELS,
    METRIC_NAMES,
    SCORES,
    TRACKS,
    Report,
    evaluate,
)
from leap_core.metrics.seeds import SeedDifference, compare_seeds
from leap_core.metrics.threshold import THRESHOLDS, choose_thresholds

__all__ = [
    "AVERAGE",
    "CHOOSERS",
    "COLUMNS",
    "ERRORS",
    "FEWEST",
    "GATES",
    "HEADLINE",
    "JOINT",
    "LEVELS",
    "METRIC_NAMES",
    "RANKING",
    "SCORES",
    "THRESHOLDS",
    "TRACKS",
    "Calibration",
    "Compared",
    "Difference",
    "Report",
    "Scored",
    "SeedDifference",
    "Thresholds",
    "bca",
    "binarise",
    "calibration",
    "choose_thresholds",
    "compare",
    "compare_seeds",
    "confusion",
    "error_kinds",
    "evaluate",
    "graded",
    "holm",
    "mean_average_precision",
    "per_class",
    "protocol_differences",
    "protocol_scores",
    "thresholds_of",
    "wrong_classes",
]
