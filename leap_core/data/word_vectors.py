"""Vectors of any words, for queries that a model was not trained with.

words            100-d GloVe 6B vectors of the 20,000 most frequent words, LLP's classes and words near them
glove.*.txt      any GloVe text file, of which only the words asked for are read
a folder         a sentence encoder, such as MiniLM, see sentence_encoder.py

What is asked with may be several words: its vector is their mean, as that of a class is, or what the encoder
makes of them as one text.

Shapes: K queries, W words, D label width.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from leap_core.errors import InputError, reason
from leap_core.files import write_whole
from leap_core.options import LABELS, WORDS
from leap_core.resources import WORD_VECTORS

_FILLERS = {"of", "the", "and", "a"}
_REMEDY = "Give `words`, a glove.*.txt file, or a folder of MiniLM or its like."


class Vectors(Protocol):
    """Where words have their vectors: a table, or an encoder."""

    @property
    def source(self) -> str:
        """As `open_words` takes it."""
        ...

    @property
    def places(self) -> Collection[str]:
        """Words of it, the most frequent first."""
        ...

    def has(self, query: str) -> bool:
        """Whether a query of one or more words has a vector."""
        ...

    def of(self, queries: Sequence[str]) -> np.ndarray:
        """Vectors of queries: (K, D) float32.  Raises InputError where one has none."""
        ...


@dataclass(frozen=True)
class WordVectors:
    """A table of words, and where each one's vector is."""

    source: str  # `words`, or a file
    places: Mapping[str, int]  # by word, the most frequent first
    read: Callable[[int], np.ndarray]  # place -> (D,) float32

    def has(self, query: str) -> bool:
        """Whether all words of a query are in the table."""
        return bool(words(query)) and {*words(query)} <= self.places.keys()

    def of(self, queries: Sequence[str]) -> np.ndarray:
        """Vectors of queries of one or more words: (K, D) float32.  Raises InputError where one has none."""
        wanted = {w for q in queries for w in words(q)}
        found = {w: self.read(self.places[w]) for w in wanted & self.places.keys()}
        return mean_vectors(found, queries, self.source)


@dataclass(frozen=True)
class EncodedWords:
    """What an encoder of texts makes of any words."""

    source: str  # a folder
    places: Collection[str]  # of the bundled table: there are words to draw from
    encode: Callable[[Sequence[str]], np.ndarray]  # texts -> (K, D) float32

    def has(self, query: str) -> bool:
        """Whether a query is of words at all."""
        return bool(words(query))

    def of(self, queries: Sequence[str]) -> np.ndarray:
        """Vectors of queries, each a text: (K, D) float32.  Raises InputError where one is of no words."""
        if missing := [query for query in queries if not self.has(query)]:
            raise InputError(self.source, f"it has no vector for {', '.join(missing)}", "Ask with words.")
        return self.encode([" ".join(words(query)) for query in queries])


def words(name: str) -> list[str]:
    """The words of a class name or a query: `Frying_(food)` -> frying, food."""
    return [w for w in re.findall(r"[a-z]+", name.lower()) if w not in _FILLERS]


def mean_vectors(vectors: Mapping[str, np.ndarray], names: Sequence[str], source: str | Path) -> np.ndarray:
    """The mean of each name's word vectors: (K, D) float32.  Raises InputError where a word is missing."""
    wanted = {w for name in names for w in words(name)}
    missing = sorted(wanted - vectors.keys()) + [name for name in names if not words(name)]
    if missing:
        raise InputError(source, f"it has no vector for {', '.join(missing)}", "Use a larger set of vectors.")
    widths = {len(vectors[w]) for w in wanted}
    if len(widths) != 1:
        expected = f"expected vectors of one length, found lengths {sorted(widths)}"
        raise InputError(source, expected, "Download the file again.")
    return np.stack([np.mean([vectors[w] for w in words(name)], axis=0) for name in names]).astype(np.float32)


def open_words(source: str = WORDS) -> Vectors:
    """The bundled table, a GloVe text file, or an encoder's folder.

    Raises InputError where that is missing or broken, or what runs the encoder is not installed.
    """
    if source != WORDS and Path(source).is_dir():
        return _encoded(source)
    return _bundled() if source == WORDS else _indexed(Path(source))


def words_beside(labels: str | None) -> str:
    """Where words lie as label embeddings of a source do: where those are from, or in the bundled table."""
    return WORDS if labels in (None, LABELS) or labels.endswith((".pt", ".pth")) else labels


def pack(chosen: Sequence[str], vectors: np.ndarray, path: Path) -> None:
    """Write a bundled table: words, the most frequent first, and their vectors (W, D)."""
    text = np.frombuffer("\n".join(chosen).encode(), np.uint8)

    def write(temporary: Path) -> None:
        with temporary.open("wb") as file:
            np.savez_compressed(file, words=text, vectors=vectors.astype(np.float16))

    write_whole(path, write)


def without(vectors: np.ndarray, direction: np.ndarray) -> np.ndarray:
    """Vectors (..., D) with their part along `direction` (D,) taken away."""
    along = vectors @ direction / max(float(direction @ direction), 1e-12)
    return vectors - along[..., None] * direction


def cosines(vector: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Of a vector (D,) with others (K, D): (K,); 0 where one is nothing."""
    scale = np.linalg.norm(vector) * np.linalg.norm(others, axis=-1)
    return np.divide(others @ vector, scale, out=np.zeros(len(others)), where=scale > 0)


@cache
def _bundled() -> WordVectors:
    with np.load(WORD_VECTORS, allow_pickle=False) as file:
        names, vectors = file["words"].tobytes().decode().split("\n"), file["vectors"]
    return WordVectors(WORDS, {w: i for i, w in enumerate(names)}, lambda i: vectors[i].astype(np.float32))


@cache
def _encoded(folder: str) -> EncodedWords:
    from leap_core.data.sentence_encoder import open_encoder  # an extra, slow to load

    return EncodedWords(folder, _bundled().places, open_encoder(Path(folder)))


def _indexed(path: Path) -> WordVectors:
    """Where each word's line begins in a GloVe text file."""
    if not path.is_file():
        raise InputError(path, "expected vectors of words", _REMEDY)
    places: dict[str, int] = {}
    try:
        with path.open("rb") as file:
            place = 0
            for line in file:
                word, _, rest = line.partition(b" ")
                if not rest:
                    raise ValueError("a line without numbers")
                places.setdefault(word.decode(), place)
                place += len(line)
    except (OSError, ValueError) as error:
        raise InputError(path, f"expected GloVe's text format ({reason(error)})", _REMEDY) from error
    return WordVectors(str(path), places, lambda place: _line(path, place))


def _line(path: Path, place: int) -> np.ndarray:
    try:
        with path.open("rb") as file:
            file.seek(place)
            vector = np.array(file.readline().split()[1:], dtype=np.float32)
        if not (len(vector) and np.isfinite(vector).all()):
            raise ValueError("expected finite numbers")
    except (OSError, ValueError) as error:
        raise InputError(path, f"expected GloVe's text format ({reason(error)})", _REMEDY) from error
    return vector
