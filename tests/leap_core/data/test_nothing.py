"""What stands in for a second: each choice on toys worked out by hand, and on the demo set."""

import shutil
import wave

import numpy as np
import pytest

from leap_core.data import compact
from leap_core.data.dataset import Dataset, open_dataset
from leap_core.data.media import RATE
from leap_core.data.nothing import nothing_of
from leap_core.data.statistics import FeatureStatistics, read_pooled
from leap_core.errors import InputError
from leap_core.options import NOTHINGS
from leap_core.resources import DEMO
from leap_core.types import Features
from tests.tiny_dataset import WIDTHS, S, T, make_dataset, names

CLIP = names("test")[4]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return open_dataset(make_dataset(tmp_path_factory.mktemp("nothing") / "data"))


@pytest.fixture(scope="module")
def demo():
    return open_dataset(DEMO)


def never():
    raise AssertionError("statistics are not needed")


def test_black_is_silence_and_a_black_picture_where_the_recipe_is_known(demo):
    nothing = nothing_of("black", demo, demo.annotations.filenames[0], never)
    assert (nothing.heard, nothing.seen) == ("silence", "a black picture")
    assert nothing.features.audio[0, 0, :64] == pytest.approx(-2.0)  # log10 of the floor, halved
    assert nothing.features.visual.shape == (1, 8, 192)
    assert nothing.features.visual.max() > 1  # all one colour


def test_and_zeros_that_say_so_where_it_is_not(data):
    nothing = nothing_of("black", data, CLIP, never)
    assert nothing.heard == nothing.seen == "features of zero, for lack of the extractor"
    zeros = nothing_of("zeros", data, CLIP, never)
    assert zeros.heard == zeros.seen == "features of zero"
    for x, y in zip(nothing.features.kinds.values(), zeros.features.kinds.values(), strict=True):
        assert x.shape[:2] == y.shape[:2] == (1, 1) and not x.any() and not y.any()


def test_the_mean_is_that_of_the_statistics(data):
    seen = FeatureStatistics.measure(read_pooled(data, names("test")), "Tiny, test")
    nothing = nothing_of("mean", data, CLIP, lambda: seen)
    assert nothing.heard == nothing.seen == "the mean of each feature"
    np.testing.assert_array_equal(nothing.features.visual[0, 0], seen.mean.visual)
    np.testing.assert_allclose(seen.z(nothing.features), 0, atol=1e-6)


def test_without_media_and_recipe_the_quietest_goes_by_norm_and_the_stillest_by_change(data, monkeypatch):
    audio = np.ones((T, WIDTHS["audio"])) * np.array([5, 4, 3, 2, 3, 4, 5])[:, None]
    frames = np.zeros((T, S, WIDTHS["visual"]))
    frames[:, 1] = 7  # every second changes in its middle, and back at its end
    frames[5] = 7  # but this one, whose frames are as the one before
    visual_st = data.features([CLIP]).visual_st
    features = Features(audio[None], frames.reshape(1, T * S, -1), visual_st)
    monkeypatch.setattr(Dataset, "features", lambda *_: features)
    nothing = nothing_of("quietest", data, CLIP, never)
    assert nothing.heard.startswith("its own quietest second, 3\u20134 s (by the norm of its features")
    assert nothing.seen.startswith("its own second of least motion, 5\u20136 s")
    np.testing.assert_array_equal(nothing.features.audio[:, 0], features.audio[:, 3])
    np.testing.assert_array_equal(nothing.features.visual, features.visual[:, 5 * S : 6 * S])
    np.testing.assert_array_equal(nothing.features.visual_st[:, 0], features.visual_st[:, 5])


def test_with_sound_the_quietest_goes_by_its_power(data, tmp_path):
    level = np.repeat([0.5, 0.3, 0.1, 0.4, 0.3, 0.3, 0.02], RATE)
    root = shutil.copytree(data.root, tmp_path / "data")
    (root / "audio").mkdir()
    with wave.open(str(root / "audio" / f"{CLIP}.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((32767 * level * np.sin(np.arange(T * RATE))).astype("<i2").tobytes())
    nothing = nothing_of("quietest", open_dataset(root), CLIP, never)
    assert nothing.heard == "its own quietest second, 6\u20137 s (by its mean power)"


def test_of_the_demo_set_it_is_the_quietest_by_level_and_the_median_frame(demo):
    name = demo.annotations.filenames[0]
    nothing, features = nothing_of("quietest", demo, name, never), demo.features([name])
    t = compact.level(features.audio[0]).argmin()
    assert nothing.heard.startswith(f"its own quietest second, {t}\u2013{t + 1} s")
    np.testing.assert_array_equal(nothing.features.audio[0, 0], features.audio[0, t])
    assert nothing.seen == "its median frame, still"
    assert nothing.features.visual.shape == (1, 8, 192)
    assert not nothing.features.visual[0, :, 27:].any()  # all but the colours is of what moves
    assert not nothing.features.visual_st.any()
    colours = np.median(features.visual[0, :, :27], axis=0)
    far = [np.linalg.norm(x.visual[0, 0, :27] - colours) for x in (nothing.features, compact.nothing())]
    assert far[0] < far[1] / 2  # it looks as the clip does, which a black picture does not


def test_without_its_video_the_demo_set_takes_its_stillest_second(demo, tmp_path):
    root = shutil.copytree(DEMO, tmp_path / "demo", ignore=shutil.ignore_patterns("clips", "runs"))
    name = demo.annotations.filenames[0]
    bare = nothing_of("quietest", open_dataset(root), name, never)
    assert "by its mean log-mel power" in bare.heard and "least motion" in bare.seen


def test_levels_tell_loud_from_quiet():
    draw = np.random.default_rng(0).normal(size=3 * RATE).astype(np.float32)
    sound = draw * np.repeat([0.1, 0.3, 0.01], RATE)
    level = compact.level(compact.audio_features(sound, 3))
    assert level.argsort().tolist() == [2, 0, 1]
    assert level[1] - level[0] == pytest.approx(np.log10(9), abs=0.05)  # power, in powers of ten


def test_an_unknown_choice(data):
    with pytest.raises(InputError, match=f"expected one of {', '.join(NOTHINGS)}"):
        nothing_of("void", data, CLIP, never)
