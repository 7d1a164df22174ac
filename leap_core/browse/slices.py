"""Slices of a split that papers report apart, each a rule: Browse shows the clips behind a figure."""

from __future__ import annotations

from collections.abc import Sequence

from leap_core.browse.rule import Rule

_FIXED = {
    "Overlap": {
        "no overlapping events": Rule(overlapping=(None, 0)),
        "overlapping events": Rule(overlapping=(1, None)),
    },
    "Labels": {
        "1 label": Rule(label_count=(1, 1)),
        "2 labels": Rule(label_count=(2, 2)),
        "3 labels or more": Rule(label_count=(3, None)),
    },
    "Modality agreement": {
        "same classes heard and seen": Rule(mismatch=False),
        "other classes heard than seen": Rule(mismatch=True),
        "of them off-screen sound": Rule(mismatch=True, off_screen=True),
    },
}


def slices(categories: Sequence[str]) -> dict[str, dict[str, Rule]]:
    """Groups of slices by name; those by class go by the class's own name."""
    return {**_FIXED, "Class": {name: Rule(classes=(name,)) for name in categories}}
