"""Pictures and sound of a scene: what is drawn when, and what is mixed where."""

from itertools import islice

import numpy as np
import pytest

from leap_core.categories import CATEGORIES
from leap_core.data.events import Event
from leap_core.demo.backgrounds import PLACES, background
from leap_core.demo.encode import mix
from leap_core.demo.looks import picture, pictures
from leap_core.demo.render import FRAME_RATE, HEIGHT, WIDTH, frames
from leap_core.demo.scenes import SEGMENTS, Scene
from leap_core.demo.sounds.dsp import SAMPLE_RATE
from leap_core.demo.sprites import MOTIONS

DOG = CATEGORIES.index("Dog")


def scene(audio=(), visual=()):
    return Scene("demotst0001_0_10", tuple(audio), tuple(visual), unseen=True)


def video(visual, seed=2, count=None):
    pictures = frames(scene(visual=visual), np.random.default_rng(seed))
    return np.stack([np.asarray(p) for p in islice(pictures, count)]).astype(int)


def test_every_class_moves_and_has_two_sprites():
    assert set(MOTIONS) == set(CATEGORIES)
    assert all(pictures(name) >= 2 for name in (*CATEGORIES, "distractor"))


@pytest.mark.parametrize("name", CATEGORIES)
def test_sprites_stand_on_the_lower_edge_and_keep_clear_of_no_class(name):
    for variant in range(pictures(name)):
        alpha = np.asarray(picture(name, variant, False))[..., 3]
        assert alpha.shape == (160, 160)
        assert alpha[-1].max() > 60
        assert 0.1 < (alpha > 128).mean() < 0.95


def test_places_differ_and_repeat():
    pictures = [np.asarray(background(WIDTH, HEIGHT, np.random.default_rng(seed))) for seed in (0, 0, 1)]
    assert pictures[0].shape == (HEIGHT, WIDTH, 3)
    assert (pictures[0] == pictures[1]).all()
    assert (pictures[0] != pictures[2]).any()
    assert len(PLACES) >= 5


def test_frames_fill_the_clip_and_repeat():
    visual = [Event(DOG, 0.0, 10.0)]
    once = video(visual)
    assert once.shape == (SEGMENTS * FRAME_RATE, HEIGHT, WIDTH, 3)
    assert (once[:13] == video(visual, count=13)).all()


@pytest.mark.parametrize("category", range(len(CATEGORIES)), ids=CATEGORIES)
def test_a_sprite_is_there_from_onset_to_offset(category):
    visual = [Event(category, 1.0, 2.0)]
    with_it = video(visual, count=3 * FRAME_RATE)
    gone = np.median(with_it[: FRAME_RATE // 2], axis=0)  # distractors sway by a pixel or two
    changed = (np.abs(with_it - gone).sum(axis=-1) > 90).mean(axis=(1, 2))
    there = slice(FRAME_RATE + 4, 2 * FRAME_RATE - 4)
    assert changed[there].min() > 0.015
    assert max(changed[:FRAME_RATE].max(), changed[2 * FRAME_RATE :].max()) < 0.01


def test_sound_is_where_the_event_is():
    sound = mix(scene(audio=[Event(DOG, 3.0, 5.0)]), np.random.default_rng(1))
    assert sound.shape == (SEGMENTS * SAMPLE_RATE,)
    assert np.abs(sound).max() < 1
    power = (sound.reshape(SEGMENTS, SAMPLE_RATE) ** 2).mean(axis=1)
    assert power[3:5].min() > 10 * np.delete(power, [3, 4]).max()
