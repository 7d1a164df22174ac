"""Looks and sounds of the other splits are none of training's."""

import numpy as np
import pytest

from leap_core.categories import CATEGORIES
from leap_core.demo import sounds
from leap_core.demo.looks import colourings, look, pictures

SIZE = 160, 160


def every_look(name, unseen):
    return {
        look(name, number, flip, colouring).tobytes()
        for number in range(pictures(name))
        for flip in (False, True)
        for colouring in colourings(name, unseen)
    }


@pytest.mark.parametrize("name", CATEGORIES)
def test_no_look_of_training_comes_back(name):
    seen, unseen = every_look(name, False), every_look(name, True)
    assert len(seen) >= 8
    assert len(unseen) >= 6
    assert not seen & unseen


@pytest.mark.parametrize("name", CATEGORIES)
def test_a_colouring_keeps_the_shape(name):
    plain = look(name, 0, False, colourings(name, True)[0])
    for colouring in colourings(name, False):
        coloured = look(name, 0, False, colouring)
        assert coloured.size == SIZE
        assert coloured.getchannel("A").tobytes() == plain.getchannel("A").tobytes()
        assert np.abs(np.asarray(coloured, int) - np.asarray(plain, int))[..., :3].max() > 20


def test_takes_and_patterns_are_shared_out():
    drawn = {
        unseen: {sounds.number_of(16, unseen, np.random.default_rng(seed)) for seed in range(300)}
        for unseen in (False, True)
    }
    assert drawn == {False: set(range(12)), True: set(range(12, 16))}


@pytest.mark.parametrize("unseen", [False, True])
def test_a_pattern_sounds_again_alike_and_no_other_does(monkeypatch, unseen):
    heard = []
    monkeypatch.setitem(
        sounds._SYNTHESISED, "Dog", lambda seconds, rng: heard.append(rng.random()) or np.zeros(9)
    )
    for seed in range(400):
        sounds.synthesise("Dog", 0.1, np.random.default_rng(seed), unseen)
    assert len({*heard}) == (16 if unseen else 48)
    other = heard.copy()
    heard.clear()
    for seed in range(400):
        sounds.synthesise("Dog", 0.1, np.random.default_rng(seed), not unseen)
    assert not {*heard} & {*other}
