"""Rules that an author of a paper asks for first.  A is the method, B the baseline."""

from __future__ import annotations

from leap_core.browse.rule import Rule

_GAIN = {"sort": "difference", "descending": True}

PRESETS = {
    "Largest gain": Rule(difference=(0.1, None), **_GAIN),
    "Largest loss": Rule(difference=(None, -0.1), sort="difference"),
    "Overlapping events solved": Rule(
        overlapping=(2, None), metric="event_event", a=(100, None), difference=(0.1, None), **_GAIN
    ),
    "False alarms removed": Rule(makes_b=("false_alarm",), avoids_a=("false_alarm",), **_GAIN),
    "Both fail": Rule(a=(None, 50), b=(None, 50), sort="A"),
}
