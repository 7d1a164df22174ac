"""Views of a hand-made clip: 2 classes x 4 segments of half a second, every number written out."""

import json
from dataclasses import replace

import numpy as np
import pytest

from leap_core.data.dataset import Dataset
from leap_core.data.llp import Annotations, LoadReport
from leap_core.decoders.leap import MIXING, SCORES
from leap_core.errors import InputError
from leap_core.runs.writer import StoreWriter
from leap_core.types import Explanation, Prediction, Run
from leap_core.views import Opening, clip_view, opening

NAMES = ("abcdefghijk_0_2", "-bcdefghijk_0_2", "a_cdefghijk_0_2")
C, T, BLOCKS, HEADS = 2, 4, 3, 5
DOG, CELLO = 0, 1

RUN = Run(
    name="",
    title="LEAP, HAN",
    encoder="han",
    decoder="leap",
    dataset="toy",
    dataset_fingerprint="",
    split="test",
    synthetic=False,
    categories=("Dog", "Violin_fiddle"),
    segments=T,
    blocks=BLOCKS,
    heads=HEADS,
    maps=(MIXING, SCORES),
    config={},
    checkpoint_sha256="",
    label_embeddings="bundled",
)

TRUTH = np.zeros((len(NAMES), 2, C, T), bool)
TRUTH[0, 0] = [[1, 1, 0, 0], [0, 1, 1, 0]]  # dog and violin are heard at once
TRUTH[0, 1] = [[1, 1, 1, 1], [0, 0, 0, 0]]
TRUTH[1, 0] = [[1, 1, 0, 0], [0, 0, 0, 0]]
TRUTH[2, 0] = [[0, 1, 1, 1], [1, 1, 0, 0]]

# P of clip 0: run A hears both, run B the dog alone, one segment too long
A_AUDIO = np.array([[0.9, 0.8, 0.1, 0.2], [0.3, 0.7, 0.51239, 0.1]])
B_AUDIO = np.array([[0.9, 0.8, 0.6, 0.2], [0.3, 0.2, 0.1, 0.1]])
VISUAL = np.array([[0.9, 0.9, 0.9, 0.9], [0.1, 0.6, 0.1, 0.1]])


@pytest.fixture
def dataset(tmp_path):
    weak = TRUTH.any(axis=(1, 3))
    annotations = Annotations(
        NAMES, TRUTH, weak, True, LoadReport("test", {"clips": len(NAMES)}), np.full(len(NAMES), T)
    )
    about = "toy", True, RUN.categories, T, 0.5, annotations, "of a toy"
    return Dataset(tmp_path, "test", *about, id_length=11)


def write(folder, audio, video_prob, names=NAMES, run=RUN):
    """A store where clip 0 has the given audio P, clip 1 is right in `audio` form, clip 2 likewise."""
    n = len(names)
    audio = np.stack([audio, TRUTH[1, 0], TRUTH[2, 0]])[:n]
    visual = np.stack([VISUAL, TRUTH[1, 1], TRUTH[2, 1]])[:n]
    p = np.stack([video_prob] * n)
    prediction = Prediction(np.stack((audio, visual), axis=1), np.stack((p, p), axis=1), p)
    mixing = np.zeros((n, BLOCKS, HEADS, C, T))
    mixing[:, -1, :, DOG] = np.arange(HEADS)[:, None] / 10  # heads 0.0 .. 0.4 in the last block: mean 0.2
    mixing[:, 0] = 1
    maps = {"audio": mixing, "visual": mixing / 2}
    explanation = Explanation(prediction, {kind.key: maps for kind in run.maps})
    writer = StoreWriter(folder, replace(run, name=folder.name))
    writer.append(names, explanation)
    return writer.finish(lambda store: {})


@pytest.fixture
def stores(tmp_path):
    plain = replace(RUN, decoder="mmil", title="MMIL, HAN", blocks=0, heads=0, maps=())
    return {
        "1": write(tmp_path / "a", A_AUDIO, np.array([0.9, 0.8])),
        "2": write(tmp_path / "b", B_AUDIO, np.array([0.9, 0.2]), run=plain),
    }


@pytest.fixture
def view(dataset, stores):
    return clip_view(dataset, NAMES[0], stores)


def test_is_json_and_says_what_it_is_of(view):
    assert json.loads(json.dumps(view)) == view
    assert view["clip"] == {
        "filename": NAMES[0],
        "id": "abcdefghijk",
        "dataset": "toy",
        "split": "test",
        "synthetic": True,
        "dense": True,
        "joint": False,
    }
    assert (view["segments"], view["segment_seconds"]) == (4, 0.5)
    assert [(c["name"], c["display"]) for c in view["classes"]] == [
        ("Dog", "Dog"),
        ("Violin_fiddle", "Violin"),
    ]


def test_truth_is_class_by_time(view):
    assert view["truth"] == {
        "audio": [[1, 1, 0, 0], [0, 1, 1, 0]],
        "visual": [[1, 1, 1, 1], [0, 0, 0, 0]],
    }


def test_probabilities_are_class_by_time_and_exact(view):
    a, b = view["runs"]
    assert (a["slot"], a["name"], b["slot"], b["title"]) == ("1", "a", "2", "MMIL, HAN")
    assert a["probability"]["audio"] == A_AUDIO.astype(np.float32).tolist()
    assert b["probability"]["visual"] == VISUAL.astype(np.float32).tolist()
    assert b["clip_probability"] == dict.fromkeys(
        ("audio", "visual", "either"), np.float32([0.9, 0.2]).tolist()
    )


def test_maps_are_of_every_block_and_head(view):
    a, b = view["runs"]
    for kind in ("A", "S"):
        audio, visual = (np.array(a["maps"][kind][m]) for m in ("audio", "visual"))
        assert audio.shape == visual.shape == (BLOCKS, HEADS, C, T)
        np.testing.assert_allclose(audio[-1, :, DOG, 0], [0, 0.1, 0.2, 0.3, 0.4], atol=1e-4)
        np.testing.assert_allclose(visual[0], 0.5)
    assert b["maps"] == {}


def test_kinds_of_maps_are_records_in_the_order_of_columns(view):
    kinds = {kind["key"]: kind for kind in view["kinds"]}
    assert [*kinds] == ["Y", "A", "S", "Wt", "Wm", "Wp", "Wn", "U", "P", "D", "W", "E"]
    assert set(view["runs"][0]["maps"]) <= set(kinds)
    assert (kinds["A"]["raised"], kinds["A"]["axis"], kinds["A"]["layered"]) == ("lm", "time", True)
    assert (kinds["S"]["scale"], kinds["S"]["axis"]) == ("scores", None)


def test_runs_are_called_by_decoder_where_that_tells_them_apart(dataset, stores, view):
    assert [run["short"] for run in view["runs"]] == ["LEAP", "MMIL"]
    alike = clip_view(dataset, NAMES[0], {"1": stores["1"], "2": stores["1"]})
    assert [run["short"] for run in alike["runs"]] == ["LEAP, HAN (1)", "LEAP, HAN (2)"]


def test_a_further_run_changes_neither_names_nor_looks_of_the_others(dataset, stores, tmp_path):
    busy = write(tmp_path / "busy", np.ones_like(A_AUDIO), np.array([0.9, 0.9]))
    two = clip_view(dataset, NAMES[0], stores)
    three = clip_view(dataset, NAMES[0], stores | {"3": busy}, further=("3",))
    assert three["classes"] == two["classes"] and three["runs"][:2] == two["runs"]
    assert [run["compared"] for run in three["runs"]] == [True, True, False]


def test_without_runs(dataset):
    assert clip_view(dataset, NAMES[0], {})["runs"] == []


def test_without_labels_by_second(dataset, stores):
    grid = np.zeros_like(TRUTH)
    weak_only = replace(dataset, annotations=replace(dataset.annotations, dense=False, grid=grid))
    assert not clip_view(weak_only, NAMES[0], stores)["clip"]["dense"]


def test_it_opens_where_the_runs_differ_most_among_clips_with_overlap(dataset, stores):
    found = opening(dataset, stores["1"], stores["2"])
    assert found.filename == NAMES[2]  # B's gate also loses clip 2's violin
    assert "of the 2 with overlapping events" in found.how and "either way" in found.how


def test_the_opening_clip_favours_neither_run(dataset, stores):
    assert opening(dataset, stores["1"], stores["2"]) == opening(dataset, stores["2"], stores["1"])


def test_overlap_goes_before_difference(dataset, tmp_path):
    a = write(tmp_path / "right", TRUTH[0, 0].astype(float), np.array([0.9, 0.9]))
    b = write(tmp_path / "silent", TRUTH[0, 0].astype(float), np.array([0.1, 0.9]))
    # silent about dogs: clip 1 has nothing but a dog and differs most, yet no two of its events meet
    assert opening(dataset, a, b).filename != NAMES[1]


def test_it_opens_with_a_clip_of_both_runs(dataset, stores, tmp_path):
    few = write(tmp_path / "few", B_AUDIO, np.array([0.9, 0.2]), NAMES[:1])
    assert opening(dataset, stores["1"], few).filename == NAMES[0]
    other = write(tmp_path / "none", B_AUDIO, np.array([0.9, 0.2]), ("nowhere",))
    assert opening(dataset, stores["1"], other) == Opening(NAMES[0], "")


def test_bad_input_is_named(dataset, stores, tmp_path):
    with pytest.raises(InputError, match="has no clip nowhere"):
        clip_view(dataset, "nowhere", stores)
    few = write(tmp_path / "few", A_AUDIO, np.array([0.9, 0.9]), NAMES[:1])
    with pytest.raises(InputError, match=f"the run has no clip {NAMES[1]}"):
        clip_view(dataset, NAMES[1], {"1": few})
    other = replace(dataset, categories=("Dog", "Cat"))
    for call in (lambda: clip_view(other, NAMES[0], stores), lambda: opening(other, *stores.values())):
        with pytest.raises(InputError, match="are not those of toy"):
            call()
