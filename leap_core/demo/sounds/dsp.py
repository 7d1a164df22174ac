"""The few signal tools that the sounds share.

Shapes: a signal is float (samples,) at SAMPLE_RATE; times are in seconds, frequencies in Hz.
"""

from __future__ import annotations

import numpy as np
from scipy import signal

SAMPLE_RATE = 32_000
TAKES = 16  # of each category that is recorded: instruments and speech
FADE_SECONDS = 0.015
LEVEL_DB = -20.0
_TABLE = 4096  # points of a cycle: error below -70 dB at 30 partials
_PEAK = 0.95


def samples(seconds: float) -> int:
    """Length of a signal."""
    return round(seconds * SAMPLE_RATE)


def clock(seconds: float) -> np.ndarray:
    """Time of each sample."""
    return np.arange(samples(seconds)) / SAMPLE_RATE


def noise(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """White noise."""
    return rng.standard_normal(samples(seconds))


def wander(seconds: float, rng: np.random.Generator, rate: float, depth: float) -> np.ndarray:
    """A random curve around 1, turning about `rate` times a second, within 1 +- `depth`."""
    points = 1 + depth * rng.uniform(-1, 1, int(seconds * rate) + 2)
    return np.interp(clock(seconds) * rate, np.arange(len(points)), points)


def band(x: np.ndarray, low: float, high: float, order: int = 2) -> np.ndarray:
    """Band-pass."""
    sections = signal.butter(order, (low, high), "bandpass", fs=SAMPLE_RATE, output="sos")
    return np.asarray(signal.sosfilt(sections, x))


def resonate(x: np.ndarray, peaks: tuple[tuple[float, float, float], ...]) -> np.ndarray:
    """Sum of resonances (frequency, bandwidth, gain) of `x`: formants and bodies."""
    out = np.zeros_like(x)
    for frequency, bandwidth, gain in peaks:
        if frequency < 0.45 * SAMPLE_RATE:
            peak = signal.iirpeak(frequency, frequency / bandwidth, fs=SAMPLE_RATE)
            out += gain * np.asarray(signal.lfilter(*peak, x))
    return out


def phase(frequency: np.ndarray) -> np.ndarray:
    """Phase in cycles of a varying frequency."""
    return np.cumsum(frequency) / SAMPLE_RATE


def buzz(frequency: np.ndarray, brightness: float = 1.0, partials: int = 30) -> np.ndarray:
    """Harmonic tone of a varying frequency; partial k has the amplitude k^-brightness."""
    k = np.arange(1, max(1, min(partials, int(0.45 * SAMPLE_RATE / frequency.max()))) + 1)
    spectrum = np.zeros(_TABLE // 2 + 1, complex)
    spectrum[k] = -0.5j * _TABLE * k**-brightness  # sines
    cycle = np.fft.irfft(spectrum)
    at = _TABLE * (phase(frequency) % 1)
    before = at.astype(int)
    step = np.diff(cycle, append=cycle[0])
    return cycle[before % _TABLE] + (at - before) * step[before % _TABLE]


def burst(length: int, attack: float, decay: float) -> np.ndarray:
    """Envelope of a struck or puffed sound: rise over `attack`, fall with time constant `decay`."""
    t = np.arange(length) / SAMPLE_RATE
    return np.minimum(1, t / attack) * np.exp(-np.maximum(0, t - attack) / decay)


def place(out: np.ndarray, x: np.ndarray, at: float) -> None:
    """Add `x` into `out` at a time; what lies before the start or after the end is cut."""
    start = round(at * SAMPLE_RATE)
    x = x[max(0, -start) : max(0, len(out) - start)]
    start = max(0, start)
    out[start : start + len(x)] += x


def record(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """`x` as another microphone in another place hears it: some room, a brighter or duller tone."""
    seconds, decay = rng.uniform(0.1, 0.5), rng.uniform(0.02, 0.12)
    tail = noise(seconds, rng) * np.exp(-clock(seconds) / decay)
    tail *= rng.uniform(0.05, 0.4) / np.sqrt(np.sum(tail**2))
    heard = x + signal.oaconvolve(x, tail)[: len(x)]
    tilt = rng.uniform(-0.35, 0.35)  # first-order shelf: about +-3 dB at either end
    return np.asarray(signal.lfilter((1, -tilt), (1 + 0.3 * abs(tilt),), heard))


def finish(x: np.ndarray, seconds: float, level_db: float = LEVEL_DB) -> np.ndarray:
    """Exact length, faded ends, RMS near `level_db`, peaks rounded below 1: float32."""
    x = np.pad(x[: samples(seconds)], (0, max(0, samples(seconds) - len(x))))
    ramp = np.minimum(1, np.arange(len(x)) / (FADE_SECONDS * SAMPLE_RATE))
    x = (x - x.mean()) * ramp * ramp[::-1]
    x *= 10 ** (level_db / 20) / max(np.sqrt(np.mean(x**2)), 1e-9)
    return (_PEAK * np.tanh(x / _PEAK)).astype(np.float32)
