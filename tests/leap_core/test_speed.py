"""Times are of the model that was asked for."""

from leap_core import presets
from leap_core.speed import measure
from tests.tiny_dataset import tiny


def test_latency_and_throughput():
    speed = measure(tiny(presets.leap_han()), segments=3, frames_per_segment=2)
    assert 0 < speed.latency_ms < 10_000 and speed.clips_a_second > 1
    assert speed.device == "cpu" and speed.threads >= 1
