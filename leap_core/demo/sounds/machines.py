"""Engines, rotors, kitchen machines, and a pan on the stove."""

from __future__ import annotations

import numpy as np

from leap_core.demo.sounds.dsp import (
    SAMPLE_RATE,
    band,
    burst,
    buzz,
    clock,
    noise,
    phase,
    place,
    resonate,
    samples,
    wander,
)


def _firing(rate: np.ndarray, rng: np.random.Generator, sharpness: float) -> np.ndarray:
    """Combustion: one rough pulse a cycle of `rate` (samples,) Hz."""
    cycles = phase(rate)
    strength = rng.uniform(0.75, 1.25, int(cycles[-1]) + 2)[cycles.astype(int)]
    return strength * np.exp(-sharpness * (cycles % 1)) * (1 + 0.5 * rng.standard_normal(len(rate)))


def car(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """A car passes or idles past, tyres hissing, and often honks."""
    t = clock(seconds)
    near = np.exp(-(((t - rng.uniform(0.2, 0.8) * seconds) / (0.5 * seconds)) ** 2))
    engine = band(buzz(rng.uniform(55, 80) * wander(seconds, rng, 1, 0.15), 0.9, 16), 50, 900)
    tyres = band(noise(seconds, rng), 500, 2200)
    out = (0.35 * engine + 0.9 * tyres) * (0.35 + near)
    for _ in range(rng.integers(1, 3)):
        length = rng.uniform(0.25, 0.6)
        pair = rng.uniform(380, 450) * np.array((1, 1.26))
        horn = np.asarray(sum(buzz(np.full(samples(length), f), 0.5, 10) for f in pair))
        place(out, 0.5 * horn * burst(len(horn), 0.02, 2), rng.uniform(0, max(0.1, seconds - length)))
    return out


def motorcycle(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Deep, separate explosions that rev up and fall back."""
    t = clock(seconds)
    rev = 0.5 - 0.5 * np.cos(2 * np.pi * t / rng.uniform(1.2, 2.2) + rng.uniform(0, 6))
    x = _firing(rng.uniform(22, 30) * (1 + 1.6 * rev**2), rng, 9)
    return resonate(x, ((95, 60, 1.0), (210, 120, 0.8), (480, 250, 0.4))) + 0.03 * x


def lawn_mower(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """A steady four-stroke drone with the blade's rush."""
    rate = rng.uniform(44, 52) * wander(seconds, rng, 1.5, 0.03)
    x = _firing(rate, rng, 5)
    blade = band(noise(seconds, rng), 900, 2600) * (1 + 0.5 * np.sin(2 * np.pi * phase(rate)))
    return resonate(x, ((180, 110, 1.0), (420, 200, 0.8), (900, 350, 0.4))) + 0.12 * blade


def chainsaw(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """A shrill two-stroke that drops under load."""
    turn = 2 * np.pi * clock(seconds) / rng.uniform(0.9, 1.8) + rng.uniform(0, 6)
    load = np.clip(1.5 * np.sin(turn), -1, 1)
    rate = rng.uniform(120, 150) * (1 - 0.22 * load) * wander(seconds, rng, 8, 0.04)
    x = _firing(rate, rng, 3) + 0.5 * buzz(rate, 0.3, 40)
    return resonate(x, ((1100, 500, 1.0), (2600, 800, 1.0), (4300, 1200, 0.7))) + 0.2 * x


def helicopter(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Blades that chop the air, a turbine behind them."""
    chop = np.exp(-6 * (phase(np.full(samples(seconds), rng.uniform(10, 14))) % 1))
    air = band(noise(seconds, rng), 60, 700)
    turbine = 0.02 * buzz(rng.uniform(700, 900) * wander(seconds, rng, 1, 0.01), 0.8, 4)
    return air * (0.15 + chop) * wander(seconds, rng, 0.6, 0.3) + turbine


def vacuum_cleaner(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Rushing air around a steady motor whine."""
    motor = buzz(rng.uniform(210, 270) * wander(seconds, rng, 0.7, 0.02), 0.7, 12)
    air = band(noise(seconds, rng), 300, 7000, order=1) + 0.8 * band(noise(seconds, rng), 900, 1600)
    return 0.13 * motor + air * wander(seconds, rng, 1, 0.15)


def blender(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """A whine that spins up to a scream, chunks knocking against the jar."""
    t = clock(seconds)
    spin = rng.uniform(420, 560) * (1 - 0.5 * np.exp(-t / 0.25)) * wander(seconds, rng, 5, 0.05)
    x = buzz(spin, 0.4, 18) + 0.8 * band(noise(seconds, rng), 1500, 6000)
    for _ in range(int(7 * seconds)):
        knock = band(noise(0.05, rng), 500, 1800) * burst(samples(0.05), 0.001, 0.012)
        place(x, 5 * knock, rng.uniform(0, seconds))
    return x


def frying(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Sizzle and crackle."""
    struck = rng.random(samples(seconds)) < rng.uniform(120, 300) / SAMPLE_RATE
    pops = struck * rng.exponential(1, samples(seconds))
    crackle = band(np.convolve(pops, np.exp(-np.arange(64) / 9), "same"), 2500, 12000)
    return 9 * crackle + 0.35 * band(noise(seconds, rng), 4000, 13000) * wander(seconds, rng, 6, 0.4)


SOUNDS = {
    "Car": car,
    "Motorcycle": motorcycle,
    "Lawn_mower": lawn_mower,
    "Chainsaw": chainsaw,
    "Helicopter": helicopter,
    "Vacuum_cleaner": vacuum_cleaner,
    "Blender": blender,
    "Frying_(food)": frying,
}
