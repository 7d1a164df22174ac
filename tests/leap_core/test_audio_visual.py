"""Data of which only what is heard and seen at once is labelled, from files of AVE to scores and screens.

Sound says dog all the time, picture says it from second 2 to 6; truth is both at once, 3 to 7.
"""

import json

import numpy as np
import pytest

from leap_core.browse.index import index_clips, index_run
from leap_core.data.dataset import open_dataset
from leap_core.figures.caption import caption
from leap_core.figures.recipe import Recipe
from leap_core.figures.write import make
from leap_core.runs.score import own_scores, ranking, score, score_table
from leap_core.runs.store import open_store
from leap_core.training_record import read_curves
from leap_core.views import clip_view, opening
from tests.command import run_leap

CLIPS = "aaaaaaaaaaa", "bbbbbbbbbbb"
WIDTHS = {"audio": 11, "visual": 13, "visual_st": 17}
KNOWN = {"segment_audio_visual", "event_audio_visual"}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """AVE's files with features, imported, and a run that says what is above of its two test clips."""
    folder = tmp_path_factory.mktemp("ave")
    for split, names in {
        "train": ("ccccccccccc", "ddddddddddd"),
        "val": ("eeeeeeeeeee",),
        "test": CLIPS,
    }.items():
        (folder / f"{split}Set.txt").write_text("".join(f"Bark&{name}&good&3&7\n" for name in names))
        for kind, width in WIDTHS.items():
            (folder / kind).mkdir(exist_ok=True)
            for name in names:
                array = np.random.default_rng(len(name + kind)).normal(size=(10, width))
                np.save(folder / kind / f"{name}.npy", array.astype(np.float32))
    options = [x for kind in WIDTHS for x in (f"--{kind.replace('_', '-')}", folder / kind)]
    assert run_leap("data", "import", "ave", folder, folder / "data", *options) == 0
    rows = [
        f"{name},{on},{off},Bark,{m},0.9"
        for name in CLIPS
        for m, on, off in (("audio", 0, 10), ("visual", 2, 6))
    ]
    said = folder / "said.csv"
    said.write_text("\n".join(["filename,onset,offset,event_labels,modality,probability", *rows]) + "\n")
    out = folder / "data" / "runs" / "said"
    assert run_leap("import-predictions", said, "--data", folder / "data", "--out", out) == 0
    return folder / "data"


def test_what_cannot_be_known_is_not_scored(root):
    store, data = open_store(root / "runs" / "said"), open_dataset(root)
    found = score(store, data)
    assert found.keys() == store.run.metrics.keys() == KNOWN
    assert found["segment_audio_visual"] == pytest.approx(75)  # 2 to 6 of 3 to 7: TP 3, FP 1, FN 1
    assert found["event_audio_visual"] == pytest.approx(100)  # IoU 3/5
    assert ranking(store, data) == {}
    assert own_scores(store, data) == {"ave_accuracy": pytest.approx(80)}  # seconds 2 and 6 are wrong
    table = score_table([store.folder], root)
    assert [value for value in table.rows["said"].values() if value is not None] == pytest.approx([75, 100])


def test_evaluate_says_unknown(root, capsys):
    runs = root / "runs" / "said"
    assert run_leap("evaluate", runs, "--data", root, "--json") == 0
    row = json.loads(capsys.readouterr().out)["rows"][0]
    assert row["ave_accuracy"] == 80 and row["segment_audio"] is row["Avg."] is None
    assert run_leap("evaluate", runs, "--data", root) == 0
    told = capsys.readouterr()
    assert "segment audio" not in told.out.replace("segment audio visual", "") and "80.00" in told.out
    assert (
        "unknown, as only what is heard and seen at once is labelled: segment audio, segment visual"
        in told.err
    )


def test_a_study_is_refused_before_it_trains(root, tmp_path, capsys):
    assert run_leap("study", "decoder", "--data", root, "--out", tmp_path / "out", "--small") == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "expected labels by second of sound and picture of the test split" in told
    assert not (tmp_path / "out").exists()


def test_at_threshold_0_all_but_a_probability_of_0_is_decided(root):
    """The run gives 0 where it has no event: there nothing is, whatever the threshold."""
    store, data = open_store(root / "runs" / "said"), open_dataset(root)
    assert score(store, data, "none", 0) == score(store, data, "none", 0.5)


def test_screens_know_both_at_once_alone(root, tmp_path):
    store, data = open_store(root / "runs" / "said"), open_dataset(root)
    view = clip_view(data, CLIPS[0], {"1": store})
    assert (view["clip"]["dense"], view["clip"]["joint"]) == (False, True)
    bark = data.categories.index("Bark")
    assert view["truth"]["audio"][bark] == view["truth"]["visual"][bark] == [0] * 3 + [1] * 4 + [0] * 3
    assert opening(data, store, store).filename == CLIPS[0]
    import pyarrow.parquet as pq

    facts = pq.read_table(index_run(tmp_path, data, store, 0.5, "none")).to_pylist()[0]
    assert facts["segment_audio_visual"] == pytest.approx(75)
    assert facts["segment_audio"] is facts["Avg."] is facts["false_alarm"] is facts["wrong_0"] is None
    clips = pq.read_table(index_clips(tmp_path, data)).to_pylist()[0]
    assert clips["audio_0"] is clips["overlapping"] is None


def test_a_figure_draws_no_false_alarm_and_says_why(root):
    recipe = Recipe(
        data=str(root), clips=(CLIPS[0],), runs=(str(root / "runs" / "said"),), frames=False, waveform=False
    )
    figure = make(recipe)
    assert figure.contents[0].truth is None and not figure.contents[0].scores
    said = caption(figure)
    assert "Only what is heard and seen at once is labelled" in said and "false alarm" not in said


def test_a_model_is_trained_and_kept_by_what_is_known(root, tmp_path, capsys):
    train = ("train", "--preset", "mmil_han", "--small", "--weak", "--epochs", "2")
    assert run_leap(*train, "--data", root, "--out", tmp_path / "run") == 0
    curves = read_curves(tmp_path / "run")
    assert curves["segment_type"].isna().all() and curves["segment_audio_visual"].notna().all()
    assert (
        run_leap(
            "explain",
            "--checkpoint",
            tmp_path / "run" / "checkpoint",
            "--data",
            root,
            "--out",
            tmp_path / "run",
        )
        == 0
    )
    assert open_store(tmp_path / "run").run.metrics.keys() == KNOWN
    (root / "dataset.json").rename(root / "kept.json")
    try:
        settings = json.loads((root / "kept.json").read_text())
        (root / "dataset.json").write_text(json.dumps({**settings, "truth": "none"}))
        assert run_leap(*train, "--data", root, "--out", tmp_path / "none") == 2
        assert "expected labels by second of the val split" in " ".join(capsys.readouterr().err.split())
    finally:
        (root / "kept.json").rename(root / "dataset.json")
