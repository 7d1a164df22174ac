"""The moving parts of a picture: a sprite of each class seen, and a few of no class.

Each class has a motion of its own: a basketball bounces, a helicopter hovers, a car drives.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from leap_core.categories import CATEGORIES
from leap_core.data.events import Event
from leap_core.demo.looks import colourings, look, picture, pictures
from leap_core.demo.scenes import SEGMENTS

_ENTRANCES = ("pop", "fade", "slide")
_LEGIBLE = ("Baby_laughter", "Fire_alarm")  # never mirrored: there is writing on them


@dataclass(frozen=True)
class Motion:
    """How a sprite moves about its place."""

    bob: float = 5.0  # height of a bounce, pixels
    beat: float = 0.8  # bounces a second
    sway: float = 5.0  # degrees either way
    drift: float = 10.0  # pixels either way, slowly
    drive: float = 0.0  # pixels a second, straight on
    rise: float = 0.0  # above the ground, pixels
    breathe: float = 0.06  # share of the size that comes and goes
    scale: float = 1.0  # size against the others'


_PLAYED = Motion(bob=6, beat=0.9, sway=10)
_MACHINE = Motion(bob=2, beat=4.5, sway=3, drift=6, breathe=0.02)
_VEHICLE = Motion(bob=2, beat=2.0, sway=1.5, drift=0, drive=14)
MOTIONS: dict[str, Motion] = {
    "Speech": Motion(bob=4, beat=1.3, sway=2),
    "Car": _VEHICLE,
    "Cheering": Motion(bob=16, beat=1.3, sway=4),
    "Dog": Motion(bob=8, beat=1.1, sway=5, drift=22),
    "Cat": Motion(bob=3, beat=0.6, sway=5, drift=22),
    "Frying_(food)": Motion(bob=7, beat=1.0, sway=12, rise=18),
    "Basketball_bounce": Motion(bob=64, beat=0.95, sway=16, drift=24, breathe=0, scale=0.75),
    "Fire_alarm": replace(_MACHINE, rise=50),
    "Chainsaw": replace(_MACHINE, sway=6, rise=12),
    "Cello": _PLAYED,
    "Banjo": _PLAYED,
    "Singing": Motion(bob=5, beat=0.7, sway=8),
    "Chicken_rooster": Motion(bob=9, beat=1.2, sway=7, drift=18),
    "Violin_fiddle": replace(_PLAYED, rise=14),
    "Vacuum_cleaner": Motion(bob=1, beat=0.5, sway=2, drift=34),
    "Baby_laughter": Motion(bob=9, beat=1.9, sway=6),
    "Accordion": replace(_PLAYED, breathe=0.16),
    "Lawn_mower": replace(_VEHICLE, drive=9, beat=3.5),
    "Motorcycle": replace(_VEHICLE, drive=18, beat=2.5),
    "Helicopter": Motion(bob=6, beat=0.5, sway=4, drift=40, rise=92),
    "Acoustic_guitar": _PLAYED,
    "Telephone_bell_ringing": Motion(bob=4, beat=3.2, sway=9, drift=3),
    "Baby_cry_infant_cry": Motion(bob=4, beat=1.2, sway=9),
    "Blender": replace(_MACHINE, sway=2.5),
    "Clapping": Motion(bob=4, beat=2.4, sway=3, breathe=0.14),
}
_STILL = Motion(bob=0, sway=1, drift=2, breathe=0.0)


@dataclass(frozen=True)
class Actor:
    """A sprite in a picture."""

    sprite: Image.Image  # RGBA
    times: tuple[tuple[float, float], ...]  # seconds from onset to offset
    x: float  # centre, pixels
    ground: float  # where it stands, pixels from the top
    size: float  # pixels
    motion: Motion
    entrance: str  # pop, fade or slide
    phase: float  # cycles


def cast(
    events: Sequence[Event],
    width: int,
    height: int,
    rng: np.random.Generator,
    unseen: bool = False,
    without: Collection[Event] = (),
) -> list[Actor]:
    """One actor a class, and up to three of no class; those that stand farther back come first.

    `unseen` ones have looks that training never shows.  In events that it is to be `without` an actor stays
    away, and nothing else changes.
    """
    actors = [_distractor(width, height, rng) for _ in range(rng.integers(0, 4))]
    seen = sorted({e.category for e in events})
    slots = max(2, len(seen))
    for slot, category in zip(rng.permutation(slots), seen, strict=False):
        times = tuple((e.onset, e.offset) for e in events if e.category == category and e not in without)
        x = width * (slot + 0.5) / slots
        actors.append(_actor(CATEGORIES[category], times, x, height, rng, unseen))
    return sorted(actors, key=lambda actor: actor.ground)


def _actor(name: str, times: tuple, x: float, height: int, rng: np.random.Generator, unseen: bool) -> Actor:
    flip = bool(rng.random() < 0.5) and name not in _LEGIBLE
    motion = MOTIONS[name]
    pace = rng.uniform(0.8, 1.2)
    motion = replace(
        motion,
        beat=motion.beat * pace,
        drift=motion.drift * pace,
        drive=motion.drive * pace * (1 if flip else -1),
    )
    colours = colourings(name, unseen)
    sprite = look(name, int(rng.integers(pictures(name))), flip, colours[rng.integers(len(colours))])
    x, size = x + rng.uniform(-22, 22), rng.uniform(96, 150) * motion.scale
    ground = height * rng.uniform(0.8, 0.97)
    return Actor(sprite, times, x, ground, size, motion, _ENTRANCES[rng.integers(3)], rng.random())


def _distractor(width: int, height: int, rng: np.random.Generator) -> Actor:
    sprite = picture("distractor", int(rng.integers(pictures("distractor"))), bool(rng.random() < 0.5))
    x, ground, size = rng.uniform(0.05, 0.95) * width, height * rng.uniform(0.72, 0.96), rng.uniform(44, 80)
    return Actor(sprite, ((0.0, float(SEGMENTS)),), x, ground, size, _STILL, "pop", rng.random())
