"""A dog, a cat and a rooster: voiced sweeps through moving formants."""

from __future__ import annotations

import numpy as np

from leap_core.demo.sounds.dsp import band, burst, buzz, clock, noise, place, resonate, samples


def dog(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Barks in twos and threes; a small or a big dog."""
    out, at = np.zeros(samples(seconds)), rng.uniform(0, 0.2)
    base = rng.choice((180.0, 260.0, 420.0)) * rng.uniform(0.9, 1.1)
    while at < seconds:
        for _ in range(rng.integers(1, 4)):
            length = rng.uniform(0.14, 0.2)
            t = clock(length) / length
            tone = buzz(base * (0.8 + 0.9 * np.sin(np.pi * t**0.7)), brightness=0.5, partials=20)
            peaks = ((base * 2.2, 180, 1.0), (1500, 300, 0.6), (2800, 400, 0.2))
            bark = resonate(tone + 0.8 * noise(length, rng), peaks)
            place(out, bark * burst(len(bark), 0.012, 0.06), at)
            at += rng.uniform(0.24, 0.34)
        at += rng.uniform(0.2, 0.6)
    return out


def cat(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Meows: a tone that rises, opens and falls."""
    out, at = np.zeros(samples(seconds)), rng.uniform(0, 0.15)
    base = rng.uniform(480, 700)
    while at < seconds:
        length = rng.uniform(0.6, 0.95)
        t = clock(length) / length
        tone = buzz(base * (0.85 + 0.35 * np.sin(np.pi * t**0.8)), brightness=0.7, partials=14)
        closed, opened = (resonate(tone, ((f, 200, 1.0), (3000, 400, 0.4))) for f in (800, 1900))
        mouth = np.sin(np.pi * np.clip(t * 1.3, 0, 1)) ** 2
        place(out, ((1 - mouth) * closed + mouth * opened) * np.sin(np.pi * t) ** 0.6, at)
        at += length + rng.uniform(0.15, 0.5)
    return out


def rooster(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Cock-a-doodle-doo, with hens clucking in between."""
    out, at = np.zeros(samples(seconds)), rng.uniform(0, 0.1)
    base = rng.uniform(520, 680)
    while at < seconds:
        for length, low, high in ((0.16, 1.0, 1.15), (0.14, 1.3, 1.3), (0.22, 1.2, 1.7), (0.75, 1.75, 1.05)):
            length *= rng.uniform(0.9, 1.15)
            t = clock(length) / length
            tone = buzz(base * (low + (high - low) * t), brightness=0.35, partials=12) + 0.3 * noise(
                length, rng
            )
            call = resonate(tone, ((1200, 300, 1.0), (2700, 350, 0.9), (4200, 500, 0.4)))
            place(out, call * np.sin(np.pi * t) ** 0.35, at)
            at += length + 0.03
        for _ in range(rng.integers(2, 5)):
            at += rng.uniform(0.12, 0.22)
            cluck = band(noise(0.06, rng), 700, 1800) * burst(samples(0.06), 0.004, 0.015)
            place(out, 1.5 * cluck, at)
        at += rng.uniform(0.15, 0.3)
    return out


SOUNDS = {"Dog": dog, "Cat": cat, "Chicken_rooster": rooster}
