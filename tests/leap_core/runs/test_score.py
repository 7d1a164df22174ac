"""What stores score: one that says the truth at 0.7, one that says nothing, with and without truth."""

from dataclasses import replace

import numpy as np
import pytest

from leap_core.data import open_dataset
from leap_core.errors import InputError
from leap_core.metrics import HEADLINE, METRIC_NAMES, RANKING
from leap_core.runs.predictions import to_prediction
from leap_core.runs.score import ranking, score, score_table
from leap_core.runs.writer import StoreWriter
from leap_core.types import Explanation, Run
from tests.tiny_dataset import CATEGORIES, T, make_dataset


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return make_dataset(tmp_path_factory.mktemp("scored") / "data")


def write(folder, dataset, probability, clips=None, title="Truth"):
    """A store of the first clips of a split, the probability where an event is and 0 elsewhere."""
    run = Run(
        name="run",
        title=title,
        encoder="han",
        decoder="mmil",
        dataset="Tiny",
        dataset_fingerprint=dataset.fingerprint,
        split=dataset.split,
        synthetic=True,
        categories=CATEGORIES,
        segments=T,
        blocks=0,
        heads=0,
        config={},
        checkpoint_sha256="c" * 64,
        label_embeddings="bundled",
        maps=(),
    )
    names, grid = dataset.annotations.filenames[:clips], dataset.annotations.grid[:clips]
    segments = (probability * grid).astype(np.float32)
    writer = StoreWriter(folder, run)
    writer.append(names, Explanation(to_prediction([segments[:, 0], segments[:, 1]])))
    return writer.finish(lambda store: {})


def test_the_truth_scores_in_full_up_to_its_probability(root, tmp_path):
    dataset = open_dataset(root)
    store = write(tmp_path / "run", dataset, 0.7)
    assert score(store, dataset) == dict.fromkeys(HEADLINE, 100)
    assert score(store, dataset, "none", 0.71) == score(write(tmp_path / "mute", dataset, 0), dataset)
    assert score(store, dataset, "none", 0.71)["segment_audio"] < 50
    assert ranking(store, dataset) == dict.fromkeys(RANKING, 100)


def test_a_gate_that_is_shut_leaves_nothing_to_score(root, tmp_path):
    dataset = open_dataset(root)
    store = write(tmp_path / "run", dataset, 0.7)
    store.prediction.video_prob[:] = 0
    assert score(store, dataset, "none") == score(store, dataset, "modality") == dict.fromkeys(HEADLINE, 100)
    assert score(store, dataset) == score(write(tmp_path / "mute", dataset, 0), dataset)


def test_ranking_of_some_clips_leaves_the_others_out(root, tmp_path):
    dataset = open_dataset(root)
    store, names = write(tmp_path / "run", dataset, 0.7), dataset.annotations.filenames
    store.prediction.segments[3:] = 1  # everything everywhere
    assert ranking(store, dataset, names[:3]) == dict.fromkeys(RANKING, 100)
    assert max(ranking(store, dataset).values()) < max(ranking(store, dataset, names[:4]).values()) < 100


def test_without_truth_by_segment_nothing_is_scored(root, tmp_path):
    train = open_dataset(root, "train")
    store = write(tmp_path / "run", train, 1)
    assert score(store, train) == ranking(store, train) == {}
    with pytest.raises(InputError, match="expected one split with labels by segment for all, found train"):
        score_table([store.folder], root)


def test_a_run_is_scored_on_its_own_split(root, tmp_path):
    test, validation = open_dataset(root), open_dataset(root, "val")
    stores = [write(tmp_path / d.split, d, 0.7) for d in (test, validation)]
    for of in (score, ranking):
        with pytest.raises(InputError, match="the val split has no clip test"):
            of(stores[0], validation)
    with pytest.raises(InputError, match=r"val: expected one split .* found val"):
        score_table([store.folder for store in stores], root)


@pytest.mark.parametrize("other", [{"segments": T + 1}, {"categories": CATEGORIES[::-1]}])
def test_a_run_of_other_classes_or_segments_is_refused(root, tmp_path, other):
    dataset = open_dataset(root)
    store = write(tmp_path / "run", dataset, 0.7)
    with pytest.raises(InputError, match="its classes or segments, of Tiny, are not those of Tiny"):
        score(store, replace(dataset, **other))


def test_a_table_has_a_row_a_run_and_intervals_from_ten_clips_on(root, tmp_path):
    dataset = open_dataset(root)
    write(tmp_path / "full", dataset, 0.7, clips=10)
    write(tmp_path / "mute", dataset, 0)
    few = write(tmp_path / "few", dataset, 0.7, clips=9, title="Nine clips")
    table = score_table([tmp_path / "full", tmp_path / "mute", few.folder], root, "or", 0.65, resamples=99)
    assert list(table.rows) == ["full", "mute", "Nine clips"]  # by folder where two have one title
    named = [METRIC_NAMES[key] for key in HEADLINE]
    assert table.rows["full"] == table.rows["Nine clips"] == dict.fromkeys(named, 100)
    assert table.intervals.keys() == {"full", "mute"}
    assert table.intervals["full"] == dict.fromkeys(named, (100, 100))
    mute = score(write(tmp_path / "again", dataset, 0), dataset)
    for key in HEADLINE:
        low, high = table.intervals["mute"][METRIC_NAMES[key]]
        assert table.rows["mute"][METRIC_NAMES[key]] == pytest.approx(mute[key])
        assert low <= mute[key] <= high
    finer = score_table([tmp_path / "mute"], root, "or", 0.65, resamples=100)
    assert finer.rows["Truth"] == table.rows["mute"] and finer.intervals["Truth"] != table.intervals["mute"]
    about = "F1 in percent on the test split of Tiny (synthetic data), or gate, threshold 0.65"
    assert table.caption == f"{about}; below, 95 % intervals over clips."
    assert score_table([few.folder], root).caption.endswith("global gate, threshold 0.5.")
