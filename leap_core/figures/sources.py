"""Recipe -> the data set and the runs that it names, opened."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from leap_core.colours import Look, class_looks
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.figures.found import R, find_data, find_runs, named
from leap_core.figures.recipe import Places, Shown
from leap_core.files import sha256_once
from leap_core.maps import DIFFERENCE, MapKind
from leap_core.parts import known_kinds
from leap_core.runs.names import short_names
from leap_core.runs.store import Store


@dataclass(frozen=True)
class Sources:
    """The data set and the runs of a recipe, opened."""

    dataset: Dataset
    stores: Mapping[str, Store]  # by what they are called in the figure
    hashes: tuple[str, ...]  # of these, see `store_hash`

    @cached_property
    def looks(self) -> Sequence[Look]:
        """The look of each class (C,)."""
        return class_looks(self.dataset, self.stores.values())

    @property
    def colours(self) -> tuple[str, ...]:
        """The colour of each class (C,) on paper."""
        return tuple(look.light for look in self.looks)

    def named(self, recipe: R) -> R:
        """A recipe drawn from these, as it is kept: see `found.named`."""
        return named(recipe, self.dataset, [*self.stores.values()], self.hashes)


def open_sources(recipe: Shown, places: Places | None = None) -> Sources:
    """Open what a recipe names.

    Raises InputError on folders that are broken or not found, and on data or runs that are others by now.
    """
    places = places or Places()
    dataset = find_data(recipe, places)
    return gather(recipe, dataset, find_runs(recipe, dataset, places))


def gather(recipe: Shown, dataset: Dataset, stores: Sequence[Store]) -> Sources:
    """The same of what is open already, in the order of the recipe's runs."""
    for store in stores:
        store.check_fit(dataset.name, dataset.categories, dataset.segments)
    hashes = tuple(store_hash(store) for store in stores)
    if recipe.stores and recipe.stores != hashes:
        expected = "the predictions of its runs are not those that the recipe was made with"
        raise InputError(", ".join(recipe.runs), expected, "Delete `stores` from the recipe to draw these.")
    names = short_names({str(place): store.run for place, store in enumerate(stores, start=1)})
    return Sources(dataset, dict(zip(names.values(), stores, strict=True)), hashes)


def store_hash(store: Store) -> str:
    """SHA-256 of what a figure draws of a run: its record, probabilities and maps."""
    names = ("run.json", "predictions.parquet", *(("maps.parquet",) if store.run.maps else ()))
    paths = [store.folder / name for name in names]
    hashes = " ".join(sha256_once(path) for path in paths)
    return hashlib.sha256(hashes.encode()).hexdigest()


def kinds_of(stores: Iterable[Store]) -> dict[str, MapKind]:
    """The kinds of map that figures of runs may name, by key."""
    return known_kinds(store.run.maps for store in stores) | {DIFFERENCE.key: DIFFERENCE}
