"""The table of a run on tiny data: what is kept, gone on from and refused, and what the figures must obey."""

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch

import leap_core as lc
from leap_core import cli
from leap_core.data import open_dataset
from leap_core.errors import InputError
from leap_core.explainers.dataset import explain_dataset
from leap_core.explainers.what_if import load_live
from leap_core.faithfulness import shapley, stored
from leap_core.faithfulness.report import FIGURES, faithfulness
from leap_core.faithfulness.sanity import _verdict, sanity
from leap_core.faithfulness.stored import Asked, Removal, sample
from leap_core.faithfulness.tables import subset_table
from leap_core.runs.store import open_store
from tests.tiny_dataset import SIZES, WIDTHS, C, T, feature_file, make_dataset, names, tiny

NARROW = {"classes": C, **{f"{kind}_dim": width for kind, width in WIDTHS.items()}, "label_dim": 100}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Tiny data, and runs of untrained models on it; not to be changed but by tables."""
    root = tmp_path_factory.mktemp("faith")
    data = open_dataset(make_dataset(root / "data"))
    for preset in ("leap_han", "mmil_han"):
        torch.manual_seed(3)
        model = lc.build_model(replace(tiny(lc.presets.PRESETS[preset]()), **NARROW))
        with torch.no_grad():  # so that something is claimed
            for name in ("audio_head", "visual_head", "classify"):
                if layer := getattr(model.decoder, name, None):
                    layer.bias += 0.5
        lc.save_checkpoint(model, root / preset / "checkpoint")
        explain_dataset(root / preset / "checkpoint", data, root / preset)
    return root


def asked(root, preset="leap_han", removal=None):
    store = open_store(root / preset)
    return Asked(store, load_live(store.folder, store.run), open_dataset(root / "data"), removal or Removal())


CASES = ("leap_han", Removal()), ("leap_han", Removal("keys")), ("mmil_han", Removal("input", "mean"))


@pytest.mark.parametrize(("preset", "removal"), CASES)
def test_figures_obey_what_they_mean(root, preset, removal):
    steps = []
    tracks = faithfulness(asked(root, preset, removal), names("test"), lambda *step: steps.append(step))
    assert [track.name for track in tracks] == ["audio", "visual", "both"]
    assert steps[-1] == (2 * SIZES["test"],) * 2 and steps == sorted(steps)
    assert tracks[2].claims == tracks[0].claims + tracks[1].claims > 50
    for track in tracks:
        rows = {row["attribution"]: row for row in track.rows}
        expected = {"leap_han": {"A", "A block 2 head 1", "S"}, "mmil_han": {"W_t", "W_t W_m"}}[preset]
        assert expected | {"random", "P", "leave one out", "Shapley"} <= set(rows)
        assert ("integrated gradients" in rows) == (removal.source == "input")
        for row in rows.values():
            assert row["gap"] == pytest.approx(rows["random"]["deletion"] - row["deletion"])
            assert row["gap_low"] <= row["gap"] <= row["gap_high"]
            assert 0 <= row["better_than"] <= 1 and -1 <= row["shapley"] <= 1
        assert rows["Shapley"]["shapley"] == pytest.approx(1)
        assert rows["Shapley"]["better_than"] > 0.8 and rows["Shapley"]["gap"] > 0
        assert rows["random"]["gap"] == 0 and rows["random"]["auroc"] == 0.5
        assert all(name in rows["P"] for name in FIGURES)


def test_tables_are_kept_and_a_sample_grows(root, monkeypatch):
    wanted, heard = names("test"), []
    small, large = (sample(tuple(wanted), n, seed=5) for n in (3, 11))
    assert set(small) < set(large) and large == sorted(large) and sample(tuple(wanted), 99, 0) == wanted

    def counted(*arguments):
        heard.append(1)
        return subset_table(*arguments)

    monkeypatch.setattr(stored, "subset_table", counted)
    this = asked(root, removal=Removal("input", "quietest"))
    first = this.tables(small)
    assert first.shape == (3, 2, 2**T, C) and len(heard) == 3
    again = this.tables(large)
    assert len(heard) == 11
    np.testing.assert_array_equal(again[[large.index(name) for name in small]], first)
    live, one = this.live, this.data.features([small[1]])
    np.testing.assert_array_equal(subset_table(live, one, this.nothing(small[1])), first[1])
    pieces = sorted((root / "leap_han" / "faithfulness" / "input-quietest").glob("*.parquet"))
    assert [pq.read_metadata(path).num_rows for path in pieces] == [3, 8]
    assert shapley(first[:, 0]).shape == (3, C, T)


def test_an_interruption_loses_one_piece_at_most(root):
    this = asked(root, removal=Removal("input", "zeros"))

    def stop(done, total):
        if done == 13:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        this.tables(names("test"), stop)
    pieces = list((root / "leap_han" / "faithfulness" / "input-zeros").iterdir())
    assert sorted(path.name for path in pieces) == ["tables-00000.parquet", "tables.json"]
    assert len(this.tables(names("test"))) == SIZES["test"]


def test_a_clip_whose_features_changed_is_asked_again(root, tmp_path):
    data = make_dataset(tmp_path / "data")
    store = open_store(root / "mmil_han")
    live = load_live(store.folder, store.run)
    name = names("test")[:1]
    before = Asked(store, live, open_dataset(data), Removal("input", "black")).tables(name)
    file = feature_file(data, "audio", name[0])
    np.save(file, np.load(file) + 1)
    after = Asked(store, live, open_dataset(data), Removal("input", "black")).tables(name)
    assert np.abs(after - before).max() > 0.01


def test_tables_of_another_model_are_refused(root):
    asked(root, removal=Removal("keys")).tables(names("test")[:1])
    record = root / "leap_han" / "faithfulness" / "keys" / "tables.json"
    kept = record.read_text()
    record.write_text(json.dumps(json.loads(kept) | {"weights_sha256": "0"}))
    with pytest.raises(
        InputError, match=r"keys: the tables here are of another model.*Delete .*keys to start"
    ):
        asked(root, removal=Removal("keys")).tables(names("test")[:1])
    record.write_text(kept)


def without_a_number(table, row):
    """The same, but for the sound of the clip, which is `row`."""
    place = table.column_names.index("audio")
    return table.set_column(place, "audio", pa.array([row], table.schema.types[place]))


@pytest.mark.parametrize(
    "broken",
    [
        b"PAR1",
        lambda table: table.drop_columns("visual"),
        lambda table: without_a_number(table, None),
        lambda table: without_a_number(table, [None] * table.schema.field("audio").type.list_size),
    ],
)
def test_broken_tables_are_refused(root, broken):
    this = asked(root, "mmil_han", Removal("keys"))
    this.tables(names("test")[:1])
    file = next((root / "mmil_han" / "faithfulness" / "keys").glob("*.parquet"))
    kept = file.read_bytes()
    if isinstance(broken, bytes):
        file.write_bytes(broken)
    else:
        pq.write_table(broken(pq.read_table(file)), file)
    with pytest.raises(InputError, match=r"keys.*(readable|other columns).*Delete .*keys to start"):
        this.tables(names("test")[:1])
    file.write_bytes(kept)


def test_unknown_removals():
    with pytest.raises(InputError, match="removal 'hammer': expected one of input, keys"):
        Removal("hammer")
    with pytest.raises(InputError, match="nothing 'noise': expected one of black"):
        Removal("input", "noise")


@pytest.mark.parametrize(("preset", "labels"), [("leap_han", True), ("mmil_han", False)])
def test_fresh_weights(root, preset, labels, monkeypatch):
    monkeypatch.setattr("leap_core.faithfulness.sanity.DRAWS", 2)
    this = asked(root, preset)
    rows = sanity(this, names("test"), seed=1)
    steps = ["nothing", "decoder", "and encoder", "and front end", *["labels, for other classes'"] * labels]
    maps = ["A", "S", "P"] if labels else ["W_t", "W_t W_m", "P"]
    assert [(row["map"], row["fresh"]) for row in rows] == [(name, step) for name in maps for step in steps]
    for row in rows:
        if row["fresh"] == "nothing":
            assert row["like"] > 0.99 and row["verdict"] == "" and row["like_sd"] == 0
        else:
            assert row["like"] < 0.9 and row["like_sd"] > 0
    assert sanity(this, names("test"), seed=1) == rows and sanity(this, names("test"), seed=2) != rows
    before = this.store.explanation(names("test")[0]).prediction.clip
    after = this.live.predict(this.data.features(names("test")[:1])).clip  # the model itself has its weights
    np.testing.assert_allclose(after, before, atol=1e-5)


@pytest.mark.parametrize(("like", "words"), [(0.5, "stays"), (0.49, "changes in part"), (0.2, "is lost")])
def test_verdicts(like, words):
    assert _verdict(like).startswith(words)


def leap(monkeypatch, capfd, *arguments):
    monkeypatch.setattr("sys.argv", ["leap", *map(str, arguments)])
    capfd.readouterr()
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return stop.value.code, *capfd.readouterr()


def test_the_command(root, monkeypatch, capfd):
    runs = root / "leap_han", root / "mmil_han"
    arguments = "faithfulness", *runs, "--data", root / "data", "--clips", "3", "--seed", "1"
    code, out, _ = leap(monkeypatch, capfd, *arguments, "--json")
    tables = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and len(tables) == 6
    assert "LEAP, HAN (leap_han), audio: " in tables[0]["title"]
    assert tables[0]["title"].endswith("; seconds taken from the input, black in their place")
    assert tables[0]["rows"][0]["gap_low"] is None  # too few clips for an interval
    code, out, _ = leap(monkeypatch, capfd, *arguments, "--removal", "keys", "--sanity")
    assert (
        code == 0
        and "seconds masked as keys of the decoder" in out
        and "W_t W_m" in out
        and "and front end" in out
    )
    assert "0.500" in out  # three digits
    code, _, err = leap(monkeypatch, capfd, *arguments, "--split", "val")
    assert code == 2 and "expected a run of the split val, found one of test" in err
    code, _, err = leap(monkeypatch, capfd, "faithfulness", root, "--data", root / "data")
    assert code == 2 and "Traceback" not in err
