"""What there is to ask of a clip, as columns: a table of the truth, a table of each run.

Sets of classes stand as bits, 64 classes a column (labels_0, labels_1, ...); grids as packed bits, which
`unpack` reads back.

    clips   row (place in the split), filename, labels (of the whole clip), audio, visual and audio_visual
            (classes heard, seen, both in one segment), overlapping (events that share a segment with another
            of their modality), agreement (segments of a class both heard and seen, of those heard or seen; 1
            where there are none), mismatch (other classes heard than seen), off_screen (a class is heard and
            never seen), truth
            Without truth by segment only row, filename and labels are known.
    run     row, the ten metrics and Avg. in percent, one column an error kind, wrong (classes with an event
            that is missed or a false alarm), decided, ungated (what would be decided without the gate)
            Without truth by segment only row, decided and ungated are known; with audio-visual truth alone
            the audio-visual scores, too.
            A file has every row of the split; where the run lacks the clip, only row is known.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from leap_core.data.events import count_overlapping
from leap_core.metrics import ERRORS, SCORES, error_kinds, evaluate, wrong_classes

WORD = 64  # classes a column


def clip_facts(
    filenames: Sequence[str], truth: np.ndarray, weak: np.ndarray, first: int = 0, dense: bool = True
) -> pa.Table:
    """Facts of N clips in order, whose rows count from `first`; truth bool (N, 2, C, T), weak (N, C).

    `truth` is of no account where the split has no labels by segment, `dense` False.
    """
    heard, seen = np.any(truth[:, 0], axis=2), np.any(truth[:, 1], axis=2)  # (N, C) each
    both, either = np.all(truth, axis=1), np.any(truth, axis=1)  # (N, C, T)
    cells = either.sum(axis=(1, 2))
    agreement = np.where(cells > 0, both.sum(axis=(1, 2)) / np.maximum(cells, 1), 1.0)
    columns = {
        "row": pa.array(np.arange(first, first + len(truth), dtype=np.int32)),
        "filename": pa.array(filenames, pa.string()),
        **_words("labels", weak),
    }
    by_segment = {
        **_words("audio", heard),
        **_words("visual", seen),
        **_words("audio_visual", both.any(axis=2)),
        "overlapping": count_overlapping(truth).astype(np.uint16),
        "agreement": agreement,
        "mismatch": (heard != seen).any(axis=1),
        "off_screen": (heard & ~seen).any(axis=1),
    }
    return pa.table(columns | _known(by_segment, dense) | {"truth": _bits(truth)})


def run_facts(
    rows: np.ndarray, decided: np.ndarray, ungated: np.ndarray, truth: np.ndarray | None
) -> pa.Table:
    """Facts of what a run decides, and would without the gate, of the clips at `rows` of the split.

    Grids are bool (N, 2, C, T); `truth` is `Annotations.truth` of them, None where the split has no labels by
    segment.
    """
    columns = {"row": pa.array(rows.astype(np.int32)), "decided": _bits(decided), "ungated": _bits(ungated)}
    scores = np.full((len(SCORES), len(rows)), np.nan) if truth is None else evaluate(decided, truth).scores.T
    scored = {key: pa.array(x, mask=np.isnan(x)) for key, x in zip(SCORES, scores, strict=True)}
    dense = truth is not None and truth.shape == decided.shape  # each modality's is known
    whole = truth if truth is not None and dense else decided
    facts = dict(zip(ERRORS, error_kinds(decided, whole, ungated).T, strict=True))
    facts |= _words("wrong", wrong_classes(decided, whole))
    return pa.table(columns | scored | _known(facts, dense))


def at_every_row(facts: pa.Table, rows: np.ndarray, first: int, count: int) -> pa.Table:
    """Facts of a run at `count` rows of the split from `first` on, null where it has no clip.

    `facts` are of the clips at `rows`, which lie among these.
    """
    there = np.full(count, -1)
    there[rows - first] = np.arange(len(rows))
    spread = facts.take(pa.array(there, mask=there < 0))
    return spread.set_column(0, "row", pa.array(np.arange(first, first + count, dtype=np.int32)))


def unpack(bits: bytes, classes: int, segments: int) -> np.ndarray:
    """A grid as it was packed: bool (2, C, T)."""
    size = 2 * classes * segments
    return np.unpackbits(np.frombuffer(bits, np.uint8), count=size).astype(bool).reshape(2, classes, segments)


def _known(columns: dict[str, np.ndarray], known: bool) -> dict[str, pa.Array]:
    """Columns of facts, all of them null where they are not known."""
    return {name: pa.array(x, mask=np.full(len(x), not known)) for name, x in columns.items()}


def _words(name: str, present: np.ndarray) -> dict[str, np.ndarray]:
    """The classes present, of bool (N, C), as columns of 64 bits, the first class lowest."""
    bits = np.packbits(present, axis=1, bitorder="little")  # (N, bytes)
    padded = np.pad(bits, ((0, 0), (0, -bits.shape[1] % 8)))
    return {f"{name}_{i}": word for i, word in enumerate(padded.view("<u8").T)}


def _bits(grid: np.ndarray) -> pa.Array:
    packed = np.packbits(grid.reshape(len(grid), -1), axis=1)  # (N, bytes)
    return pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(packed.shape[1]), len(packed), [None, pa.py_buffer(packed.tobytes())]
    )
