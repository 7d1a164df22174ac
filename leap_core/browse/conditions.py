"""Rule -> conditions of a query over an index, whose tables are called clips, run_1 and run_2.

Every value of a rule stays a parameter, a ? in the text; only names from fixed lists become part of it.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from leap_core.browse.facts import WORD
from leap_core.browse.index import Index
from leap_core.browse.rule import Range, Rule
from leap_core.browse.table import score_of, table_of
from leap_core.errors import InputError

_FEW = 1000  # names that are looked for faster than joined


class Condition(NamedTuple):
    """What must hold of a clip."""

    text: str
    values: Sequence[object] = ()


def conditions_of(rule: Rule, index: Index, named: Collection[str] | None) -> list[Condition]:
    """All that a rule asks, of the clips that are `named` alone unless that is None.

    Raises InputError where it asks for a run or a class that is not there.
    """
    return list(_conditions(rule, index, named))


def column_of(rule: Rule, index: Index, name: str) -> str:
    """A column by what rules call it; 1, 2, difference and distance are scores in the rule's metric.

    Raises InputError where the run is not there.
    """
    if name == "difference":
        return f"{column_of(rule, index, '1')} - {column_of(rule, index, '2')}"
    if name == "likeness":
        if index.near is None:
            expected = "it asks for the order of likeness, but not to which clip"
            raise InputError("filter", expected, "Choose another order.")
        return "near.distance"
    if name == "distance":
        return f"abs({column_of(rule, index, 'difference')})"
    return score_of(_known(index, name)) if name in ("1", "2") else f"clips.{name}"


def _conditions(rule: Rule, index: Index, named: Collection[str] | None) -> Iterator[Condition]:
    if rule.text:
        yield Condition("contains(lower(clips.filename), lower(?))", [rule.text])
    if rule.classes:
        yield _classes(index, f"clips.{rule.modality}", rule.classes, rule.every)
    words = range(-(-len(index.categories) // WORD))
    yield from _within(" + ".join(f"bit_count(clips.labels_{i})::INT" for i in words), rule.label_count)
    yield from _within("clips.overlapping", rule.overlapping)
    yield from _within("clips.agreement", rule.agreement)
    for column, wanted in (("mismatch", rule.mismatch), ("off_screen", rule.off_screen)):
        if wanted is not None:
            yield Condition(f"clips.{column} = ?", [wanted])
    for slot, makes, avoids in (("1", rule.makes_a, rule.avoids_a), ("2", rule.makes_b, rule.avoids_b)):
        for kind in makes:
            yield Condition(f"{_run(index, slot)}.{kind}")
        for kind in avoids:
            yield Condition(f"NOT {_run(index, slot)}.{kind}")
    for names, right, wrong in ((rule.solved, "1", "2"), (rule.lost, "2", "1")):
        if names is not None:
            column, unless = (f"{_run(index, slot)}.wrong" for slot in (wrong, right))
            yield _classes(index, column, names or index.categories, unless=unless)
    for name, ends in (("1", rule.a), ("2", rule.b), ("difference", rule.difference)):
        if ends != (None, None):
            yield from _within(column_of(rule, index, name), ends)
    if rule.region:
        yield _inside(column_of(rule, index, "2"), column_of(rule, index, "1"), rule.region)
    if named is not None and len(named) <= _FEW:
        yield Condition(f"clips.filename IN ({', '.join('?' * len(named))})" if named else "FALSE", [*named])
    elif named is not None:
        yield Condition("clips.filename IN (SELECT unnest(?::VARCHAR[]))", [list(named)])


def _run(index: Index, slot: str) -> str:
    return table_of(_known(index, slot))


def _known(index: Index, slot: str) -> str:
    if slot not in index.runs:
        raise InputError(
            "filter", f"it asks for run {slot}, which is not there", "Choose a run, or clear it."
        )
    return slot


def _classes(
    index: Index, column: str, names: Sequence[str], every: bool = False, unless: str = ""
) -> Condition:
    """Whether a set of classes holds any (or every) one of some, those apart that the set `unless` holds."""
    masks: dict[int, int] = {}
    for name in names:
        if name not in index.categories:
            expected = f"the data set has no class {name!r}, which the filter asks for"
            raise InputError("filter", expected, "Choose other classes.")
        word, bit = divmod(index.categories.index(name), WORD)
        masks[word] = masks.get(word, 0) | 1 << bit
    held = {word: f"{column}_{word}" + (f" & ~{unless}_{word}" if unless else "") for word in masks}
    if every:
        parts = [f"({bits} & ?::UBIGINT) = ?::UBIGINT" for bits in held.values()]
        return Condition(" AND ".join(parts), [mask for mask in masks.values() for _ in range(2)])
    return Condition(" OR ".join(f"({bits} & ?::UBIGINT) <> 0" for bits in held.values()), [*masks.values()])


def _within(column: str, ends: Range) -> Iterator[Condition]:
    for sign, end in zip((">=", "<="), ends, strict=True):
        if end is not None:
            yield Condition(f"{column} {sign} ?", [end])


def _inside(x: str, y: str, corners: Sequence[tuple[float, float]]) -> Condition:
    """Whether (x, y) lies in a polygon: a ray to the right crosses its edges an odd number of times.

    Between the heights of two corners no edge begins or ends, so only the edges there are looked at.
    """
    edges = list(zip(corners, (*corners[1:], corners[0]), strict=True))
    heights = sorted({y for _, y in corners})
    strips = [Condition("FALSE")]
    for low, high in itertools.pairwise(heights):
        spanning = [(p, q) for p, q in edges if min(p[1], q[1]) <= low and high <= max(p[1], q[1])]
        odd = functools.reduce("({} <> {})".format, [f"({x} < ? + {y} * ?)" for _ in spanning])
        slopes = [(x1 - y1 * (x2 - x1) / (y2 - y1), (x2 - x1) / (y2 - y1)) for (x1, y1), (x2, y2) in spanning]
        strips.append(Condition(odd, [*itertools.chain(*slopes)]))
    return _chosen_by(y, heights, [*strips, Condition("FALSE")])


def _chosen_by(y: str, heights: Sequence[float], strips: Sequence[Condition]) -> Condition:
    """The condition of the strip that y is in, found by halves; `heights` part the strips."""
    if not heights:
        return strips[0]
    half = len(heights) // 2
    below = _chosen_by(y, heights[:half], strips[: half + 1])
    above = _chosen_by(y, heights[half + 1 :], strips[half + 1 :])
    text = f"CASE WHEN {y} < ? THEN {below.text} ELSE {above.text} END"
    return Condition(text, [heights[half], *below.values, *above.values])
