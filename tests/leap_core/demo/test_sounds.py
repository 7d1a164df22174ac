"""Every category has a sound: exact in length, even in level, the same from the same random numbers."""

import shutil
from functools import cache

import numpy as np
import pytest

from leap_core.categories import CATEGORIES
from leap_core.demo import sounds
from leap_core.demo.sounds import instruments, scores, speech
from leap_core.demo.sounds.dsp import SAMPLE_RATE, TAKES, buzz, place, samples
from leap_core.errors import InputError

NEEDS = {**dict.fromkeys(instruments.SOUNDS, "fluidsynth"), "Speech": "espeak-ng"}


def rng(seed=0):
    return np.random.default_rng(seed)


def level_db(x):
    return 20 * np.log10(np.sqrt(np.mean(x**2)))


@pytest.fixture(scope="module", autouse=True)
def few_takes():
    """A quarter of what is recorded of each instrument, which takes most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(instruments, "_recording", cache(instruments._recording.__wrapped__))
        for module in (instruments, sounds):
            patch.setattr(module, "TAKES", TAKES // 4)
        yield


@pytest.fixture(params=CATEGORIES)
def category(request):
    tool = NEEDS.get(request.param)
    if tool and not shutil.which(tool):
        pytest.skip(f"{tool} is not installed: apt-get install {tool}")
    return request.param


def test_a_sound_fits_its_event(category):
    x = sounds.synthesise(category, 2.37, rng())
    assert x.dtype == np.float32
    assert len(x) == samples(2.37)
    assert abs(x).max() < 1
    assert -24 < level_db(x) < -19
    assert abs(x[0]) < 1e-6 > abs(x[-1])  # no click at either end


def test_the_same_random_numbers_give_the_same_sound(category):
    one, same, other = (sounds.synthesise(category, 1.1, rng(seed)) for seed in (3, 3, 4))
    assert (one == same).all()
    assert abs(one - other).max() > 0.01


def test_an_unknown_category_is_named():
    with pytest.raises(InputError, match="Unicorn: there is no sound for this category"):
        sounds.synthesise("Unicorn", 1.0, rng())


@pytest.mark.parametrize("module, tool", [(instruments, "fluidsynth"), (speech, "espeak-ng")])
def test_a_missing_program_is_named(module, tool, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(InputError, match=f"{tool}: expected this program. Install Debian's package {tool}"):
        module.check_tools()


def test_the_background_stays_behind():
    for seed in range(5):
        assert -47 < level_db(sounds.background(3.0, rng(seed))) < -37


@pytest.mark.parametrize("category", scores.SCORES)
def test_every_note_of_a_take_ends(category):
    """A hanging note would let the synthesiser play on for ever."""
    data = instruments._midi(category)
    sounding, position = set(), 22
    while position < len(data) - 3:
        while data[position] & 0x80:  # the time before an event
            position += 1
        status, key = data[position + 1], data[position + 2]
        if status == 0x90:
            sounding.add(key)
        elif status == 0x80:
            sounding.discard(key)
        position += 3 if status == 0xC0 else 4
    assert not sounding


def test_buzz_is_a_sum_of_sines():
    t = np.arange(samples(0.1)) / SAMPLE_RATE
    tone = buzz(np.full(len(t), 200.0), brightness=1.0, partials=3)
    sines = sum(np.sin(2 * np.pi * 200 * k * (t + 1 / SAMPLE_RATE)) / k for k in (1, 2, 3))
    assert tone == pytest.approx(sines, abs=1e-3)


def test_place_cuts_what_lies_outside():
    out = np.zeros(4)
    place(out, np.ones(3), -2 / SAMPLE_RATE)
    place(out, np.ones(3), 3 / SAMPLE_RATE)
    assert out.tolist() == [1, 0, 0, 1]
