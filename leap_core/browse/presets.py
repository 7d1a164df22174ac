"""Rules that an author of a paper asks for first; what is asked of one run is asked of the other, too."""

from __future__ import annotations

from leap_core.browse.rule import Rule

_A_FIRST, _B_FIRST = ({"sort": "difference", "descending": best} for best in (True, False))
_APART = {"sort": "distance", "descending": True}
_A_BETTER, _B_BETTER = {"difference": (0.1, None), **_A_FIRST}, {"difference": (None, -0.1), **_B_FIRST}
_OVERLAP = {"overlapping": (2, None), "metric": "event_event"}
_ALARM, _SHUT = ("false_alarm",), ("shut_out",)

PRESETS = {  # by name, in which {0} and {1} stand for the runs
    "{0} better": Rule(**_A_BETTER),
    "{1} better": Rule(**_B_BETTER),
    "Only {0} solves overlap": Rule(a=(100, None), **_OVERLAP, **_A_BETTER),
    "Only {1} solves overlap": Rule(b=(100, None), **_OVERLAP, **_B_BETTER),
    "False alarms of {0} alone": Rule(makes_a=_ALARM, avoids_b=_ALARM, **_B_FIRST),
    "False alarms of {1} alone": Rule(makes_b=_ALARM, avoids_a=_ALARM, **_A_FIRST),
    "Shut out by {0}'s gate": Rule(makes_a=_SHUT, **_APART),
    "Shut out by {1}'s gate": Rule(makes_b=_SHUT, **_APART),
    "Both fail": Rule(a=(None, 50), b=(None, 50), **_APART),
}
