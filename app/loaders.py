"""Cached reading for the screens: data set, runs, the clip to open with.

What is cached is read anew once the data set's labels or a run's predictions change.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from leap_app import folders, state
from leap_core import views
from leap_core.data.dataset import Dataset, label_files, open_dataset
from leap_core.data.llp import SPLIT_FILES, find_root
from leap_core.errors import InputError
from leap_core.files import sha256_once
from leap_core.options import SPLIT
from leap_core.runs.store import Store, open_store
from leap_core.training_record import TrainingRecord, read_curves, read_training

_SIGNS = ("run.json", "predictions.parquet", "parts", "checkpoint", "training")  # of a run folder


@dataclass(frozen=True)
class Runs:
    """The runs of a folder, by name, and what is wrong with those that cannot be read."""

    stores: dict[str, Store]
    broken: tuple[InputError, ...]


def dataset(root: Path, split: str) -> Dataset:
    """A split of the data set, and what media may be shown.  Raises InputError as `open_dataset` does."""
    folder = find_root(root)
    stamp = _stamp(folder / "dataset.json", *label_files(folder))
    return _dataset(root, split, stamp, folders.follow_links())


def runs(root: Path) -> Runs:
    """Every run folder in `root`, whole or not.  Raises InputError where there is none."""
    children = sorted(p for p in root.iterdir() if p.is_dir()) if root.is_dir() else []
    folders = [p for p in children if any((p / name).exists() for name in _SIGNS)]
    if not folders:
        remedy = "Make one with `leap explain`, or name another folder with --runs."
        raise InputError(root, "expected at least one run folder", remedy)
    stores, broken = {}, []
    for folder in folders:
        try:
            stores[folder.name] = _stored(folder, folder.name)
        except InputError as error:
            broken.append(error)
    return Runs(stores, tuple(broken))


def run(root: Path, name: str) -> Store:
    """The run at a path below `root`, written with slashes.

    Only folders that are listed there are looked into; those may be links, like the runs of `runs`.  Raises
    InputError where there is no such folder or it holds no whole run.
    """
    return _stored(_folder(root, name), name)


def runs_at(root: Path, name: str) -> list[str]:
    """The run at a path below `root`, or all runs in the folder there.  Raises InputError as `run` does."""
    folder = _folder(root, name)
    if any((folder / sign).exists() for sign in _SIGNS):
        return [name]
    names = sorted(path.parent.relative_to(root).as_posix() for path in folder.rglob("run.json"))
    if not names:
        raise InputError(folder, "there is no run in it", "Name a run folder, or one that holds some.")
    return names


def _folder(root: Path, name: str) -> Path:
    folder = root
    for part in name.split("/"):
        children = [p for p in folder.iterdir() if p.name == part and p.is_dir()] if folder.is_dir() else []
        if not children:
            raise InputError(root, f"there is no run {name[:80]!r}", "Name a run folder below this one.")
        folder = children[0]
    return folder


def has_checkpoint(store: Store) -> bool:
    """Whether a run carries its model, so that it can be asked anew."""
    folder = store.folder / "checkpoint"
    return all((folder / name).is_file() for name in ("config.json", "model.safetensors"))


def named(stores: Mapping[str, Store]) -> state.Slots:
    """What an address calls runs by slot."""
    names: dict[str, Any] = {key: stores[s].run.name for key, s in state.SLOTS.items() if s in stores}
    return state.Slots(**names)


def data_of(stores: Mapping[str, Store]) -> Dataset:
    """The split of the first run whose split can be read, or the test split where there is no run.

    Raises InputError as `dataset` does for the first.
    """
    splits = list(dict.fromkeys(store.run.split for store in stores.values())) or [SPLIT]
    for split in splits:
        with contextlib.suppress(InputError):
            return dataset(folders.data_root(), split)
    return dataset(folders.data_root(), splits[0])


def dataset_of(filename: str) -> Dataset:
    """The split that a clip of the data set on show is in.  Raises InputError where no split has it."""
    root = folders.data_root()
    for split in sorted(SPLIT_FILES, key=lambda split: split != SPLIT):  # what runs are mostly made on first
        with contextlib.suppress(InputError):
            data = dataset(root, split)
            data.index(filename)
            return data
    raise InputError(root, f"no split has a clip {filename}", "Choose a clip of the data set.")


def key_of(thing: Dataset | Store) -> str:
    """What tells data sets and runs apart in a cache; one text, which Streamlit hashes at once."""
    if isinstance(thing, Dataset):
        return repr((str(thing.root), thing.segment_seconds, *thing.about.values()))
    with contextlib.suppress(InputError):  # which is raised again where the run is read
        return repr((str(thing.folder), thing.sha256))
    return repr((str(thing.folder),))


@st.cache_resource(show_spinner=False, hash_funcs={Dataset: key_of, Store: key_of})
def opening(data: Dataset, a: Store, b: Store) -> views.Opening:
    """The clip that the screen of two runs opens with."""
    return views.opening(data, a, b)


def training(store: Store) -> TrainingRecord | None:
    """What a run was trained with, where its folder says so.  Raises InputError on a broken record."""
    return _training(store.folder, _stamp(store.folder / "training" / "config.json"))


def curves(store: Store) -> pd.DataFrame:
    """The epochs of a run.  Raises InputError as `read_curves` does."""
    return _curves(store.folder, _stamp(store.folder / "training" / "metrics.csv"))


def weights(store: Store) -> str | None:
    """SHA-256 of a run's weights as they are now, where they are in its folder."""
    path = store.folder / "checkpoint" / "model.safetensors"
    return sha256_once(path) if path.is_file() else None


@st.cache_resource(show_spinner=False, max_entries=256)
def _training(folder: Path, stamp: tuple) -> TrainingRecord | None:
    return read_training(folder)


@st.cache_resource(show_spinner=False, max_entries=64)
def _curves(folder: Path, stamp: tuple) -> pd.DataFrame:
    return read_curves(folder)


@st.cache_resource(show_spinner=False, max_entries=16)
def _dataset(root: Path, split: str, stamp: tuple, links: bool) -> Dataset:
    return replace(open_dataset(root, split), links=links)


def _stored(folder: Path, name: str) -> Store:
    return _store(folder, name, _stamp(folder / "run.json", folder / "predictions.parquet"))


@st.cache_resource(show_spinner=False, max_entries=256)
def _store(folder: Path, name: str, stamp: tuple) -> Store:
    """A run, called by its path below the folder of runs."""
    store = open_store(folder)
    return replace(store, run=replace(store.run, name=name))


def _stamp(*paths: Path) -> tuple:
    """What changes when a file is written anew: time and size of those that are there."""
    stats = [path.stat() for path in paths if path.is_file()]
    return tuple((stat.st_mtime_ns, stat.st_size, stat.st_ino) for stat in stats)
