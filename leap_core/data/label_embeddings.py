"""Label embeddings: one vector a class, (C, D) float32.

bundled          100-d GloVe 6B vectors of the 25 LLP classes (Pennington et al., 2014; PDDL licence)
words            the same of any class whose words are in the bundled table, see word_vectors.py
*.pt             LLP's dict of vectors, in class order, its keys spelled in their own way
glove.*.txt      any GloVe text file; a class is the mean of its words' vectors
a folder         a sentence encoder, such as MiniLM, see sentence_encoder.py
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from leap_core.data.word_vectors import mean_vectors, open_words, words
from leap_core.errors import InputError, reason
from leap_core.options import LABELS, WORDS
from leap_core.resources import LABEL_VECTORS


def load_label_embeddings(source: str | Path, categories: tuple[str, ...]) -> np.ndarray:
    """The vectors of `categories` from one of the above: (C, D) float32.

    Raises InputError where the file is missing or broken, or lacks a class.
    """
    if str(source) == LABELS:
        return _from_table(LABEL_VECTORS, categories)
    if str(source) == WORDS:
        return open_words().of(categories)
    path = Path(source)
    if not path.exists():
        remedy = "Give `bundled`, `words`, a .pt dict, a glove.*.txt file, or a folder of MiniLM."
        raise InputError(path, "expected label embeddings", remedy)
    is_dict = path.suffix in (".pt", ".pth")
    array = _from_pt(path, categories) if is_dict else open_words(str(path)).of(categories)
    if not np.isfinite(array).all():
        raise InputError(path, "expected finite numbers, found NaN or infinity", "Download the file again.")
    return array


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
