"""The ten scores of audio-visual video parsing, on boolean grids (numpy only)."""

from leap_core.metrics.gates import GATES, binarise
from leap_core.metrics.report import COLUMNS, METRICS, Report, evaluate

__all__ = ["COLUMNS", "GATES", "METRICS", "Report", "binarise", "evaluate"]
