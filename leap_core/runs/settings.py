"""Runs that differ in their seed alone, as one setting: what a table has a row of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from leap_core.runs.names import titles
from leap_core.training_record import TrainingRecord
from leap_core.types import Run


@dataclass(frozen=True)
class Setting:
    """A model and how it was trained, by its runs."""

    title: str
    runs: tuple[str, ...]  # by name; each has weights of its own
    names: frozenset[str]  # also of copies, which have the weights of one of the runs


def settings_of(runs: Mapping[str, Run], records: Mapping[str, TrainingRecord]) -> list[Setting]:
    """Runs by setting, in the order of the first run of each.

    `records` say what runs were trained with; a run without one is a setting of its own, whatever its folder
    is called.  Of several runs with the same weights the first counts.
    """
    groups: dict[str, list[str]] = {}
    for name in runs:
        groups.setdefault(_sameness(records[name]) if name in records else name, []).append(name)
    found = {}
    for names in groups.values():
        by_weights: dict[str, str] = {}
        for name in names:
            by_weights.setdefault(runs[name].checkpoint_sha256, name)
        found[names[0]] = (tuple(by_weights.values()), frozenset(names))
    called = titles(
        {name: replace(runs[name], title=_title(runs[name], records.get(name))) for name in found}
    )
    return [Setting(called[first], *members) for first, members in found.items()]


def _sameness(record: TrainingRecord) -> str:
    """The record but for the seed, as text."""
    return json.dumps(asdict(replace(record, train=replace(record.train, seed=0))), sort_keys=True)


def _title(run: Run, record: TrainingRecord | None) -> str:
    """The title without the seed, which studies add."""
    return run.title.removesuffix(f", seed {record.train.seed}") if record else run.title
