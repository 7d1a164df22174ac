"""A model asked with other words than its classes: whatever has a vector where the labels have theirs.

Only decoders whose label queries are given can be asked so, LEAP's: its weights know no class, and each query
is answered for itself.  A query that no training clip had is an extrapolation.

Shapes: K queries, C classes, D label width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch

from leap_core.data.word_vectors import Vectors, cosines
from leap_core.errors import InputError
from leap_core.explainers.capture import check_numbers, explain
from leap_core.explainers.what_if import LiveModel
from leap_core.model import ParsingModel, build_model
from leap_core.types import Explanation, Features

_SAME = "Name the GloVe file or the folder that its labels are from."
_ALIKE = 0.9  # cosine of a class and its own words from which they are of one table


def for_queries(model: ParsingModel, queries: int) -> ParsingModel:
    """The same weights, shared, as a model of K classes.  Raises InputError where they know their classes."""
    settings = model.config.decoder
    if not settings.takes_labels:
        has = "learnt queries, one a class" if hasattr(settings, "queries") else "no queries"
        expected = f"it has {has}, and cannot be asked with words"
        raise InputError(model.config.title, expected, "Ask LEAP, trained with label embeddings.")
    with torch.device("meta"):
        other = build_model(replace(model.config, classes=queries))
    try:
        other.load_state_dict(model.state_dict(), assign=True)
    except RuntimeError as error:  # what torch says where shapes differ
        expected = "some of its weights are of its classes, and it cannot be asked with other words"
        raise InputError(model.config.title, expected, "Ask LEAP, trained with label embeddings.") from error
    return other.train(model.training)


def labels_of(live: LiveModel) -> np.ndarray:
    """The vectors of a model's classes, (C, D).  Raises InputError as `for_queries` does."""
    for_queries(live.model, 1)
    return np.zeros((0, 0), np.float32) if live.label_embeddings is None else live.label_embeddings.numpy()


def ask_words(live: LiveModel, features: Features, vectors: np.ndarray) -> Explanation[np.ndarray]:
    """What a model says of B clips where it is asked with K vectors (K, D), and its maps, K in place of C.

    Raises InputError as `for_queries` and models do, also where what they give is no number.
    """
    model = for_queries(live.model, len(vectors))
    found = explain(model, features.map(torch.from_numpy), torch.from_numpy(vectors))
    answer = found.map(lambda x: x.float().numpy())
    check_numbers(answer.prediction)
    return answer


def check_table(table: Vectors, labels: np.ndarray, categories: Sequence[str]) -> None:
    """Raise InputError unless words lie where the labels (C, D) of a model's classes do."""
    known = [c for c, name in enumerate(categories) if table.has(name)]
    if not known:
        return
    own = table.of([categories[c] for c in known])
    check_width(table, own, labels.shape[1])
    alike = np.median([cosines(vector, labels[[c]])[0] for vector, c in zip(own, known, strict=True)])
    if alike < _ALIKE:
        expected = f"its words are not where the model's classes are: their cosine is {alike:.2f}, median"
        raise InputError(table.source, expected, _SAME)


def check_width(table: Vectors, vectors: np.ndarray, width: int) -> None:
    """Raise InputError unless vectors (K, D) of a table are of the label width D of a model."""
    if vectors.shape[1] != width:
        expected = f"its vectors have {vectors.shape[1]} numbers, those of the model's classes {width}"
        raise InputError(table.source, expected, _SAME)
