"""Label embeddings: one vector a class, (C, D) float32.

bundled          100-d GloVe 6B vectors of the 25 LLP classes (Pennington et al., 2014; PDDL licence)
*.pt             LLP's dict of vectors, in class order, its keys spelled in their own way
glove.*.txt      any GloVe text file; a class is the mean of its words' vectors
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np

from leap_core.errors import InputError, reason
from leap_core.options import LABELS
from leap_core.resources import LABEL_VECTORS

_FILLERS = {"of", "the", "and", "a"}


def load_label_embeddings(source: str | Path, categories: tuple[str, ...]) -> np.ndarray:
    """The vectors of `categories` from `bundled`, a .pt dict or a GloVe text file: (C, D) float32.

    Raises InputError where the file is missing or broken, or lacks a class.
    """
    if str(source) == LABELS:
        return _from_table(LABEL_VECTORS, categories)
    path = Path(source)
    if not path.is_file():
        raise InputError(
            path, "expected label embeddings", "Give `bundled`, a .pt dict, or a glove.*.txt file."
        )
    array = (_from_pt if path.suffix in (".pt", ".pth") else _from_glove)(path, categories)
    if not np.isfinite(array).all():
        raise InputError(path, "expected finite numbers, found NaN or infinity", "Download the file again.")
    return array


def words(category: str) -> list[str]:
    """The words of a class name: `Frying_(food)` -> frying, food."""
    return [w for w in re.findall(r"[a-z]+", category.lower()) if w not in _FILLERS]


def mean_vectors(
    vectors: dict[str, np.ndarray], categories: tuple[str, ...], source: str | Path
) -> np.ndarray:
    """The mean of each class's word vectors: (C, D) float32.  Raises InputError where a word is missing."""
    wanted = {w for c in categories for w in words(c)}
    missing = sorted(wanted - vectors.keys()) + [c for c in categories if not words(c)]
    if missing:
        raise InputError(source, f"it has no vector for {', '.join(missing)}", "Use a larger set of vectors.")
    widths = {len(vectors[w]) for w in wanted}
    if len(widths) != 1:
        expected = f"expected vectors of one length, found lengths {sorted(widths)}"
        raise InputError(source, expected, "Download the file again.")
    return np.stack([np.mean([vectors[w] for w in words(c)], axis=0) for c in categories]).astype(np.float32)


def _from_table(path: Path, categories: tuple[str, ...]) -> np.ndarray:
    table = json.loads(path.read_text(encoding="utf-8"))
    return mean_vectors({w: np.array(v) for w, v in table.items()}, categories, path)


def _from_pt(path: Path, categories: tuple[str, ...]) -> np.ndarray:
    import torch

    remedy = f"Give a dict of {len(categories)} vectors in class order."
    try:
        table = torch.load(path, map_location="cpu", weights_only=True)
        vectors = [np.asarray(v, dtype=np.float32).reshape(-1) for v in table.values()]
        array = np.stack(vectors)
    except Exception as error:  # the unpickler fails in every way on a broken file
        raise InputError(path, f"expected a dict of vectors ({reason(error)})", remedy) from error
    keys = [words(str(key)) for key in table]
    if len(keys) != len(categories):
        raise InputError(path, f"expected {len(categories)} vectors, found {len(keys)}", remedy)
    for key, category in zip(keys, categories, strict=True):
        if not set(key) & set(words(category)):  # the spellings differ, but never in every word
            raise InputError(path, f"expected {category} in its place, found {' '.join(key)}", remedy)
    return array


def _from_glove(path: Path, categories: tuple[str, ...]) -> np.ndarray:
    wanted = {w for c in categories for w in words(c)}
    vectors: dict[str, np.ndarray] = {}
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                word, _, numbers = line.partition(" ")
                if word in wanted and word not in vectors:
                    vectors[word] = np.array(numbers.split(), dtype=np.float32)
                    if len(vectors) == len(wanted):
                        break
    except (OSError, ValueError) as error:
        raise InputError(
            path, f"expected GloVe's text format ({reason(error)})", "Give a glove.*.txt file."
        ) from error
    return mean_vectors(vectors, categories, path)
