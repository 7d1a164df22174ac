"""LLP's annotation files (Tian et al., ECCV 2020), tab-separated with a header line.

    AVVP_train.csv, AVVP_val_pd.csv, AVVP_test_pd.csv    filename, labels of the whole clip (comma-separated)
    AVVP_study.csv                                       likewise, further clips for studies; LLP has none
    AVVP_eval_audio.csv, AVVP_eval_visual.csv            filename, onset, offset, label; of all but train
    AVVP_eval_audio_visual.csv                           likewise, of all splits, where that alone is known
    AVVP_segments.csv                                    filename, segments of each clip that has fewer than T
    AVVP_slices.csv                                      filename, slice: parts of a split with own scores

Odd rows are counted, not hidden: empty or reversed events label nothing, repeated rows count once, events
past the end are cut there, and those of clips in no split are left out.

Shapes: N clips, C classes, T segments of the longest clip.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from leap_core.categories import CATEGORIES
from leap_core.data.events import Event, events_to_grid
from leap_core.data.rows import category_of, read_rows, read_seconds
from leap_core.errors import InputError
from leap_core.options import SPLITS, Truth
from leap_core.types import MODALITIES
from leap_core.wording import counted

_FILES = "AVVP_train.csv", "AVVP_val_pd.csv", "AVVP_test_pd.csv", "AVVP_study.csv"
SPLIT_FILES = dict(zip(SPLITS, _FILES, strict=True))
EVENT_FILES = {m: f"AVVP_eval_{m}.csv" for m in MODALITIES}
JOINT_FILE = "AVVP_eval_audio_visual.csv"
LENGTHS_FILE = "AVVP_segments.csv"
SLICES_FILE = "AVVP_slices.csv"
ID_LENGTH = 11  # of LLP: a clip's name is its video's 11-character id, then start and end


@dataclass(frozen=True)
class LoadReport:
    """What was read and what was odd about it: counts by name."""

    split: str
    counts: Mapping[str, int]

    def lines(self) -> list[str]:
        """Short lines for a person; what did not occur is left out."""
        clips = f"{self.split} split: {counted(self.counts['clips'], 'clip')}"
        return [clips] + [f"  {what}: {n:,}" for what, n in self.counts.items() if n and what != "clips"]


@dataclass(frozen=True)
class Annotations:
    """Labels of one split."""

    filenames: tuple[str, ...]  # N full clip names
    grid: np.ndarray  # bool (N, 2, C, T), audio and visual; False where not `dense` and after a clip's end
    weak: np.ndarray  # bool (N, C), labels of the whole clip
    dense: bool  # whether the split has labels by second of both modalities
    report: LoadReport
    segments: np.ndarray  # (N,) T of each clip
    categories: tuple[str, ...] = CATEGORIES  # the class axis
    joint: np.ndarray | None = None  # bool (N, C, T), heard and seen at once, where that alone is known
    joint_events: Mapping[str, Set[Event]] = field(default_factory=dict)  # likewise by clip, in seconds
    slices: Mapping[str, str] = field(default_factory=dict)  # part of the split by clip, where there are any

    @property
    def truth(self) -> np.ndarray | None:
        """What is known by second: bool (N, 2, C, T), audio and visual, or (N, 1, C, T), both at once."""
        if self.dense:
            return self.grid
        return None if self.joint is None else self.joint[:, None]

    @property
    def present(self) -> np.ndarray:
        """Which segments are a clip's own, bool (N, T)."""
        return np.arange(self.grid.shape[-1]) < self.segments[:, None]


def load_llp(
    root: str | Path,
    split: str,
    categories: tuple[str, ...] = CATEGORIES,
    segments: int = 10,
    segment_seconds: float = 1.0,
    id_length: int | None = ID_LENGTH,
    truth: Truth | None = None,
) -> Annotations:
    """Read the labels of `split` (train, val, test or study) from `root` or `root`/data.

    `id_length` is how much of a clip's name is its video's id, None where that is all.  By a `truth`, clips
    may have no label: by "none" nothing is known of them, by "events" the events are all there is, by
    "audio-visual" they say what is heard and seen at once, and nothing of either alone.  Raises InputError,
    naming file and line, on a missing file, an unreadable line or an unknown class.
    """
    root = find_root(root)
    if split not in SPLIT_FILES:
        raise InputError(root, f"there is no split {split!r}", f"Choose one of {', '.join(SPLIT_FILES)}.")
    index = {name: i for i, name in enumerate(categories)}
    rows: dict[str, set[int]] = {}
    repeated = 0
    for path, line, (name, labels) in read_rows(root / SPLIT_FILES[split], "labels", truth):
        repeated += name in rows
        named = labels.split(",") if labels else ()
        rows.setdefault(name, set()).update(category_of(index, c, path, line) for c in named)
    if not rows:
        raise InputError(
            root / SPLIT_FILES[split], "expected at least one clip", "Restore the annotation file."
        )
    names = tuple(rows)
    lengths = _lengths(root / LENGTHS_FILE, segments)
    weak = np.zeros((len(names), len(categories)), bool)
    for i, labels in enumerate(rows.values()):
        weak[i, list(labels)] = True
    counts = {"clips": len(names), "clips listed more than once": repeated, **_odd_names(names, id_length)}
    known = truth != "none"
    counts["clips without a label" if known else "clips of which no truth is known"] = int(
        (~weak.any(axis=1)).sum()
    )
    own = np.array([lengths.get(name, segments) for name in names])
    grid = np.zeros((len(names), len(MODALITIES), len(categories), segments), bool)
    dense, joint = truth in (None, "events") and split != "train", truth == "audio-visual"
    files = EVENT_FILES if dense else {"audio-visual": JOINT_FILE} if joint else {}
    others = _names_of_other_splits(root, split, truth) if files else set()
    ends = dict(zip(names, own * segment_seconds, strict=True))
    found, listed = {}, {}  # by track
    for track, file in files.items():
        listed[track], odd = _events(root / file, index, ends, others)
        cells = np.zeros((len(names), len(categories), segments), bool)
        for i, (name, t) in enumerate(zip(names, own.tolist(), strict=True)):
            cells[i, :, :t] = events_to_grid(listed[track].get(name, ()), len(categories), t, segment_seconds)
        found[track] = cells
        counts |= {f"{track} {what}": n for what, n in odd.items()}
        counts[f"clips without any {track} event"] = int((~cells.any(axis=(1, 2))).sum())
    if found:
        present = np.any([cells.any(axis=2) for cells in found.values()], axis=0)  # (N, C)
        counts["classes with events that are not among a clip's labels"] = int((present & ~weak).sum())
    if dense:
        grid = np.stack([found[modality] for modality in MODALITIES], axis=1)
    return Annotations(
        *(names, grid, weak, dense, LoadReport(split, counts), own, categories),
        *(found.get("audio-visual"), listed.get("audio-visual", {}), _slices(root / SLICES_FILE)),
    )


def find_root(root: str | Path) -> Path:
    """The folder of the annotation files: `root` or `root`/data.  Raises InputError where neither is."""
    for folder in (Path(root), Path(root) / "data"):
        if any((folder / name).is_file() for name in SPLIT_FILES.values()):
            return folder
    remedy = "Name the folder with LLP's annotation files, or one laid out like it (docs/formats.md)."
    raise InputError(
        root, "expected AVVP_train.csv, AVVP_val_pd.csv or AVVP_test_pd.csv here or in data/", remedy
    )


def _names_of_other_splits(root: Path, split: str, truth: Truth | None) -> set[str]:
    paths = [root / name for other, name in SPLIT_FILES.items() if other != split]
    return {cells[0] for path in paths if path.is_file() for *_, cells in read_rows(path, "labels", truth)}


def _events(
    path: Path, index: Mapping[str, int], ends: Mapping[str, float], others: Set[str]
) -> tuple[dict[str, set[Event]], dict[str, int]]:
    """Events by clip, of the clips whose `ends`, in seconds, are told, and what is odd about them."""
    events: dict[str, set[Event]] = {}
    strays, empty, repeated, late = kinds = (
        "events of clips in no split",
        "events that are empty or reversed",
        "events listed more than once",
        "events past the end",
    )
    odd: dict[str, int] = dict.fromkeys(kinds, 0)
    for _, line, (name, onset, offset, label) in read_rows(path, "events"):
        event = Event(
            category_of(index, label, path, line),
            read_seconds(onset, path, line),
            read_seconds(offset, path, line),
        )
        if name not in ends:
            odd[strays] += name not in others
            continue
        known = events.setdefault(name, set())
        odd[empty] += event.offset <= event.onset
        odd[repeated] += event in known
        odd[late] += event.offset > ends[name]
        known.add(event)
    return events, odd


def _lengths(path: Path, most: int) -> dict[str, int]:
    """Segments of the clips that `path` names, none where there is no such file."""
    lengths = {}
    for place, line, (name, text) in read_rows(path, "lengths") if path.exists() else ():
        if not (text.isdecimal() and 1 <= int(text) <= most):
            expected = f"expected 1 to {most} segments, as dataset.json has it, found {text[:80]!r}"
            raise InputError(f"{place}, line {line}", expected, "Correct the line.")
        lengths[name] = int(text)
    return lengths


def _slices(path: Path) -> dict[str, str]:
    """The slice of each clip that `path` names, none where there is no such file."""
    return {name: text for *_, (name, text) in read_rows(path, "slices")} if path.exists() else {}


def _odd_names(names: tuple[str, ...], id_length: int | None) -> dict[str, int]:
    if id_length is None:  # no times follow the id, and each clip is a video of its own
        return {}
    ids = [name[:id_length] for name in names]
    return {
        'ids that start with "-"': sum(i.startswith("-") for i in ids),
        'ids that hold "_"': sum("_" in i for i in ids),
        "names with decimal times": sum("." in name[id_length:] for name in names),
        "names of the same video as another": len(ids) - len({*ids}),
    }
