"""Cheering, clapping, and babies that laugh or cry."""

from __future__ import annotations

import numpy as np

from leap_core.demo.sounds.dsp import (
    SAMPLE_RATE,
    band,
    burst,
    buzz,
    clock,
    noise,
    place,
    resonate,
    samples,
    wander,
)
from leap_core.demo.sounds.formants import mouth


def cheering(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """A crowd: many shouted vowels over a roar, whistles now and then."""
    out = 0.25 * band(noise(seconds, rng), 400, 2500) * wander(seconds, rng, 3, 0.5)
    for _ in range(int(14 * seconds)):
        length = rng.uniform(0.3, 0.9)
        rise = np.linspace(1, rng.uniform(1.0, 1.5), samples(length))
        voice = buzz(rng.uniform(180, 480) * rise, brightness=0.8, partials=14)
        voice = mouth(voice, [("a", "e", "o")[k] for k in rng.integers(3, size=2)]) * np.hanning(len(voice))
        place(out, 0.25 * voice, rng.uniform(-0.2, seconds))
    for _ in range(rng.poisson(0.4 * seconds)):
        whistle = np.sin(2 * np.pi * np.cumsum(np.linspace(1900, 2700, samples(0.35))) / SAMPLE_RATE)
        place(out, 0.25 * whistle * np.hanning(len(whistle)), rng.uniform(0, seconds))
    return out


def clapping(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Several people clap, each with a tempo and a hand of their own."""
    out = np.zeros(samples(seconds))
    for _ in range(rng.integers(3, 9)):
        period, centre = rng.uniform(0.2, 0.34), rng.uniform(900, 2200)
        for at in np.arange(rng.uniform(0, period), seconds, period):
            clap = noise(0.06, rng) * burst(samples(0.06), 0.001, rng.uniform(0.006, 0.014))
            place(out, band(clap, 0.6 * centre, 1.9 * centre), at + rng.normal(0, 0.012))
    return out


def baby_laughter(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Rounds of short high "heh"s, then a breath."""
    out, at = np.zeros(samples(seconds)), rng.uniform(0, 0.15)
    base = rng.uniform(420, 560)
    while at < seconds:
        for k in range(rng.integers(4, 9)):
            length = rng.uniform(0.09, 0.13)
            fall = np.linspace(1.25, 0.85, samples(length)) * (1.15 - 0.04 * k)
            heh = buzz(base * fall, brightness=0.9, partials=16) + 0.35 * noise(length, rng)
            place(out, resonate(heh, ((900, 200, 1.0), (2100, 250, 0.6))) * np.hanning(len(heh)), at)
            at += rng.uniform(0.15, 0.2)
        at += rng.uniform(0.2, 0.4)
    return out


def baby_cry(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Long rising and falling wails with a rough edge, a gasp between them."""
    out, at = np.zeros(samples(seconds)), rng.uniform(0, 0.1)
    base = rng.uniform(380, 470)
    while at < seconds:
        length = rng.uniform(0.8, 1.3)
        t = clock(length) / length
        contour = 1 + 0.35 * np.sin(np.pi * t) ** 0.7 + 0.015 * np.sin(2 * np.pi * 28 * t * length)
        rough = 0.8 + 0.2 * np.sin(2 * np.pi * 55 * t * length)
        wail = rough * buzz(base * contour, brightness=0.6, partials=18)
        wail = resonate(wail, ((1000, 220, 1.0), (2600, 300, 0.7), (3800, 400, 0.3)))
        place(out, wail * np.sin(np.pi * t) ** 0.4, at)
        gasp = band(noise(0.16, rng), 1500, 5000) * np.hanning(samples(0.16))
        place(out, 0.25 * gasp, at + length + 0.04)
        at += length + rng.uniform(0.25, 0.4)
    return out


SOUNDS = {
    "Cheering": cheering,
    "Clapping": clapping,
    "Baby_laughter": baby_laughter,
    "Baby_cry_infant_cry": baby_cry,
}
