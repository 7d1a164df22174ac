"""What a recipe names, and where that lies: no recipe holds where it lay when the recipe was made.

A data set is named by its own name and the hash of its labels, a run by its path below the folder of runs and
the hash of what is drawn of it.  They are looked for where the user says or, unless told, here, where the
recipe lies, and one folder below either; runs also in the data set's folder and beside it.  What people write
by hand may be folders, as on the command line.
"""

from __future__ import annotations

import itertools
import os
import re
import shlex
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Protocol, TypeVar

from leap_core.data.dataset import Dataset, fingerprint_of, name_of, open_dataset
from leap_core.errors import InputError
from leap_core.figures.recipe import Places, Shown
from leap_core.resources import DEMO
from leap_core.runs.store import Store, open_store

R = TypeVar("R", bound=Shown)


class Told(Protocol):
    """What a recipe says of its data set."""

    @property
    def data(self) -> str:
        """Its name, or its folder."""
        ...

    @property
    def split(self) -> str:
        """Of it."""
        ...

    @property
    def data_sha256(self) -> str:
        """Of its labels when the recipe was made; empty where it does not say."""
        ...


_RUNS = "runs"  # what a folder of runs is called
_OPTION = re.compile(r"--[a-z-]+=|-[a-z](?=[/.~])|")  # what may stand before a path in one word


def find_data(recipe: Told, places: Places) -> Dataset:
    """Open the data set of a recipe.  Raises InputError where it is not found, or is another by now."""
    if places.data or _of_one_machine(recipe.data):
        roots = [places.data or Path(recipe.data)]
    else:
        roots = [*_folders(recipe.data, places), *_called(recipe.data, places)]
    if not roots:
        expected = f"expected the data set {recipe.data!r} here, where the recipe lies, or one folder below"
        raise InputError("recipe", expected, "Say where it is with --data.")
    told = recipe.data_sha256
    same = (root for root in roots if told and fingerprint_of(root) == told)
    dataset = open_dataset(next(same, roots[0]), recipe.split)
    if told not in ("", dataset.fingerprint):
        expected = "its labels are not those that the recipe was made with"
        remedy = "Name the data set with --data, or delete `data_sha256` from the recipe to draw these."
        raise InputError(dataset.root, expected, remedy)
    return dataset


def find_runs(recipe: Shown, dataset: Dataset, places: Places) -> list[Store]:
    """Open the runs of a recipe.  Raises InputError where one is not found or broken."""
    return [open_store(find_run(name, dataset, places)) for name in recipe.runs]


def find_run(name: str, dataset: Dataset, places: Places) -> Path:
    """The folder of a run of a recipe.  Raises InputError where it is not found."""
    if _of_one_machine(name):
        return Path(name)
    around = (Path(), places.recipe, dataset.root, dataset.root.parent)
    bases = [places.runs] if places.runs else [*itertools.chain(*((b, b / _RUNS) for b in around))]
    for base in bases:
        if (base / name / "run.json").is_file():
            return base / name
    where = places.runs or "here, where the recipe lies, in the data set or in a folder `runs` of them"
    expected = f"expected the run {name!r}, looked for it in {where}"
    raise InputError("recipe", expected, "Say where with --runs.")


def named(recipe: R, dataset: Dataset, stores: Sequence[Store], hashes: tuple[str, ...]) -> R:
    """The recipe as it is kept: with names and hashes of what it was drawn from, no folder of a machine."""
    here = _of_one_machine(recipe.data)
    runs = recipe.runs
    if any(map(_of_one_machine, runs)):
        runs = run_names([store.folder for store in stores], dataset.root)
    return replace(
        recipe,
        data=dataset.name if here else recipe.data,
        data_sha256=dataset.fingerprint,
        runs=runs,
        stores=hashes,
        command=_without_folders(recipe.command),
    )


def run_names(folders: Sequence[Path], root: Path) -> tuple[str, ...]:
    """What runs are called: their paths below the folder of runs, else as much of it as tells them apart."""
    paths = [Path(os.path.abspath(folder)) for folder in folders]
    for base in (root / _RUNS, root.parent / _RUNS):
        base = Path(os.path.abspath(base))
        if all(path != base and path.is_relative_to(base) for path in paths):
            return tuple(path.relative_to(base).as_posix() for path in paths)
    most = max((len(path.parts) for path in paths), default=1) - 1
    for length in range(1, most + 1):
        names = tuple("/".join(path.parts[1:][-length:]) for path in paths)
        if len({*names}) == len({*paths}):
            return names
    return tuple(path.name for path in paths)


def _of_one_machine(text: str) -> bool:
    """Whether a path leads from the root, or up from where a command was typed."""
    path = PurePath(text)
    return path.is_absolute() or ".." in path.parts


def _folders(text: str, places: Places) -> Iterator[Path]:
    """Folders of a data set that a text names as on the command line."""
    for base in (Path(), places.recipe):
        with suppress(InputError):
            name_of(base / text)
            yield base / text


def _called(name: str, places: Places) -> Iterator[Path]:
    """Folders of the data sets with a name."""
    for base in (Path(), places.recipe):
        below = sorted(path for path in base.iterdir() if path.is_dir()) if base.is_dir() else []
        for root in (base, *below):
            with suppress(InputError, OSError):
                if name_of(root) == name:
                    yield root
    if name_of(DEMO) == name:
        yield DEMO


def _without_folders(command: str) -> str:
    """A command whose paths are names of files alone."""
    try:
        words = shlex.split(command)
    except ValueError:  # no command
        return "" if "/" in command else command
    plain = [*map(_word, words)]
    return command if plain == words else shlex.join(plain)


def _word(word: str) -> str:
    option = re.match(_OPTION, word)
    start = option.end() if option else 0
    path = Path(word[start:])
    told = _of_one_machine(word[start:]) or (len(path.parts) > 1 and path.parent.is_dir())
    return word[:start] + path.name if told else word
