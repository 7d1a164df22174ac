"""What the instruments play: short pieces in each one's own manner, written from a random generator.

Times are in seconds, pitches are MIDI note numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

_MODES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 5, 7, 9, 10), (0, 2, 3, 5, 7, 9, 10))
_PROGRESSIONS = ((0, 3, 4, 0), (0, 5, 3, 4), (0, 4, 5, 3), (0, 0, 3, 4))


@dataclass(frozen=True, order=True)
class Note:
    """One note of a score."""

    start: float
    length: float
    pitch: int
    velocity: int


@dataclass(frozen=True)
class _Key:
    root: int
    mode: tuple[int, ...]

    def pitch(self, degree: int) -> int:
        """The pitch of a step of the scale; 7 is an octave above 0."""
        return self.root + 12 * (degree // 7) + self.mode[degree % 7]


def _key(lowest: int, rng: np.random.Generator) -> _Key:
    return _Key(lowest + int(rng.integers(8)), _MODES[rng.integers(len(_MODES))])


def _bars(seconds: float, bar: float, rng: np.random.Generator) -> Iterator[tuple[float, int]]:
    """Start and chord of each bar."""
    chords = _PROGRESSIONS[rng.integers(len(_PROGRESSIONS))]
    for k, start in enumerate(np.arange(0, seconds, bar)):
        yield float(start), chords[k % len(chords)]


def _loud(rng: np.random.Generator, low: int = 80, high: int = 112) -> int:
    return int(rng.integers(low, high))


def _melody(
    seconds: float, key: _Key, lengths: tuple[float, ...], span: int, overlap: float, rng: np.random.Generator
) -> list[Note]:
    """A line that walks the scale, turning at the edges of `span` steps."""
    notes, start, step, direction = [], 0.0, int(rng.integers(span)), 1
    while start < seconds:
        length = lengths[rng.integers(len(lengths))]
        notes.append(Note(start, length * overlap, key.pitch(step), _loud(rng)))
        start += length
        if rng.random() < 0.25 or not 0 <= step + direction < span:
            direction = -direction
        step = int(np.clip(step + direction * rng.choice((1, 1, 1, 2, 4)), 0, span - 1))
    return notes


def cello(seconds: float, rng: np.random.Generator) -> list[Note]:
    """Long bowed notes down low."""
    beat = rng.uniform(0.45, 0.75)
    return _melody(seconds, _key(36, rng), (beat, beat, 2 * beat, 3 * beat), 12, 1.06, rng)


def violin(seconds: float, rng: np.random.Generator) -> list[Note]:
    """A fiddle tune of quick bows, or a slow air."""
    beat = rng.choice((0.15, 0.2, 0.42)) * rng.uniform(0.9, 1.1)
    return _melody(seconds, _key(62, rng), (beat, beat, beat, 2 * beat), 13, 1.03, rng)


def banjo(seconds: float, rng: np.random.Generator) -> list[Note]:
    """Rolls: a chord picked string by string, the high drone in between."""
    key, step, notes = _key(50, rng), rng.uniform(0.1, 0.15), []
    for bar, chord in _bars(seconds, 8 * step, rng):
        strings = [key.pitch(chord + k) for k in (0, 2, 4, 7)] + [key.pitch(11)]
        roll = ((0, 1, 4, 0, 2, 4, 3, 2), (3, 2, 4, 1, 3, 2, 4, 0), (0, 4, 2, 3, 1, 4, 2, 3))[rng.integers(3)]
        notes += [Note(bar + k * step, 2 * step, strings[s], _loud(rng)) for k, s in enumerate(roll)]
    return notes


def guitar(seconds: float, rng: np.random.Generator) -> list[Note]:
    """Chords, strummed or picked one string after the other, left to ring."""
    key, beat, notes = _key(40, rng), rng.uniform(0.34, 0.5), []
    strummed = rng.random() < 0.5
    for bar, chord in _bars(seconds, 4 * beat, rng):
        strings = [key.pitch(chord + k) for k in (0, 4, 7, 9, 11, 14)]
        if strummed:
            for at, order in ((0, 1), (1, 1), (1.5, -1), (2.5, -1), (3, 1)):
                for k, pitch in enumerate(strings[::order]):
                    start = bar + at * beat + 0.014 * k
                    notes.append(Note(start, 0.9 * beat, pitch, _loud(rng, 65, 100)))
        else:
            for k, string in enumerate((0, 3, 2, 4, 1, 3, 5, 4)):
                start = bar + k * beat / 2
                notes.append(Note(start, bar + 4 * beat - start, strings[string], _loud(rng)))
    return notes


def accordion(seconds: float, rng: np.random.Generator) -> list[Note]:
    """A waltz or a polka: bass, chords, and a tune on top."""
    key, beat, count = _key(48, rng), rng.uniform(0.26, 0.4), int(rng.choice((2, 3)))
    notes = []
    for bar, chord in _bars(seconds, count * beat, rng):
        notes.append(Note(bar, 0.8 * beat, key.pitch(chord), _loud(rng)))
        for k in range(1, count):
            triad = (key.pitch(chord + step) for step in (7, 9, 11))
            notes += [Note(bar + k * beat, 0.5 * beat, pitch, _loud(rng, 60, 80)) for pitch in triad]
    tune = _melody(seconds, _Key(key.root + 24, key.mode), (beat, beat, beat / 2, 2 * beat), 9, 0.97, rng)
    return notes + tune


SCORES: dict[str, Callable[[float, np.random.Generator], list[Note]]] = {
    "Cello": cello,
    "Banjo": banjo,
    "Violin_fiddle": violin,
    "Accordion": accordion,
    "Acoustic_guitar": guitar,
}
