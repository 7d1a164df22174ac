"""CLAP's front end: the log-mel spectrogram of 10 s of sound, in dB (Wu et al., ICASSP 2023).

Sound has one channel at 48 kHz.  A spectrum is of 1,024 samples under a periodic Hann window, 480 samples
after the last, the first around the first sample, what lies outside mirrored; its power is summed in 64
bands, triangular in Hz, whose corners are evenly spaced on HTK's mel scale from 50 to 14,000 Hz.
"""

from __future__ import annotations

import numpy as np

from leap_core.data.media import triangles
from leap_core.errors import InputError

RATE, SECONDS = 48_000, 10  # samples a second; how much CLAP hears
_WINDOW, _HOP = 1024, 480  # samples
_BANDS, _LOW_HZ, _HIGH_HZ = 64, 50.0, 14_000.0
_LEAST = 1e-10  # power, below which all is silence


def decibels(samples: np.ndarray) -> np.ndarray:
    """The spectrogram of 10 s at 48 kHz, (480000,) in [-1, 1]: float32 (1001, 64), in dB.

    Raises InputError on sound of another length.
    """
    if samples.shape != (SECONDS * RATE,):
        expected = f"expected {SECONDS * RATE:,} samples, found an array {samples.shape}"
        raise InputError("sound for CLAP", expected, "Give 10 s at 48 kHz.")
    mirrored = np.pad(samples.astype(np.float64), _WINDOW // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(mirrored, _WINDOW)[::_HOP]  # (1001, 1024)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WINDOW) / _WINDOW)
    power = np.abs(np.fft.rfft(windows * hann)) ** 2
    return (10 * np.log10(np.maximum(power @ _filters(), _LEAST))).astype(np.float32)


def _filters() -> np.ndarray:
    """Triangles in Hz: (513, 64)."""
    low, high = (2595 * np.log10(1 + hertz / 700) for hertz in (_LOW_HZ, _HIGH_HZ))
    mel = np.linspace(low, high, _BANDS + 2)
    return triangles(np.linspace(0, RATE / 2, _WINDOW // 2 + 1), 700 * (10 ** (mel / 2595) - 1))
