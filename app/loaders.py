"""Cached reading for the screens: data set, runs, the view of a clip.

A cached run is read anew once its run.json changes.  Shapes: see leap_core/views.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from app import state
from leap_core import views
from leap_core.data.dataset import Dataset, open_dataset
from leap_core.data.llp import SPLIT_FILES
from leap_core.errors import InputError
from leap_core.explanation.store import Store, open_store


@dataclass(frozen=True)
class Runs:
    """The runs of a folder, by name, and what is wrong with those that cannot be read."""

    stores: dict[str, Store]
    broken: tuple[InputError, ...]


@st.cache_resource(show_spinner=False)
def dataset(root: Path, split: str) -> Dataset:
    """The data set's split.  Raises InputError as `open_dataset` does."""
    return open_dataset(root, split)


def runs(root: Path) -> Runs:
    """Every run folder in `root`.  Raises InputError where there is no run at all."""
    folders = sorted(p for p in root.iterdir() if p.is_dir()) if root.is_dir() else []
    stores, broken = {}, []
    for folder in folders:
        try:
            stores[folder.name] = _store(folder, _stamp(folder))
        except InputError as error:
            broken.append(error)
    if not folders:
        remedy = "Make one with `leap explain`, or name another folder with --runs."
        raise InputError(root, "expected at least one run folder", remedy)
    return Runs(stores, tuple(broken))


def default_clip(data: Dataset, stores: list[Store]) -> str:
    """The clip to open with: where the first run gains most over the second."""
    if len(stores) < 2:
        return data.annotations.filenames[0]
    folders = [store.folder for store in stores]
    return _showcase(data.root, data.split, *folders, *map(_stamp, folders), data, *stores)


def clip_view(data: Dataset, filename: str, stores: list[Store]) -> dict[str, Any]:
    """View of a clip, with the address of its video, or None, and the length of a frame in seconds."""
    folders = tuple(store.folder for store in stores)
    return _clip_view(data.root, data.split, filename, folders, tuple(map(_stamp, folders)), data, stores)


def video(filename: str) -> Path | None:
    """The video of a clip of the data set that is being shown.  Raises InputError where no split has the clip."""
    root = state.data_root()
    for split in reversed(SPLIT_FILES):
        try:
            return dataset(root, split).video(filename)
        except InputError:
            continue
    raise InputError(root, "no split has this clip", "Choose a clip of the data set.")


@st.cache_resource(show_spinner=False)
def _store(folder: Path, stamp: float) -> Store:
    return open_store(folder)


@st.cache_data(show_spinner=False, max_entries=8)
def _showcase(root, split, folder_a, folder_b, stamp_a, stamp_b, _data: Dataset, _a: Store, _b: Store) -> str:
    return views.showcase(_data, _a, _b)


@st.cache_data(show_spinner=False, max_entries=512)
def _clip_view(root, split, filename, folders, stamps, _data: Dataset, _stores: list[Store]) -> dict[str, Any]:
    return views.clip_view(_data, filename, _stores)


def _stamp(folder: Path) -> float:
    path = folder / "run.json"
    return path.stat().st_mtime if path.exists() else 0.0
