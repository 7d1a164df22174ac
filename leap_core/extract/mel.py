"""VGGish's front end: log-mel spectra of sound, a second at a time (Hershey et al., ICASSP 2017).

Sound has one channel at 16 kHz.  A spectrum is of 400 samples under a periodic Hann window, 160 samples
after the last, in 64 triangular bands from 125 to 7,500 Hz, evenly spaced on HTK's mel scale.  Of the 98
that start and end within a second the first 96 are kept.

Shapes: n samples, T seconds, F bins of a spectrum.
"""

from __future__ import annotations

import math

import numpy as np

from leap_core.data.media import triangles
from leap_core.errors import InputError

RATE = 16_000  # samples a second
SPECTRA, BANDS = 96, 64  # of a second
_WINDOW, _HOP, _FFT = 400, 160, 512  # samples
_LOW_HZ, _HIGH_HZ = 125.0, 7_500.0
_OFFSET = 0.01  # added before the logarithm


def log_mel(waveform: np.ndarray, rate: int) -> np.ndarray:
    """Log-mel spectra of sound at `rate` samples a second: float32 (T, 96, 64).

    `waveform` is (n,), or (n, channels) whose mean is taken: int16, or floats in [-1, 1].  It is resampled
    where `rate` is not 16,000.  T is its length in seconds, rounded, at least 1; a last second that is not
    whole ends in silence.  Raises InputError where it is something else or empty.
    """
    sound = _resampled(_floats(waveform), rate)
    seconds = max(1, math.floor(len(sound) / RATE + 0.5))
    whole = np.zeros(seconds * RATE)
    whole[: len(sound)] = sound[: len(whole)]
    windows = np.lib.stride_tricks.sliding_window_view(whole.reshape(seconds, RATE), _WINDOW, axis=1)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WINDOW) / _WINDOW)
    frames = windows[:, ::_HOP][:, :SPECTRA] * hann  # (T, 96, 400)
    size = np.abs(np.fft.rfft(frames, _FFT))  # (T, 96, F)
    return np.log(size @ _filters() + _OFFSET).astype(np.float32)


def _floats(waveform: np.ndarray) -> np.ndarray:
    sound = np.asarray(waveform)
    if sound.dtype == np.int16:
        sound = sound / 32768
    known = np.issubdtype(sound.dtype, np.floating) and sound.ndim in (1, 2) and sound.size
    if not known or not np.isfinite(sound).all():
        expected = (
            f"expected int16 or finite floats, (n,) or (n, channels), found {sound.dtype} {sound.shape}"
        )
        raise InputError("waveform", expected, "Give the samples of a sound.")
    return sound.astype(np.float64).reshape(len(sound), -1).mean(axis=1)


def _resampled(sound: np.ndarray, rate: int) -> np.ndarray:
    if rate == RATE:
        return sound
    if rate != int(rate) or not 1_000 <= rate <= 768_000:
        expected = f"expected a whole number from 1,000 to 768,000 samples a second, found {rate}"
        raise InputError("rate", expected, "Give the rate of the waveform.")
    from scipy.signal import resample_poly  # half a second, for those alone who need it

    divisor = math.gcd(int(rate), RATE)
    return resample_poly(sound, RATE // divisor, int(rate) // divisor)


def _filters() -> np.ndarray:
    """Triangles in mel; nothing at 0 Hz: (F, BANDS)."""
    edges = np.linspace(_mel(_LOW_HZ), _mel(_HIGH_HZ), BANDS + 2)
    return triangles(_mel(np.linspace(0, RATE / 2, _FFT // 2 + 1)), edges)


def _mel(hertz: float | np.ndarray) -> np.ndarray:
    return 1127 * np.log(1 + np.asarray(hertz) / 700)
