"""A scene without an event, what is promised of it beside what is true, and the command."""

import json
import shutil

import numpy as np
import pytest

from leap_core.categories import CATEGORIES
from leap_core.data.dataset import open_dataset
from leap_core.data.events import Event
from leap_core.demo import removals, sounds
from leap_core.demo.encode import mix
from leap_core.demo.promises import Claim, _kept
from leap_core.demo.removals import events_to_remove, render
from leap_core.demo.render import FRAME_RATE, frames
from leap_core.demo.scenes import Scene
from leap_core.demo.sounds.dsp import SAMPLE_RATE
from leap_core.resources import DEMO

DOG, CAR, CAT = (CATEGORIES.index(name) for name in ("Dog", "Car", "Cat"))
EVENT = Event(DOG, 2.0, 4.0)
SCENE = Scene(
    "demotst0001_0_10",
    (EVENT, Event(CAR, 5.0, 8.0)),
    (EVENT, Event(DOG, 6.0, 7.0), Event(CAT, 0.0, 10.0)),
    True,
)


def test_without_an_event_all_else_is_heard_as_it_was():
    whole, less = (mix(SCENE, np.random.default_rng(3), without) for without in ((), (EVENT,)))
    seconds = np.abs(whole - less).reshape(10, SAMPLE_RATE).max(axis=1)
    assert (seconds[[2, 3]] > 0.01).all() and seconds[4] < 0.3  # its end may ring on
    assert (seconds[[0, 1, 5, 6, 7, 8, 9]] == 0).all()


def test_without_an_event_all_else_is_seen_as_it_was():
    pictures = [
        np.stack([np.asarray(frame) for frame in frames(SCENE, np.random.default_rng(3), without)]).astype(
            int
        )
        for without in ((), (EVENT,))
    ]
    changed = np.abs(pictures[0] - pictures[1]).reshape(10, FRAME_RATE, -1).max(axis=(1, 2))
    assert (changed[[2, 3]] > 100).all() and (changed[[0, 1, 4, 5, 6, 7, 8, 9]] == 0).all()


def test_events_are_those_shorter_than_their_clip_and_a_sample_grows(tmp_path):
    every = events_to_remove(tmp_path, 1)
    assert len(every) == 237 and all(len(r.segments) < 10 for r in every)
    assert {r.modalities for r in every} == {("audio",), ("visual",), ("audio", "visual")}
    small, large = (events_to_remove(tmp_path, 1, n, draw=4) for n in (5, 30))
    assert (
        {r.path("audio") for r in small} < {r.path("audio") for r in large} < {r.path("audio") for r in every}
    )


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """Two events of a clip of the set, whose sounds need no program, taken away."""
    folder = tmp_path_factory.mktemp("removals")
    quiet = {"Dog", "Cat", "Car", "Helicopter", "Motorcycle", "Chainsaw", "Lawn_mower", "Blender"}
    named = [
        r for r in events_to_remove(folder, 1) if {CATEGORIES[e.category] for e in r.scene.audio} <= quiet
    ]
    some = [r for r in named if r.modalities == ("audio", "visual")][:2]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sounds, "check_tools", lambda: None)
        patch.setattr(removals, "in_processes", lambda make, jobs, *_: [make(job) for job in jobs])
        render(some, 1)
        patch.setattr(removals, "_make", None)  # what is there is not made again
        render(some, 1)
    return some


def test_features_without_an_event_differ_in_its_seconds_alone(rendered):
    """Sound by second; picture is also told from the clip's median frame, which changes with it."""
    data = open_dataset(DEMO)
    for removed in rendered:
        before, after = data.features([removed.scene.filename]), removed.features()
        off = np.abs(before.audio - after.audio)[0].max(axis=1)  # (T,)
        inside = np.isin(np.arange(10), removed.segments)
        assert off[inside].min() > 3 * np.median(off[~inside]) and np.median(off[~inside]) < 0.1
        assert np.abs(before.visual - after.visual).max() > 0.5


def test_figures_by_hand():
    """Clip a has two claims, b one: each clip weighs the same."""
    parts = [("a", 0.5, 0.7, 0.1), ("a", 0.1, 0.1, 0.3), ("b", 0.9, 0.8, 0.0)]
    claims = [
        Claim(clip, effect, {"black": promise, "A": 9 - promise}, {"black": off})
        for clip, effect, promise, off in parts
    ]
    kept = _kept("sound", claims)
    black, attention = kept.rows
    assert (kept.clips, kept.claims) == (2, 3) and kept.effect == pytest.approx((0.3 + 0.9) / 2)
    assert black["off"] == pytest.approx((0.1 + 0.1) / 2) and black["bias"] == pytest.approx((0.1 - 0.1) / 2)
    assert black["off_P"] == pytest.approx((0.2 + 0.0) / 2)
    assert (black["rank"], attention["rank"]) == pytest.approx((1, -1)) and np.isnan(attention["off"])


def test_the_command_prints_removals_and_attributions(rendered, leap, monkeypatch, tmp_path):
    run = tmp_path / "mmil_han"  # beside which tables of subsets are kept
    shutil.copytree(DEMO / "runs" / "mmil_han", run)
    monkeypatch.setattr(removals, "events_to_remove", lambda *_: rendered)
    words = "demo", "removals", run, "--out", rendered[0].folder, "--json"
    code, printed, _ = leap(*words)
    tables = [json.loads(line) for line in printed.splitlines()]
    assert code == 0 and "MMIL, HAN" in tables[0]["title"]
    rows = {row["by"]: row for row in tables[0]["rows"]}
    assert {"quietest", "black", "zeros", "mean", "keys", "W_t", "Shapley", "integrated gradients"} <= set(
        rows
    )
    assert rows["quietest"]["off"] < 0.3 and rows["W_t"]["off"] is None
    assert leap(*words, "--data", tmp_path)[0] == 2
