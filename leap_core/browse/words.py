"""A rule in words: a phrase for each of its conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from leap_core.browse.rule import ALL, Range, Rule
from leap_core.categories import display_name
from leap_core.metrics import METRIC_NAMES

LIKE = {"disagreement": "by where the runs disagree", "features": "by input features"}
_WHERE = {"labels": "", "audio": ", heard", "visual": ", seen", "audio_visual": ", heard and seen at once"}


class Condition(NamedTuple):
    """A condition in words, and the fields of the rule that it is of."""

    words: str
    fields: tuple[str, ...]


def conditions(rule: Rule, runs: Sequence[str]) -> list[Condition]:
    """Those that a rule has, its two runs called as told; its order, threshold, gate and metric are none."""
    found = []

    def add(words: str, *fields: str) -> None:
        found.append(Condition(words, fields))

    if rule.text:
        add(f"id contains {rule.text}", "text")
    if rule.classes:
        names = (" and " if rule.every else " or ").join(map(display_name, rule.classes))
        add(f"{names}{_WHERE[rule.modality]}", "classes", "every", "modality")
    for field, name in (("label_count", "labels"), ("overlapping", "overlapping events")):
        if (ends := getattr(rule, field)) != ALL:
            add(f"{name} {_ends(ends)}", field)
    if rule.agreement != ALL:
        add(f"agreement of audio and visual {_ends(rule.agreement)}", "agreement")
    if rule.mismatch is not None:
        add(
            "other classes heard than seen" if rule.mismatch else "the same classes heard and seen",
            "mismatch",
        )
    if rule.off_screen is not None:
        add(f"{'with' if rule.off_screen else 'without'} off-screen sound", "off_screen")
    for key, run in zip("ab", runs, strict=True):
        for verb in ("makes", "avoids"):
            field = f"{verb}_{key}"
            if errors := getattr(rule, field):
                add(f"{run} {verb} {', '.join(map(display_name, errors)).lower()}", field)
        if (ends := getattr(rule, key)) != ALL:
            add(f"F1 of {run}, {METRIC_NAMES[rule.metric]} {_ends(ends)}", key)
    for field, right, wrong in (("solved", *runs), ("lost", *reversed(runs))):
        if (classes := getattr(rule, field)) is not None:
            add(
                f"{right} right, {wrong} wrong on {' or '.join(map(display_name, classes)) or 'any class'}",
                field,
            )
    if rule.difference != ALL:
        add(f"{runs[0]} \N{MINUS SIGN} {runs[1]} {_ends(rule.difference)}", "difference")
    if rule.region:
        add("within a lasso", "region")
    for field, run in zip(("faithful_a", "faithful_b"), runs, strict=True):
        if (ends := getattr(rule, field)) != ALL:
            add(f"{run} faithful {_ends(ends)} %", field)
    if rule.like:
        order = ("sort",) * (rule.sort == "likeness")
        add(f"like {rule.like} {LIKE[rule.by]}", "like", "by", *order)
    if rule.starred:
        add("starred by you", "starred")
    if rule.tags:
        add(f"tagged {' and '.join(rule.tags)}", "tags")
    if rule.note:
        add(f"note contains {rule.note}", "note")
    return found


def _ends(ends: Range) -> str:
    low, high = (None if end is None else f"{end:g}".replace("-", "\N{MINUS SIGN}") for end in ends)
    if low is None:
        return f"up to {high}"
    return f"{low} and more" if high is None else f"{low} to {high}"
