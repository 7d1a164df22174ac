"""A small build, whole and resumed, and the set that is committed."""

import json
from pathlib import Path

import numpy as np
import pytest

from leap_core.categories import CATEGORIES
from leap_core.data.compact import extract
from leap_core.data.dataset import open_dataset
from leap_core.data.events import Event
from leap_core.demo import build as demo
from leap_core.demo import sounds
from leap_core.demo.encode import encode
from leap_core.demo.scenes import NAMES, SIZES, Scene, generator, scenes
from leap_core.errors import InputError

ASSETS = Path(__file__).parents[3] / "assets"
DOG, CAR, CAT = (CATEGORIES.index(name) for name in ("Dog", "Car", "Cat"))


def few_scenes(split, seed):
    """Two clips a split, of sounds that need no program."""
    return [
        Scene(
            f"{NAMES[split]}0001_0_10",
            (Event(DOG, 1.0, 4.0),),
            (Event(DOG, 2.0, 5.0), Event(CAR, 0.0, 10.0)),
            split != "train",
        ),
        Scene(
            f"{NAMES[split]}0002_0_10", (Event(CAT, 0.0, 10.0),), (Event(CAT, 3.0, 7.0),), split != "train"
        ),
    ]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    root = tmp_path_factory.mktemp("demo")
    steps = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "scenes", few_scenes)
        patch.setattr(sounds, "check_tools", lambda: None)
        demo.build(root, seed=7, workers=2, progress=lambda *step: steps.append(step))
        lost = root / "features" / "visual" / "demotst0002.npy"
        before = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in root.rglob("demo*.*")}
        lost.unlink()
        (root / "clips" / "demotrn0001_0_10.mp4").touch()  # as one leaves it who is killed just before
        demo.build(root, seed=7, workers=2)
    return root, steps, before, lost


def test_progress_reaches_the_end(built):
    _, steps, _, _ = built
    assert steps == [(n, 8) for n in range(1, 9)]


@pytest.mark.parametrize("split", SIZES)
def test_it_opens_as_a_data_set(built, split):
    data = open_dataset(built[0], split)
    names = data.annotations.filenames
    truth = np.stack([scene.grid() for scene in few_scenes(split, 7)])
    assert names == tuple(scene.filename for scene in few_scenes(split, 7))
    assert (data.annotations.weak == truth.any(axis=(1, 3))).all()
    assert data.synthetic
    features = data.features(names)
    shapes = [x.shape for x in (features.audio, features.visual, features.visual_st)]
    assert shapes == [(2, 10, 128), (2, 80, 192), (2, 10, 96)]
    if split != "train":
        assert (data.annotations.grid == truth).all()
    assert all((data.media(name) is not None) == (split == "test") for name in names)


def test_the_teacher_says_nothing_outside_the_weak_labels(built):
    data = open_dataset(built[0], "train")
    labels = data.pseudo_labels(data.annotations.filenames)
    assert labels.shape == (2, 2, len(CATEGORIES), 10)
    assert not (labels & ~data.annotations.weak[:, None, :, None]).any()
    assert labels.any()


def test_features_are_those_of_the_video(built):
    root, *_ = built
    stored = np.load(root / "features" / "visual" / "demotst0001.npy")
    again = extract(root / "clips" / "demotst0001_0_10.mp4").visual[0]
    assert stored.dtype == np.float16
    assert (stored == again.astype(np.float16)).all()


def test_resuming_makes_only_what_is_missing_and_the_same(built):
    _, _, before, lost = built
    again = {"demotst0002"}
    for path, (time, content) in before.items():
        assert path.read_bytes() == content
        if path.parts[-3] != "pseudo_labels" and path.name[:11] not in again:
            assert path.stat().st_mtime_ns == time
    assert lost.stat().st_mtime_ns > before[lost][0]


def test_nothing_temporary_is_left(built):
    assert {path.stem[:7] for path in (built[0] / "clips").iterdir()} == {NAMES["test"]}
    root, *_ = built
    assert not [p for p in root.rglob("*") if "tmp" in p.name]


def test_settings_state_the_teacher(built):
    settings = json.loads((built[0] / "dataset.json").read_text(encoding="utf-8"))
    assert settings["teacher_miss_rate"] == 0.15
    assert settings["teacher_false_alarm_rate"] == 0.10
    assert settings["segments"] == 10


def test_another_seed_is_refused(built, monkeypatch):
    monkeypatch.setattr(sounds, "check_tools", lambda: None)
    with pytest.raises(InputError, match=r"dataset\.json.*seed 2, found 7"):
        demo.build(built[0], seed=2, workers=2)


def test_the_bundled_clips_are_made_again_to_the_byte(tmp_path, monkeypatch):
    try:
        sounds.check_tools()
    except InputError as error:
        pytest.skip(str(error))
    monkeypatch.setenv("MALLOC_PERTURB_", "85")  # whatever is in memory that ffmpeg has not written yet
    scene, clip = scenes("test", 1)[1], tmp_path / "clip.mp4"
    encode(scene, *(generator(1, "test", 2, purpose) for purpose in (1, 2)), clip)
    assert clip.read_bytes() == (ASSETS / "demo" / "clips" / f"{scene.filename}.mp4").read_bytes()


def test_the_committed_set_is_that_of_seed_1():
    data = open_dataset(ASSETS / "demo", "test")
    made = scenes("test", 1)
    assert data.annotations.filenames == tuple(s.filename for s in made)
    assert (data.annotations.grid == np.stack([s.grid() for s in made])).all()
    assert data.synthetic
    features = data.features(data.annotations.filenames)
    assert features.visual.shape == (128, 80, 192)
    assert all(data.media(name) for name in data.annotations.filenames)


def test_the_committed_features_are_those_of_their_videos():
    data = open_dataset(ASSETS / "demo", "test")
    name = data.annotations.filenames[0]
    stored, again = data.features([name]), extract(data.media(name))
    for kind in ("audio", "visual", "visual_st"):
        assert getattr(stored, kind) == pytest.approx(getattr(again, kind), abs=2e-2)


def test_the_committed_files_fit_in_34_mb():
    shared = [
        p for p in ASSETS.rglob("*") if p.is_file() and "demotrn" not in p.name and "demoval" not in p.name
    ]
    assert sum(p.stat().st_size for p in shared) < 34e6
