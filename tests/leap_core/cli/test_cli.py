"""The `leap` command on tiny data: what it prints, and what it says of bad input."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

import leap_core as lc
from leap_core.checkpoints import to_official
from leap_core.resources import DEMO
from leap_core.runs.store import open_store
from leap_core.runs.thresholds_file import COLUMNS
from tests.command import run_leap
from tests.tiny_dataset import WIDTHS, C, T, feature_file, make_dataset, names, tiny

RUN = ("--preset", "leap_han", "--small", "--epochs", "1", "--batch-size", "11", "--accelerator", "cpu")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A data set, a trained run and its store; not to be changed."""
    root = tmp_path_factory.mktemp("cli")
    make_dataset(root / "data")
    assert run_leap("train", *RUN, "--data", root / "data", "--out", root / "run") == 0
    assert run_leap(*explain(root, root / "data", root / "run")) == 0
    return root


@pytest.fixture
def data(tmp_path):
    """A data set, free to break."""
    return make_dataset(tmp_path / "data")


@pytest.fixture
def refused(leap):
    """Run the command, which must exit with 2 and one message on standard error; returns the message."""

    def run(*arguments):
        code, out, err = leap(*arguments)
        assert code == 2
        assert not out
        assert "Traceback" not in err
        (message,) = [line for line in err.splitlines() if line.startswith("leap: ")]
        assert err.splitlines()[-1] == message
        return message

    return run


def explain(root, data, out):
    return "explain", "--checkpoint", root / "run" / "checkpoint", "--data", data, "--out", out


def test_the_version_and_the_demo_sets_folder_are_printed(leap):
    assert leap("--version") == (0, f"leap-lens {lc.__version__}\n", "")
    assert leap("demo", "path") == (0, f"{DEMO}\n", "")


def test_train_prints_what_was_read_and_the_best_epoch(leap, whole, tmp_path):
    code, out, err = leap("train", *RUN, "--data", whole / "data", "--out", tmp_path / "run", "--weak")
    assert (code, out) == (0, "")
    assert "train split: 31 clips" in err
    assert "val split: 23 clips" in err
    assert "best epoch 1: validation Type@AV " in err
    width = lc.presets.small(lc.presets.leap_han()).width
    assert lc.load_checkpoint(tmp_path / "run" / "checkpoint").config.width == width


def test_of_a_recipe_with_patience_permuted_labels_are_trained_for_all_epochs(leap, whole, tmp_path):
    train = "train", *RUN, "--data", whole / "data", "--recipe", "demo", "--permute-labels", "1"
    code, _, err = leap(*train, "--out", tmp_path / "run")
    assert code == 0 and "1 epochs on the labels of other clips" in err
    record = json.loads((tmp_path / "run" / "training" / "config.json").read_text())["train"]
    assert (record["permuted"], record["patience"], record["step_epochs"]) == (1, None, 40)
    code, _, err = leap(*train, "--out", tmp_path / "other", "--patience", "3")
    assert code == 2 and "patience of 3 epochs: no validation tells" in " ".join(err.split())


def test_of_two_commands_at_once_one_writes_and_the_other_says_so(whole, tmp_path):
    words = [str(word) for word in explain(whole, whole / "data", tmp_path / "run")]
    command = [sys.executable, "-m", "leap_core", *words]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    errors = [process.communicate()[1] for process in both]
    said = {process.returncode: error for process, error in zip(both, errors, strict=True)}
    if 2 in said:  # else the first had ended before the second began to write
        assert re.search(r"run: process \d+ on \S+ since .* UTC is writing here. Wait until", said[2])
    assert 0 in said and open_store(tmp_path / "run").filenames == open_store(whole / "run").filenames


def test_explain_prints_the_load_report_and_the_metrics(leap, whole, tmp_path):
    code, out, err = leap(*explain(whole, whole / "data", tmp_path / "[b]run"), "--json")
    assert code == 0
    assert "test split: 19 clips" in err
    assert '  ids that hold "_": 19' in err
    (row,) = json.loads(out)["rows"]
    assert row["run"] == str(tmp_path / "[b]run")
    assert len(row) == 12


def test_a_run_without_a_chosen_threshold_says_so(refused, whole, tmp_path):
    run = shutil.copytree(whole / "run", tmp_path / "run")
    record = json.loads((run / "run.json").read_text())
    (run / "run.json").write_text(json.dumps(record | {"chosen": []}))
    message = refused("evaluate", run, "--data", whole / "data", "--chosen")
    assert "no threshold was chosen for it on validation" in message and "--threshold" in message


def test_thresholds_by_class_from_validation_and_from_a_file(leap, refused, whole, tmp_path):
    data, run = whole / "data", tmp_path / "run"
    assert leap(*explain(whole, data, run), "--by-class", "type")[0] == 0
    code, out, _ = leap("evaluate", run, "--data", data, "--by-class", "--gate", "none", "--json")
    (by_validation,) = json.loads(out)["rows"]
    assert json.loads(out)["title"].endswith("gate: none; thresholds by class, chosen on validation")
    own = open_store(run).run.chosen_for("none").by_class
    columns = dict(zip(COLUMNS, (*own.segment, *own.clip), strict=True))
    rows = {
        name: {k: v[c] for k, v in columns.items()} for c, name in enumerate(open_store(run).run.categories)
    }
    (tmp_path / "at.json").write_text(json.dumps(rows))
    command = ["evaluate", run, "--data", data, "--thresholds", tmp_path / "at.json", "--json"]
    code, out, _ = leap(*command, "--gate", "none")
    assert code == 0 and json.loads(out)["rows"] == [by_validation]
    assert json.loads(out)["title"].endswith("at.json")
    assert "one of --chosen, --by-class and --thresholds" in refused(*command, "--chosen")
    (tmp_path / "at.json").write_text(json.dumps({}))
    assert "at.json: it lacks class" in refused(*command)
    message = refused("evaluate", whole / "run", "--data", data, "--by-class")
    assert "no thresholds by class were chosen for it on validation, global gate" in message


def test_chosen_thresholds_of_other_classes_are_refused(refused, whole, tmp_path):
    run = shutil.copytree(whole / "run", tmp_path / "run")
    record = json.loads((run / "run.json").read_text())
    short = {"segment": [[0.5], [0.5]], "clip": [[0.5], [0.5]], "metric": "segment_type", "score": 1.0}
    record["chosen"][0]["by_class"] = short
    (run / "run.json").write_text(json.dumps(record))
    assert "expected chosen thresholds of every class" in refused("evaluate", run, "--data", whole / "data")


def test_evaluate_prints_every_run_and_its_gate(leap, whole, tmp_path):
    leap(*explain(whole, whole / "data", tmp_path / "run"))
    runs = whole / "run", tmp_path / "run"  # of the same name
    code, out, _ = leap("evaluate", *runs, "--data", whole / "data", "--gate", "none", "--json")
    printed = json.loads(out)
    assert code == 0
    assert printed["title"] == "F1, percent; gate: none"
    assert {"map_audio", "map_visual"} <= set(printed["rows"][0])
    assert [row["run"] for row in printed["rows"]] == [str(run) for run in runs]
    code, out, _ = leap("evaluate", *runs, "--data", whole / "data", "--chosen", "--gate", "or", "--json")
    found = [open_store(run).run.chosen_for("or") for run in runs]
    assert [row["threshold"] for row in json.loads(out)["rows"]] == [chosen.threshold for chosen in found]
    code, out, err = leap("evaluate", *runs, "--data", whole / "data")
    assert "gate: global" in out
    assert err.count("test split: 19 clips") == 1
    metrics = lc.metrics.HEADLINE
    assert all(word in out for name in (*metrics, "Avg.") for word in name.split("_"))


def test_a_table_has_intervals_where_the_clips_bear_them(leap, whole):
    code, out, _ = leap("table", whole / "run", "--data", whole / "data")
    assert code == 0 and "95 \\% intervals over clips" in out
    assert out.count(r"{\scriptsize ") == 11  # nineteen clips


def test_a_split_without_dense_labels_is_said_to_have_no_metrics(leap, whole, tmp_path):
    code, out, err = leap(*explain(whole, whole / "data", tmp_path / "run"), "--split", "train", "--json")
    assert code == 0
    assert "no metrics" in err
    assert json.loads(out)["rows"] == []


def test_complexity_prints_the_published_figures(leap):
    code, out, _ = leap("complexity")
    assert code == 0
    for figure in ("52,005,380", "7,892,992", "790.78 M", "145.97 M", "47,256,068"):
        assert figure in out
    code, out, _ = leap("complexity", "--preset", "leap_mm_pyr", "--json")
    rows = {row["module"]: row for row in json.loads(out)["rows"]}
    assert rows["total"]["parameters_published"] == 52_005_380


def test_convert_goes_there_and_back(leap, tmp_path):
    torch.manual_seed(1)
    config = lc.presets.small(lc.presets.mmil_han(), heads=1)
    lc.save_checkpoint(lc.build_model(config), tmp_path / "native")
    official = tmp_path / "new" / "official.pt"
    assert leap("convert", tmp_path / "native", official)[0] == 0
    assert leap("convert", official, tmp_path / "again", "--kind", "mmil_han")[0] == 0
    weights = [(tmp_path / name / "model.safetensors").read_bytes() for name in ("native", "again")]
    assert weights[0] == weights[1]


def test_explain_takes_the_kind_where_the_file_cannot_tell(leap, refused, data, tmp_path):
    """CoLeaF's, which CMPAE's keys do not tell, saved with what training saves beside the weights."""
    config = replace(tiny(lc.presets.cmpae()), classes=C, **{f"{kind}_dim": n for kind, n in WIDTHS.items()})
    config = replace(config, encoder=replace(config.encoder, heads=1))
    state = to_official(lc.build_model(config)) | {"one": torch.ones(1, C, 12), "two": torch.ones(1, C, 12)}
    torch.save({"model": state, "numpy_rng": np.random.get_state()}, tmp_path / "m.pt")
    asked = "explain", "--checkpoint", tmp_path / "m.pt", "--data", data, "--out", tmp_path / "run"
    assert "has unknown key one and 1 more" in refused(*asked)
    assert not (tmp_path / "run").exists()
    assert leap(*asked, "--kind", "coleaf")[0] == 0
    assert open_store(tmp_path / "run").run.title == "CMPAE, mixed HAN"
    assert leap(*asked, "--kind", "colaf")[0] == 2
    assert leap("convert", tmp_path / "m.pt", tmp_path / "native", "--kind", "coleaf")[0] == 0
    assert leap("convert", tmp_path / "native", tmp_path / "back.pt")[0] == 0
    back = torch.load(tmp_path / "back.pt", weights_only=True)
    assert back.keys() == state.keys() and all(torch.equal(back[key], state[key]) for key in state)


def test_python_m_runs_the_same_command(whole, tmp_path):
    """As a process of its own: exit code 2, one message, no traceback."""
    arguments = map(str, explain(whole, tmp_path / "nowhere", tmp_path / "out"))
    command = [sys.executable, "-m", "leap_core", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (2, "")
    (message,) = result.stderr.splitlines()
    assert message.startswith(f"leap: {tmp_path / 'nowhere'}: expected AVVP_train.csv")


AUDIO = np.zeros((T, WIDTHS["audio"]), np.float32)
FEATURES = {
    "missing": (lambda path: path.unlink(), "found no file"),
    "truncated": (lambda path: path.write_bytes(path.read_bytes()[:90]), "as a whole .npy file"),
    "empty": (lambda path: path.write_bytes(b""), "as a whole .npy file"),
    "nan": (lambda path: np.save(path, AUDIO + np.nan), "expected finite numbers"),
    "one axis": (lambda path: np.save(path, AUDIO[:, 0]), f"expected floats of shape ({T} or 64, width)"),
    "other width": (lambda path: np.save(path, AUDIO[:, 1:]), "expected the shape of the other clips"),
}


@pytest.mark.parametrize("how", FEATURES)
def test_bad_features(refused, whole, data, tmp_path, how):
    breaks, expected = FEATURES[how]
    path = feature_file(data, "audio", names("test")[5])
    breaks(path)
    message = refused(*explain(whole, data, tmp_path / "out"))
    assert str(path) in message
    assert expected in message
    assert not (tmp_path / "out").exists()
    path = feature_file(data, "audio", names("train")[5])
    breaks(path)
    message = refused("train", *RUN, "--data", data, "--out", tmp_path / "out")
    assert str(path) in message
    assert not (tmp_path / "out").exists()


LINES = {
    "unknown class": (f"test_000001_0_{T}\t0\t1\tUnicorn", "unknown class 'Unicorn'. Use one of: Dog"),
    "unreadable": (f"test_000001_0_{T} 0 1 Dog", "expected 4 tab-separated cells"),
    "no number": (f"test_000001_0_{T}\tnoon\t1\tDog", "expected seconds, found 'noon'"),
    "path": ("../../secret\t0\t1\tDog", "expected a clip name"),
}


@pytest.mark.parametrize("how", LINES)
def test_bad_annotations(refused, whole, data, tmp_path, how):
    line, expected = LINES[how]
    path = data / "AVVP_eval_audio.csv"
    count = len(path.read_text().splitlines())
    with path.open("a") as file:
        file.write(line + "\n")
    message = refused(*explain(whole, data, tmp_path / "out"))
    assert f"{path}, line {count + 1}: {expected}" in message
    assert not (tmp_path / "out").exists()


def test_an_annotation_file_without_clips(refused, whole, data, tmp_path):
    (data / "AVVP_test_pd.csv").write_text("filename\tevent_labels\n")
    assert "expected at least one clip" in refused(*explain(whole, data, tmp_path / "out"))


@pytest.mark.parametrize("how", ["missing", "cut", "no tensors", "cut folder"])
def test_a_broken_checkpoint(refused, whole, tmp_path, how):
    path = tmp_path / "checkpoint.pt"
    if how == "cut":
        torch.save({"a": torch.zeros(999)}, path)
        path.write_bytes(path.read_bytes()[:700])
    elif how == "no tensors":
        torch.save({"a": "text"}, path)
    elif how == "cut folder":
        path = tmp_path / "checkpoint"
        path.mkdir()
        for file in (whole / "run" / "checkpoint").iterdir():
            (path / file.name).write_bytes(file.read_bytes()[:200])
    data, out = whole / "data", tmp_path / "out"
    assert str(path) in refused("explain", "--checkpoint", path, "--data", data, "--out", out)
    assert str(path) in refused("convert", path, out)
    assert not out.exists()


def test_a_store_of_a_newer_version(refused, whole, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.json").write_text('{"format": 99}')
    message = refused("evaluate", tmp_path / "run", "--data", whole / "data")
    assert f"{tmp_path / 'run' / 'run.json'}: its format is 99" in message
    assert "Update LEAP Lens" in message


def test_a_message_is_printed_as_it_is(refused, whole, tmp_path):
    folder = tmp_path / "[red]" / "[" / "nowhere]"
    assert str(folder) in refused(*explain(whole, folder, tmp_path / "out"))


def test_an_output_folder_that_is_a_file(refused, whole, tmp_path):
    (tmp_path / "out").write_text("")
    assert str(tmp_path / "out") in refused(*explain(whole, whole / "data", tmp_path / "out"))
    assert (tmp_path / "out").read_text() == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", "--preset", "leap_gpt", "--data", ".", "--out", "out"),
        ("train", "--preset", "leap_han", "--data", ".", "--out", "out", "--epochs", "0"),
        ("evaluate", "run", "--data", ".", "--threshold", "1.5"),
        ("evaluate", "--data", "."),
        ("dance",),
    ],
)
def test_bad_options(leap, arguments):
    code, out, err = leap(*arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert "Usage" in err or "Error" in err


def test_events_of_other_tools_into_a_new_folder(leap, refused, tmp_path):
    names = "--clip", "demotst0075", "--clip", "demotst0074"
    _, _, said = leap("events", "audacity", "--out", tmp_path / "labels", *names)
    assert "wrote 12 files" in said and "events of 2 clips at 0.5, global gate" in said
    first = tmp_path / "labels" / "demotst0075_0_10.truth.audio.txt"
    assert first.read_text() == "0\t10\tViolin\n6\t9\tAcoustic guitar\n7\t10\tHelicopter\n"
    assert "expected a new folder" in refused("events", "elan", "--out", tmp_path / "labels")
    assert "expected a folder to write into" in refused("events", "elan", "--out", tmp_path / "a" / "b")
    assert "expected audacity, raven" in refused("events", "word", "--out", tmp_path / "word")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["labels", "labels.yaml"]
    recipe = tmp_path / "labels.yaml"
    leap("events", recipe, "--out", tmp_path / "again")
    for path in (tmp_path / "labels").iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()
    assert recipe.read_bytes() == (tmp_path / "again.yaml").read_bytes()
    assert "a recipe alone" in refused("events", recipe, "--gate", "none", "--out", tmp_path / "none")
    recipe.write_text(recipe.read_text().replace("stores:\n- ", "stores:\n- 0"))
    assert "its predictions are not those" in refused("events", recipe, "--out", tmp_path / "none")


def test_import_predictions(leap, data, tmp_path):
    clip = names("test")[0]
    source = tmp_path / "theirs.csv"
    source.write_text(f"filename,onset,offset,event_labels,modality\n{clip},0,{T},Dog,audio\n")
    arguments = "import-predictions", source, "--data", data, "--out", tmp_path / "run", "--title", "Theirs"
    code, out, _ = leap(*arguments, "--json")
    assert code == 0 and lc.metrics.HEADLINE[0] in json.loads(out[out.index("{") :])["rows"][0]
    code, out, _ = leap("evaluate", tmp_path / "run", "--data", data, "--json")
    assert code == 0


def test_import_of_bad_predictions_writes_nothing(refused, data, tmp_path):
    source = tmp_path / "theirs.csv"
    source.write_text("filename,onset,offset,event_labels,modality\nnobody,0,1,Dog,audio\n")
    message = refused("import-predictions", source, "--data", data, "--out", tmp_path / "run")
    assert "theirs.csv, line 2" in message and "has no clip 'nobody'" in message
    assert not (tmp_path / "run").exists()
