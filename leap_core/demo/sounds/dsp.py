"""The few signal tools that the sounds share.

Shapes: a signal is float (samples,) at SAMPLE_RATE; frequencies are in Hz.
"""

from __future__ import annotations

import numpy as np
from scipy import signal

SAMPLE_RATE = 32_000
FADE_SECONDS = 0.015
LEVEL_DB = -20.0


def samples(seconds: float) -> int:
    """Length of a signal."""
    return round(seconds * SAMPLE_RATE)


def clock(seconds: float) -> np.ndarray:
    """Time of each sample, seconds."""
    return np.arange(samples(seconds)) / SAMPLE_RATE


def noise(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """White noise."""
    return rng.standard_normal(samples(seconds))


def wander(seconds: float, rng: np.random.Generator, rate: float, depth: float) -> np.ndarray:
    """A slow random curve around 1, turning about `rate` times a second, within about 1 +- `depth`."""
    points = 1 + depth * rng.uniform(-1, 1, max(2, int(seconds * rate) + 2))
    return np.interp(clock(seconds) * rate, np.arange(len(points)), points)


def band(x: np.ndarray, low: float, high: float, order: int = 2) -> np.ndarray:
    """Band-pass."""
    return signal.sosfilt(signal.butter(order, (low, high), "bandpass", fs=SAMPLE_RATE, output="sos"), x)


def resonate(x: np.ndarray, peaks: tuple[tuple[float, float, float], ...]) -> np.ndarray:
    """Sum of resonances (frequency, bandwidth, gain) of `x`: formants and bodies."""
    out = np.zeros_like(x)
    for frequency, bandwidth, gain in peaks:
        b, a = signal.iirpeak(min(frequency, 0.45 * SAMPLE_RATE), frequency / bandwidth, fs=SAMPLE_RATE)
        out += gain * signal.lfilter(b, a, x)
    return out


def phase(frequency: np.ndarray) -> np.ndarray:
    """Phase in cycles of a varying frequency."""
    return np.cumsum(frequency) / SAMPLE_RATE


def buzz(frequency: np.ndarray, brightness: float = 1.0, partials: int = 30) -> np.ndarray:
    """Harmonic tone of a varying frequency; partial k has the amplitude k^-brightness."""
    cycles = phase(frequency)
    top = int(min(partials, 0.45 * SAMPLE_RATE / frequency.max()))
    return sum(np.sin(2 * np.pi * k * cycles) * k**-brightness for k in range(1, max(2, top + 1)))


def burst(length: int, attack: float, decay: float) -> np.ndarray:
    """Envelope of a struck or puffed sound: rise over `attack`, fall with time constant `decay`, seconds."""
    t = np.arange(length) / SAMPLE_RATE
    return np.minimum(1, t / attack) * np.exp(-np.maximum(0, t - attack) / decay)


def place(out: np.ndarray, x: np.ndarray, at_seconds: float) -> None:
    """Add `x` into `out` at a time; what runs over the end is cut."""
    start = round(at_seconds * SAMPLE_RATE)
    if 0 <= start < len(out):
        out[start : start + len(x)] += x[: len(out) - start]


def finish(x: np.ndarray, seconds: float, level_db: float = LEVEL_DB) -> np.ndarray:
    """Exact length, faded ends, RMS at `level_db`, peaks rounded below 1: float32."""
    x = np.pad(x[: samples(seconds)], (0, max(0, samples(seconds) - len(x))))
    ramp = np.minimum(1, np.arange(len(x)) / (FADE_SECONDS * SAMPLE_RATE))
    x = (x - x.mean()) * ramp * ramp[::-1]
    x *= 10 ** (level_db / 20) / max(np.sqrt(np.mean(x**2)), 1e-9)
    return (0.95 * np.tanh(x / 0.95)).astype(np.float32)
