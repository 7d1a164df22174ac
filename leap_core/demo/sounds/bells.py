"""Struck and beeping things: a telephone, a fire alarm, a basketball."""

from __future__ import annotations

import numpy as np

from leap_core.demo.sounds.dsp import SAMPLE_RATE, band, burst, buzz, clock, noise, place, samples


def telephone(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Two bells struck in turn by a clapper, ringing one second out of two or so."""
    out, base = np.zeros(samples(seconds)), rng.uniform(950, 1250)
    on, off, strikes = rng.uniform(0.8, 1.2), rng.uniform(0.3, 0.6), rng.uniform(18, 24)
    t = clock(0.35)
    partials = [(ratio, np.exp(-t * (7 + 4 * ratio))) for ratio in (1, 2.0, 2.76, 5.4)]
    bells = [
        np.asarray(sum(np.sin(2 * np.pi * base * tune * ratio * t) * decay for ratio, decay in partials))
        for tune in (1, 1.19)
    ]
    for k, at in enumerate(np.arange(0, seconds, 1 / strikes)):
        if at % (on + off) < on:
            place(out, bells[k % 2], at)
    return out


def fire_alarm(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """A horn of three beeps and a rest, or a siren that sweeps."""
    t, high = clock(seconds), rng.uniform(2700, 3300)
    if rng.random() < 0.6:
        period = rng.uniform(0.3, 0.42)
        beat = (t % (4 * period)) / period
        return buzz(np.full(len(t), high), 1.2, 4) * ((beat % 1 < 0.6) & (beat < 3))
    sweep = 700 + 800 * ((t * rng.uniform(1.5, 3)) % 1)
    return buzz(sweep, 0.6, 10)


def basketball(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Dribbling: thumps with the ball's ring, a shoe that squeaks."""
    out, period, ring = np.zeros(samples(seconds)), rng.uniform(0.35, 0.6), rng.uniform(75, 105)
    for at in np.arange(rng.uniform(0, 0.1), seconds, period):
        t = clock(0.22)
        thump = np.sin(2 * np.pi * ring * (t + 0.006 * np.exp(-t / 0.02))) * burst(len(t), 0.002, 0.05)
        slap = band(noise(0.03, rng), 400, 1600) * burst(samples(0.03), 0.001, 0.006)
        place(out, 1.2 * thump, at)
        place(out, 1.6 * slap, at)
    for _ in range(rng.poisson(0.5 * seconds)):
        sweep = np.linspace(1.0, 1.25, samples(0.13)) * rng.uniform(2200, 2900)
        squeak = np.sin(2 * np.pi * np.cumsum(sweep) / SAMPLE_RATE) * np.hanning(len(sweep))
        place(out, 0.12 * squeak, rng.uniform(0, seconds))
    return out


SOUNDS = {"Telephone_bell_ringing": telephone, "Fire_alarm": fire_alarm, "Basketball_bounce": basketball}
