"""The table of a run on tiny data: what is kept, gone on from and refused, and what the figures must obey."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch

import leap_core as lc
from leap_core.config import TrainConfig
from leap_core.data import open_dataset
from leap_core.data.nothing import Removal
from leap_core.errors import InputError
from leap_core.explainers.dataset import explain_dataset
from leap_core.explainers.what_if import load_live
from leap_core.faithfulness import shapley, stored
from leap_core.faithfulness.kept import Kept, KeptSeconds
from leap_core.faithfulness.localisation import rank_correlation
from leap_core.faithfulness.report import faithfulness
from leap_core.faithfulness.results import Results
from leap_core.faithfulness.sanity import RETRAINED, _maps, _verdict, agreement, permuted_model, sanity
from leap_core.faithfulness.scores import FIGURES
from leap_core.faithfulness.stored import Asked, sample
from leap_core.faithfulness.tables import subset_table
from leap_core.runs.pieces import _as_lists
from leap_core.runs.store import open_store
from leap_core.training import train
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
    this = asked(root, preset, removal)
    tracks, pairs = faithfulness(this, names("test"), lambda *step: steps.append(step))
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
            assert row["gap_low"] <= row["gap"] <= row["gap_high"] and row["gap_error"] >= 0
            assert 0 <= row["better_than"] <= 1 and -1 <= row["shapley"] <= 1
        assert rows["Shapley"]["shapley"] == pytest.approx(1)
        assert rows["Shapley"]["better_than"] > 0.8 and rows["Shapley"]["gap"] > 0
        assert rows["random"]["gap"] == 0 and rows["random"]["auroc"] == 0.5
        assert all(rows["P"][name] is not None for name in FIGURES)
        assert rows["P"]["sensitivity"] > 0 and rows["leave one out"]["sensitivity"] is None
        for name, curve in track.curves.items():
            ends = [(curve.deletion[k], curve.insertion[-1 - k]) for k in (0, -1)]
            assert ends[0] == pytest.approx(ends[0][::-1]) and ends[1] == pytest.approx(ends[1][::-1])
            area = np.trapezoid(curve.deletion, dx=1 / T)
            assert area == pytest.approx(rows[name]["deletion"], abs=1e-4)
            assert (curve.deviation is None) == (name != "random")
    for figure in FIGURES:  # the pairs say the same
        both = {row["attribution"]: row for row in tracks[2].rows}["P"][figure]
        assert pairs.of("P").figures()[figure] == pytest.approx(both, abs=1e-5)
    shared = dict(pairs.of("P").sliced("overlap"))
    assert sum(some.table.num_rows for some in shared.values()) == tracks[2].present
    parts = dict(pairs.of("P").sliced("outcome"))
    assert sum(part.table.num_rows for part in parts.values()) == pairs.of("P").table.num_rows
    assert parts["hit"].table.num_rows + parts["false alarm"].table.num_rows == tracks[2].claims
    counts = [some.table.num_rows for _, some in pairs.of("P").sliced("class")]
    assert counts == sorted(counts, reverse=True) and sum(counts) == pairs.of("P").table.num_rows


def test_where_both_at_once_alone_is_labelled_nothing_is_said_against_the_truth(root, tmp_path):
    data = shutil.copytree(root / "data", tmp_path / "data")
    settings = json.loads((data / "dataset.json").read_text()) | {"truth": "audio-visual"}
    (data / "dataset.json").write_text(json.dumps(settings))
    (data / "AVVP_eval_audio.csv").rename(data / "AVVP_eval_audio_visual.csv")
    known = asked(root)
    this = Asked(known.store, known.live, open_dataset(data), Removal())
    clips = names("test")[:3]
    tracks, pairs = faithfulness(this, clips)
    both = tracks[2]
    (*_, of_known), of_all = faithfulness(known, clips)
    assert both.present is None and of_known.present > 0 and both.claims == of_known.claims
    for row, other in zip(both.rows, of_known.rows, strict=True):
        assert [row[name] for name in FIGURES[-3:]] == [None] * 3 and row["gap"] == other["gap"]
    assert pairs.table["claimed"].to_pylist() == [True] * pairs.table.num_rows
    assert pairs.table.num_rows < of_all.table.num_rows  # those that are missed are not known of
    assert not [*pairs.sliced("outcome"), *pairs.sliced("overlap")] and [*pairs.sliced("class")]
    rows = sanity(this, clips)
    assert all(np.isnan(row["auroc"]) and not np.isnan(row["like"]) for row in rows)
    kept = Kept(this.store, Removal(nothing="mean"))
    run = this.store.run.checkpoint_sha256
    kept.save(Results(run, "test", "input-mean", 3, SIZES["test"], 0, tracks, tuple(rows)), pairs)
    again = Kept(this.store, Removal(nothing="mean"))
    assert again.results.tracks[2].present is None and again.results.sanity[0]["auroc"] is None
    assert again.pairs.table["present"].null_count == again.pairs.table.num_rows == pairs.table.num_rows


def test_tables_are_kept_and_a_sample_grows(root, monkeypatch):
    wanted, heard = names("test"), []
    small, large = (sample(tuple(wanted), n, seed=5) for n in (3, 11))
    assert set(small) < set(large) and large == sorted(large) and sample(tuple(wanted), 99, 0) == wanted

    def counted(*arguments):
        heard.append(1)
        return subset_table(*arguments)

    monkeypatch.setattr(stored, "subset_table", counted)
    this = asked(root, removal=Removal("input", "black"))
    first = this.tables(small)
    assert first.shape == (3, 2, 2**T, C) and len(heard) == 3
    again = this.tables(large)
    assert len(heard) == 11
    np.testing.assert_array_equal(again[[large.index(name) for name in small]], first)
    live, one = this.live, this.data.features([small[1]])
    np.testing.assert_array_equal(subset_table(live, one, this.nothing(small[1])), first[1])
    np.testing.assert_array_equal(this.table(small[1]), first[1])
    assert len(heard) == 11
    other = next(name for name in wanted if name not in large)
    assert this.table(other).shape == first.shape[1:] and len(heard) == 12  # asked, and not kept
    pieces = sorted((root / "leap_han" / "faithfulness" / "input-black").glob("*.parquet"))
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
        pq.write_table(broken(_as_lists(pq.read_table(file))), file)
    with pytest.raises(InputError, match=r"keys.*(readable|other columns).*Delete .*keys to start"):
        this.tables(names("test")[:1])
    file.write_bytes(kept)


def test_unknown_removals():
    with pytest.raises(InputError, match="removal 'hammer': expected one of input, keys"):
        Removal("hammer")
    with pytest.raises(InputError, match="nothing 'noise': expected one of quietest"):
        Removal("input", "noise")


@pytest.mark.parametrize(("preset", "labels"), [("leap_han", True), ("mmil_han", False)])
def test_fresh_weights(root, preset, labels, monkeypatch):
    monkeypatch.setattr("leap_core.faithfulness.sanity.DRAWS", 2)
    this = asked(root, preset)
    rows = sanity(this, names("test"), seed=1)
    steps = ["nothing", "decoder", "and encoder", "and front end"]
    steps += ["label queries, by noise"] * labels + ["labels, for other classes'"]
    maps = ["A", "S", "P"] if labels else ["W_t", "W_t W_m", "P"]
    assert [(row["map"], row["fresh"]) for row in rows] == [(name, step) for name in maps for step in steps]
    for row in rows:
        if row["fresh"] == "nothing":
            assert row["like"] > 0.99 and row["verdict"] == "" and np.isnan(row["like_sd"])
        else:
            assert row["like"] < 0.9 and row["like_sd"] > 0
    alike = agreement(this, names("test"))
    assert [row["of"] for row in alike[:3]] == ["heads of block 1", "heads of block 2", "blocks"][
        : 3 * labels
    ]
    assert all(-1 <= row["like"] <= 1 for row in alike)
    assert sanity(this, names("test"), seed=1) == rows and sanity(this, names("test"), seed=2) != rows
    before = this.store.explanation(names("test")[0]).prediction.clip
    after = this.live.predict(this.data.features(names("test")[:1])).clip  # the model itself has its weights
    np.testing.assert_allclose(after, before, atol=1e-5)


def test_a_model_that_was_trained_on_permuted_labels(root, tmp_path, monkeypatch, leap):
    data = root / "data"
    model = tiny(lc.presets.PRESETS["leap_han"]())
    sets = open_dataset(data, "train"), open_dataset(data, "val")
    for name, permuted in (("other", 5), ("own", None)):
        settings = TrainConfig(epochs=1, batch_size=16, permuted=permuted)
        train(model, settings, *sets, "bundled", tmp_path / name)
    arguments = "faithfulness", root / "leap_han", "--data", data, "--clips", "3", "--removal", "keys"
    monkeypatch.setattr("leap_core.faithfulness.sanity.DRAWS", 1)
    code, out, _ = leap(*arguments, "--sanity", "--permuted", tmp_path / "other", "--json")
    rows = [json.loads(line)["rows"] for line in out.splitlines()][3]
    (row,) = (row for row in rows if row["map"] == "A" and row["fresh"] == RETRAINED)
    assert code == 0 and row["like_sd"] is None and row["verdict"]
    this = asked(root)
    live = replace(this.live, model=lc.load_checkpoint(tmp_path / "other" / "checkpoint").eval())
    clips = sample(tuple(names("test")), 3, 0)
    stacks = [_maps(this, one, clips) for one in (live, this.live)]
    like = rank_correlation(*(maps["A"] for maps, _ in stacks))[stacks[1][1]].mean()
    assert row["like"] == pytest.approx(like, abs=1e-6) and like < 0.9
    for extra, said in (
        (("--sanity", "--permuted", tmp_path / "own"), "own: expected a model trained on permuted labels"),
        (("--permuted", tmp_path / "other"), "expected --sanity beside it"),
    ):
        code, _, err = leap(*arguments, *extra)
        assert code == 2 and said in " ".join(err.split())
    with pytest.raises(InputError, match="it is of another architecture"):
        permuted_model(tmp_path / "other", asked(root, "mmil_han").live)


@pytest.mark.parametrize(("like", "words"), [(0.5, "stays"), (0.49, "changes in part"), (0.2, "is lost")])
def test_verdicts(like, words):
    assert _verdict(like).startswith(words)


def test_the_command(root, leap):
    runs = root / "leap_han", root / "mmil_han"
    arguments = "faithfulness", *runs, "--data", root / "data", "--clips", "3", "--seed", "1"
    code, out, _ = leap(*arguments, "--json")
    tables = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and len(tables) == 6
    assert "LEAP, HAN (leap_han), audio: " in tables[0]["title"]
    assert tables[0]["title"].endswith("; seconds taken from the input, quietest in their place")
    assert tables[0]["rows"][0]["gap_low"] is None  # too few clips for an interval
    kept = Kept(open_store(runs[0]))
    assert kept.results.clips == 3 and kept.results.seed == 1 and kept.results.sanity == ()
    code, out, _ = leap(*arguments, "--removal", "keys", "--sanity")
    assert (
        code == 0
        and "seconds masked as keys of the decoder" in out
        and "W_t W_m" in out
        and "and front end" in out
    )
    assert "0.500" in out  # three digits
    code, _, err = leap(*arguments, "--split", "val")
    assert code == 2 and "expected a run of the split val, found one of test" in err
    code, _, err = leap("faithfulness", root, "--data", root / "data")
    assert code == 2 and "Traceback" not in err


def test_the_command_asks_of_each_seconds_own_p(root, leap):
    arguments = "faithfulness", root / "mmil_han", "--data", root / "data", "--clips", "12", "--of", "P"
    code, out, _ = leap(*arguments, "--json")
    tables = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and len(tables) == 3 and " lost without the second itself, " in tables[2]["title"]
    rows = {row["attribution"]: row for row in tables[2]["rows"]}
    assert {"W_t", "P", "own second, left out", "own second, Shapley"} <= set(rows)
    assert rows["own second, Shapley"]["worth"] == 1 and rows["P"]["worth_low"] <= rows["P"]["worth"]
    kept = root / "mmil_han" / "faithfulness" / "input-quietest-P"
    assert sum(pq.read_metadata(path).num_rows for path in kept.glob("*.parquet")) == 12
    stamps = {path: path.stat().st_mtime_ns for path in kept.iterdir()}
    again, _, _ = leap(*arguments)
    assert again == 0 and stamps == {path: path.stat().st_mtime_ns for path in kept.iterdir()}
    found = KeptSeconds(open_store(root / "mmil_han"))
    assert (found.results.clips, found.results.seed, found.results.of) == (12, 0, SIZES["test"])
    assert f"{found.results.track('both').means}; " in tables[2]["title"]
    assert found.results.track("audio").rows[0]["worth"] == pytest.approx(
        tables[0]["rows"][0]["worth"], abs=1e-5
    )
    code, _, err = leap(*arguments[:-4], "--clips", "2", "--of", "P")
    assert code == 0 and "the results of more clips stay there" in err
    assert KeptSeconds(open_store(root / "mmil_han")).results.clips == 12
    path = root / "mmil_han" / "faithfulness" / "input-quietest-P.json"
    path.write_text(path.read_text().replace('"worth_low"', '"other"'))
    with pytest.raises(InputError, match="expected the tables of a run, found less"):
        _ = KeptSeconds(open_store(root / "mmil_han")).results
    code, _, err = leap(*arguments, "--sanity")
    assert code == 2 and "--of P: expected none of --sanity, --by and -o" in " ".join(err.split())


def test_tables_and_curves_as_files(root, tmp_path, leap):
    run = root / "leap_han"
    arguments = "faithfulness", run, "--data", root / "data", "--clips", "3", "--removal", "keys", "-o"
    for name, sign in (
        ("t.md", "| A block 1 head 1 |"),
        ("t.tex", r"\toprule"),
        ("t.csv", "run,removal,track,attribution,deletion"),
    ):
        code, out, err = leap(*arguments, tmp_path / name, "--by", "outcome")
        assert code == 0 and sign in (tmp_path / name).read_text() and f"wrote {tmp_path / name}" in err
        assert "false alarm" in out
    code, _, err = leap(*arguments, tmp_path / "t.pdf", "--venue", "cvpr2024")
    assert code == 0 and (tmp_path / "t.pdf").read_bytes().startswith(b"%PDF")
    code, _, err = leap(*arguments, tmp_path / "t.docx")
    assert code == 2 and "expected a name that ends in .md" in err
    code, _, err = leap(*arguments, tmp_path / "t.pdf", "--venue", "moon")
    assert code == 2 and "there is no venue 'moon'" in err
    code, _, err = leap(*arguments, tmp_path / "no" / "t.svg")
    assert code == 2 and "expected a folder to write into" in err


def test_fewer_clips_replace_nothing_but_results_of_other_weights(root):
    this = asked(root, "mmil_han", Removal("keys"))
    shutil.rmtree(this.store.folder / "faithfulness", ignore_errors=True)
    kept, store = Kept(this.store, Removal("keys")), this.store
    assert not kept.exist

    def found(clips, sanity=(), sha=None):
        tracks, pairs = faithfulness(this, names("test")[:clips])
        of = store.run.checkpoint_sha256 if sha is None else sha
        return Results(of, "test", "keys", clips, SIZES["test"], 0, tracks, sanity), pairs

    row = {"map": "P", "fresh": "decoder", "verdict": ""}
    row |= dict.fromkeys(("like", "like_sd", "auroc", "auroc_sd"), 0.1)
    assert kept.save(*found(4, (row,)))
    assert not kept.save(*found(2)) and kept.save(*found(4))
    again = Kept(store, Removal("keys"))
    assert again.results.clips == 4 and again.results.sanity == (row,)  # which was not asked anew
    assert again.pairs.table.num_rows > 0
    anew = [
        row | {"map": name, "fresh": step, "like": 0.9} for name, step in (("P", "nothing"), ("A", "decoder"))
    ]
    assert kept.save(*found(4, tuple(anew)))  # a check that was not asked anew stays with its map
    steps = [
        (some["map"], some["fresh"], some["like"]) for some in Kept(store, Removal("keys")).results.sanity
    ]
    assert steps == [("P", "nothing", 0.9), ("P", "decoder", 0.1), ("A", "decoder", 0.9)]
    assert kept.save(*found(4, (row | {"like": 0.5},)))
    steps = [some["like"] for some in Kept(store, Removal("keys")).results.sanity]
    assert steps == [0.5, 0.9, 0.9]
    assert Kept(store, Removal("keys")).save(*found(5, sha="another"))
    with pytest.raises(InputError, match=r"keys.json: it is of other weights.*Run `leap faithfulness` again"):
        _ = Kept(store, Removal("keys")).results
    assert Kept(store, Removal("keys")).save(*found(2))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("keys.json", b"{}", "expected the format"),
        ("keys.json", b"no", "as a JSON object"),
        ("keys.json", "gap", "expected the tables, curves and checks"),
        ("keys.json", "random", "expected the tables, curves and checks"),
        ("keys-pairs.parquet", b"PAR1", "readable Parquet"),
        ("keys-pairs.parquet", None, "other columns"),
    ],
)
def test_broken_results_are_refused(root, name, content, said):
    this = asked(root, "leap_han", Removal("keys"))
    tracks, pairs = faithfulness(this, names("test")[:2])
    kept = Kept(this.store, Removal("keys"))
    of = this.store.run.checkpoint_sha256
    kept.save(Results(of, "test", "keys", SIZES["test"], SIZES["test"], None, tracks), pairs)
    path = this.store.folder / "faithfulness" / name
    if isinstance(content, str):  # a name that is called otherwise
        path.write_text(path.read_text().replace(f'"{content}"', '"other"'))
    elif content is None:
        pq.write_table(pairs.table.drop_columns("gap"), path)
    else:
        path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        _ = Kept(this.store, Removal("keys")).results, Kept(this.store, Removal("keys")).pairs
