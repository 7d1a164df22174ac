"""VGGish's front end against the released one's output, on tones, and on what is no sound."""

from pathlib import Path

import numpy as np
import pytest

import leap_core as lc
from leap_core.errors import InputError
from leap_core.extract.mel import RATE

GOLDEN = Path(__file__).parents[2] / "golden" / "vggish_logmel.npz"


@pytest.fixture(scope="module")
def golden():
    with np.load(GOLDEN) as arrays:
        return arrays["waveform"], arrays["log_mel"]


def tone(hertz, rate, seconds=1.0):
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate)


def test_golden(golden):
    waveform, expected = golden
    found = lc.extract.log_mel(waveform, RATE)
    assert (found.shape, found.dtype) == ((10, 96, 64), np.float32)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-4)


def test_floats_and_channels_are_the_same_sound(golden):
    waveform, expected = golden
    floats = waveform.astype(np.float32) / 32768
    np.testing.assert_allclose(lc.extract.log_mel(floats, RATE), expected, rtol=0, atol=1e-4)
    louder_and_less = np.stack((1.5 * floats, 0.5 * floats), axis=1)  # whose mean it is
    np.testing.assert_allclose(lc.extract.log_mel(louder_and_less, RATE), expected, rtol=0, atol=1e-4)


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000])
def test_another_rate_is_the_same_sound(rate):
    found, expected = (np.exp(lc.extract.log_mel(tone(1000, r), r)[0, 5:90]) for r in (rate, RATE))
    np.testing.assert_allclose(found, expected, rtol=0, atol=0.01 * expected.max())


def test_a_tone_is_loudest_in_its_band():
    # HTK mel: 1127 ln(1 + f / 700) is 185.2 at 125 Hz, 1000.0 at 1,000 Hz, 2774.2 at 7,500 Hz; band b peaks
    # at edge b + 1 of 66: 65 (1000.0 - 185.2) / 2589.0 = 20.46 lies between the peaks of bands 19 and 20
    loudest = set(lc.extract.log_mel(tone(1000, RATE), RATE)[0].argmax(axis=1).tolist())
    assert loudest <= {19, 20}


def test_silence_is_the_offset():
    assert lc.extract.log_mel(np.zeros(RATE), RATE) == pytest.approx(np.log(0.01))


@pytest.mark.parametrize(("samples", "seconds"), [(1, 1), (23_999, 1), (24_000, 2), (40_000, 3)])
def test_seconds_are_rounded_and_the_last_ends_in_silence(samples, seconds):
    found = lc.extract.log_mel(np.ones(samples), RATE)
    assert found.shape == (seconds, 96, 64)
    silent = np.isclose(found[-1, -1], np.log(0.01), atol=1e-5).all()
    assert silent == (samples < seconds * RATE)


@pytest.mark.parametrize(
    ("waveform", "rate", "message"),
    [
        (np.zeros(0), RATE, r"waveform: expected int16 or finite floats.* found float64 \(0,\)"),
        (np.zeros((2, 3, 5)), RATE, r"found float64 \(2, 3, 5\)"),
        (np.zeros(7, np.int32), RATE, "found int32"),
        (np.full(7, np.nan), RATE, "finite floats"),
        (np.zeros(7), 0, "rate: expected a whole number from 1,000 to 768,000 .* found 0"),
        (np.zeros(7), 8000.5, "found 8000.5"),
    ],
)
def test_what_is_no_sound(waveform, rate, message):
    with pytest.raises(InputError, match=message):
        lc.extract.log_mel(waveform, rate)
