"""The scales of maps: shared by a figure, even to the eye, about the even share."""

from dataclasses import replace

import numpy as np
import pytest

from leap_core.figures.content import contents, resolved
from leap_core.figures.ends import ends_of, group
from leap_core.figures.sources import open_sources
from leap_core.figures.style import palette
from leap_core.maps import TRUTH
from tests.demo_fixture import CLIPS, T
from tests.oklab import oklab


def shown(plain, *maps, scale="softmax"):
    recipe = replace(plain, clips=CLIPS[:2], maps=maps, scale=scale)
    sources = open_sources(recipe)
    return contents(resolved(recipe, sources.dataset), sources)


def test_attention_of_both_models_in_every_clip_shares_one_scale(plain):
    clips = shown(plain, "A", "Wt", "P")
    ends = ends_of(clips, grey=False)
    assert [*ends] == [("attention", "time"), ("probability", None)]
    attention = ends["attention", "time"]
    drawn = [m for clip in clips for m in clip.maps if m.kind.key in ("A", "Wt")]
    assert {(m.kind.key, m.run) for m in drawn} == {("A", "LEAP"), ("Wt", "MMIL")} and len(drawn) == 4
    assert attention.high == max(2 / T, *(m.values[x].max() for m in drawn for x in ("audio", "visual")))
    assert (attention.even, attention.name, attention.start) == (1 / T, "1/T", 0)
    assert attention.places(np.array([1 / T, 2 / T]))[0] == pytest.approx(0.5)  # even is in the middle


def test_weights_of_the_modalities_are_about_one_half(plain):
    ends = ends_of(shown(plain, "Wm"), grey=False)["attention", "modality"]
    assert (ends.low, ends.even, ends.high, ends.name) == (0, 0.5, 1, "1/2")


def test_scores_have_a_sign_and_truth_the_scale_of_probability(plain):
    clips = shown(plain, "Y", "S", scale="raw")
    ends = ends_of(clips, grey=False)
    most = max(np.abs(m.values[x]).max() for c in clips for m in c.maps[1:] for x in ("audio", "visual"))
    assert (ends["scores", None].low, ends["scores", None].high) == (-most, most)
    assert (ends[group(TRUTH)].low, ends[group(TRUTH)].high) == (0, 1)


def test_softmaxed_scores_share_the_scale_of_attention_and_differences_have_one_of_their_own(plain):
    ends = ends_of(shown(plain, "A", "S", "D"), grey=False)
    assert [*ends] == [("attention", "time"), ("difference", None)]
    assert (ends["difference", None].low, ends["difference", None].high) == (-1, 1)


def steps_of(grey: bool) -> np.ndarray:
    return oklab(palette({0: "#000000"}, (), grey).scale("share")(np.linspace(0, 1, 17))[:, :3])


def test_shares_are_as_light_at_the_same_distance_in_even_steps():
    """So a grey printer, too, shows values as far from the even share alike."""
    lab = steps_of(grey=False)
    apart = np.abs(lab - lab[::-1])
    assert apart[:, 0].max() < 0.011
    assert (np.linalg.norm(apart[:, 1:], axis=1)[:3] > 0.12).all()  # but of another hue
    lengths = np.linalg.norm(np.diff(lab, axis=0), axis=1)
    assert lengths.max() / lengths.min() < 1.5
    assert (np.diff(lab[:9, 0]) > 0).all() and (np.diff(lab[8:, 0]) < 0).all()


def test_in_grey_lightness_alone_tells_below_from_above(plain):
    lightness = steps_of(grey=True)[:, 0]
    falls = -np.diff(lightness)
    assert (falls > 0).all() and falls.max() / falls.min() < 1.5
    ends = ends_of(shown(plain, "Wt"), grey=True)["attention", "time"]
    assert ends.low == 0 and ends.even == 1 / T
