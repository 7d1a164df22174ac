"""How far P follows the vector that a model is asked with: synonyms, siblings, random words beside classes.

A word follows a class as far as its P goes up and down with that class's, over all seconds of a split, sound
and picture: Pearson's correlation.  It belongs to the class that it is kin of, a random word to the nearest.

Shapes: N clips, K queries, W words of a group, C classes, T seconds, D label width.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from leap_core.data.dataset import Dataset
from leap_core.data.word_vectors import Vectors, cosines, words
from leap_core.explainers.what_if import LiveModel
from leap_core.explainers.words import ask_words, check_table, labels_of
from leap_core.faithfulness.kin import KIN
from leap_core.faithfulness.localisation import rank_correlation
from leap_core.options import THRESHOLD

RANDOM = 100  # words
_BATCH = 16  # clips asked at once


@dataclass(frozen=True)
class Following:
    """A row a group of words, a row a class with its kin, and the kin that the table lacks."""

    groups: tuple[dict[str, str | float], ...]
    classes: tuple[dict[str, str | float], ...]
    missing: tuple[str, ...]


def following(
    live: LiveModel,
    data: Dataset,
    filenames: Sequence[str],
    table: Vectors,
    seed: int = 0,
    on_clip: Callable[[int, int], None] = lambda done, total: None,
) -> Following:
    """Ask a model about clips with its classes, their kin, and random words drawn from `seed`.

    Of a group: how many words; mean cosine with the class that they belong to; how far they follow it, and
    the `others`; `first`, the share of words that follow it more than any other; `rank`, Spearman's
    correlation of cosines and following over all classes, a mean over words; `claims`, the share of clips and
    modalities in which p^m is at least THRESHOLD.  `on_clip` hears the clips done and in all.  Raises
    InputError as `ask_words` and `check_table` do.
    """
    categories, labels = data.categories, labels_of(live)  # (C, D)
    check_table(table, labels, categories)
    kin, missing = _kin(categories, table)
    known = {w for name in (*categories, *(q for group in kin.values() for q in group)) for w in words(name)}
    others = [w for w in table.places if words(w) == [w] and w not in known]
    draw = np.random.default_rng(seed).permutation(len(others))[:RANDOM]
    strangers = [others[i] for i in draw]
    queries = [q for group in kin.values() for q in group] + strangers
    vectors = np.concatenate((labels, table.of(queries)))  # (C + K, D)
    probability, claims = [], []
    for start in range(0, len(filenames), _BATCH):
        batch = filenames[start : start + _BATCH]
        said = ask_words(live, data.features(batch), vectors).prediction
        probability.append(said.segments.transpose(2, 0, 1, 3).reshape(len(vectors), -1))
        claims.append((said.clip >= THRESHOLD).transpose(2, 0, 1).reshape(len(vectors), -1))
        on_clip(start + len(batch), len(filenames))
    c = len(categories)
    follows = _correlation(np.concatenate(probability, axis=1))[c:, :c]  # (K, C)
    near = np.stack([cosines(vector, labels) for vector in vectors[c:]])  # (K, C)
    claimed = np.concatenate(claims, axis=1).mean(axis=1)  # (C + K,)
    owner = {q: i for group in kin.values() for q, i in group.items()}
    of = np.array([owner.get(q, int(near[row].argmax())) for row, q in enumerate(queries)])
    groups: dict[str, list[int]] = {name: [queries.index(q) for q in group] for name, group in kin.items()}
    groups["random"] = list(range(len(queries) - len(strangers), len(queries)))
    rows = [{"words": "classes", "count": c} | dict.fromkeys(_FIGURES, float("nan"))]
    rows[0]["claims"] = float(claimed[:c].mean())
    rows += [_group(name, np.array(at), near, follows, of, claimed[c:]) for name, at in groups.items() if at]
    each = {q: (float(near[i, of[i]]), float(follows[i, of[i]])) for i, q in enumerate(queries)}
    return Following(tuple(rows), tuple(_classes(categories, kin, each)), missing)


_FIGURES = ("cosine", "follows", "others", "first", "rank", "claims")


def _kin(categories: Sequence[str], table: Vectors) -> tuple[dict[str, dict[str, int]], tuple[str, ...]]:
    """Classes by query, of each group; and the queries that the table lacks."""
    found: dict[str, dict[str, int]] = {"synonyms": {}, "siblings": {}}
    missing = []
    for c, name in enumerate(categories):
        if name in KIN:
            for group, queries in KIN[name]._asdict().items():
                for query in queries:
                    if table.has(query):
                        found[group].setdefault(query, c)
                    else:
                        missing.append(query)
    return found, tuple(missing)


def _correlation(values: np.ndarray) -> np.ndarray:
    """Pearson's, of rows: (Q, N) -> (Q, Q); 0 where a row is the same everywhere."""
    off = values - values.mean(axis=1, keepdims=True)
    scale = np.linalg.norm(off, axis=1)
    unit = np.divide(off, scale[:, None], out=np.zeros_like(off), where=scale[:, None] > 0)
    return unit @ unit.T


def _group(
    name: str, at: np.ndarray, near: np.ndarray, follows: np.ndarray, of: np.ndarray, claimed: np.ndarray
) -> dict[str, str | float]:
    mine = (at, of[at])
    return {
        "words": name,
        "count": len(at),
        "cosine": float(near[mine].mean()),
        "follows": float(follows[mine].mean()),
        "others": float((follows[at].sum() - follows[mine].sum()) / (follows[at].size - len(at))),
        "first": float((follows[at].argmax(axis=1) == of[at]).mean()),
        "rank": float(rank_correlation(near[at], follows[at]).mean()),
        "claims": float(claimed[at].mean()),
    }


def _classes(
    categories: Sequence[str], kin: Mapping[str, Mapping[str, int]], each: Mapping[str, tuple[float, float]]
) -> list[dict[str, str | float]]:
    """Words of each class with their cosine and how far they follow it, in text."""
    rows = []
    for c, name in enumerate(categories):
        said = {
            group: ", ".join(
                f"{q} {each[q][0]:.2f} {each[q][1]:.2f}" for q, own in queries.items() if own == c
            )
            for group, queries in kin.items()
        }
        if any(said.values()):
            rows.append({"class": name, **said})
    return rows
