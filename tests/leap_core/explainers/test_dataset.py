"""A model over a whole tiny data set, uninterrupted and interrupted."""

import hashlib
import json
from dataclasses import replace

import numpy as np
import pytest
import torch

import leap_core as lc
from leap_core.config import to_dict
from leap_core.data import open_dataset
from leap_core.explainers.dataset import explain_dataset
from leap_core.metrics import GATES
from leap_core.runs.score import score
from leap_core.runs.store import open_store
from tests.tiny_dataset import SIZES, WIDTHS, C, T, feature_file, make_dataset, names, tiny

NARROW = {"classes": C, **{f"{kind}_dim": width for kind, width in WIDTHS.items()}, "label_dim": 100}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return make_dataset(tmp_path_factory.mktemp("explained") / "data")


@pytest.fixture
def checkpoint(tmp_path, request):
    preset = getattr(request, "param", "leap_mm_pyr")
    torch.manual_seed(5)
    model = lc.build_model(replace(tiny(lc.presets.PRESETS[preset]()), **NARROW))
    lc.save_checkpoint(model, tmp_path / "checkpoint")
    return tmp_path / "checkpoint"


@pytest.mark.parametrize("checkpoint", ["leap_mm_pyr", "leap_han", "mmil_mm_pyr", "mmil_han"], indirect=True)
def test_a_store_holds_what_the_model_says_and_what_made_it(whole, checkpoint, tmp_path):
    dataset, heard = open_dataset(whole), []
    done = explain_dataset(
        checkpoint, dataset, tmp_path / "run", batch_size=7, on_clip=lambda *x: heard.append(x)
    )
    assert heard == [(0, 19), (7, 19), (14, 19), (19, 19)]
    model, run = lc.load_checkpoint(checkpoint), open_store(tmp_path / "run").run
    assert run == done.run
    assert run.config == json.loads(json.dumps(to_dict(model.config)))
    assert (run.name, run.dataset, run.split, run.segments) == ("run", "Tiny", "test", T)
    assert run.dataset_fingerprint == dataset.fingerprint
    weights = (checkpoint / "model.safetensors").read_bytes()
    assert run.checkpoint_sha256 == hashlib.sha256(weights).hexdigest()
    assert run.metrics == score(done, dataset)
    assert len(run.metrics) == 11
    labels = torch.from_numpy(lc.data.load_label_embeddings("bundled", dataset.categories))
    clip = names("test")[11]
    expected = lc.explain(model, dataset.features([clip]).map(torch.from_numpy), labels)
    stored = done.explanation(clip)
    np.testing.assert_allclose(
        stored.prediction.audio_segment_prob, expected.prediction.audio_segment_prob, atol=1e-5
    )
    assert stored.mixing.keys() == expected.mixing.keys()
    for m, maps in expected.mixing.items():
        np.testing.assert_allclose(stored.mixing[m], maps, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("checkpoint", ["leap_han", "mmil_han"], indirect=True)
def test_the_validation_split_chooses_thresholds(whole, checkpoint, tmp_path):
    dataset, validation = open_dataset(whole), open_dataset(whole, "val")
    store = explain_dataset(checkpoint, dataset, tmp_path / "run", validation=validation)
    of_it = explain_dataset(checkpoint, validation, tmp_path / "val")
    assert store.run.thresholded == (store.run.decoder == "leap")
    assert [c.gate for c in store.run.chosen] == list(GATES)
    for chosen in store.run.chosen:
        found = score(of_it, validation, chosen.gate, chosen.threshold)["segment_type"]
        assert chosen.score == pytest.approx(found, abs=1e-3)
        assert found >= score(of_it, validation, chosen.gate, 0.5)["segment_type"]


def test_without_labels_by_second_validation_chooses_nothing(whole, checkpoint, tmp_path):
    dataset, train = (open_dataset(whole, split) for split in ("test", "train"))
    assert explain_dataset(checkpoint, dataset, tmp_path / "run", validation=train).run.chosen == ()


def test_an_interrupted_run_gives_the_same_store(whole, checkpoint, tmp_path):
    def interrupt(done, total):
        if done:
            raise KeyboardInterrupt

    dataset = open_dataset(whole)
    straight = explain_dataset(checkpoint, dataset, tmp_path / "a" / "run", batch_size=5)
    with pytest.raises(KeyboardInterrupt):
        explain_dataset(checkpoint, dataset, tmp_path / "b" / "run", batch_size=5, on_clip=interrupt)
    heard = []
    again = explain_dataset(
        checkpoint, dataset, tmp_path / "b" / "run", batch_size=5, on_clip=lambda *x: heard.append(x)
    )
    assert heard[0] == (10, SIZES["test"])  # what was being written then is there too
    assert again.filenames == straight.filenames == tuple(names("test"))
    for file in ("run.json", "predictions.parquet", "maps.parquet"):
        assert (again.folder / file).read_bytes() == (straight.folder / file).read_bytes(), file


def test_a_train_split_has_no_metrics(whole, checkpoint, tmp_path):
    assert explain_dataset(checkpoint, open_dataset(whole, "train"), tmp_path / "run").run.metrics == {}


def test_a_bad_clip_stops_the_run_and_mending_it_lets_it_go_on(checkpoint, tmp_path):
    root = make_dataset(tmp_path / "data")
    path = feature_file(root, "visual", names("test")[7])
    good = path.read_bytes()
    np.save(path, np.full((2 * T, WIDTHS["visual"]), np.nan, np.float32))
    with pytest.raises(lc.InputError, match=f"{path.name}: expected finite numbers"):
        explain_dataset(checkpoint, open_dataset(root), tmp_path / "run", batch_size=5)
    assert not (tmp_path / "run" / "run.json").exists()
    path.write_bytes(good)
    assert len(explain_dataset(checkpoint, open_dataset(root), tmp_path / "run").filenames) == SIZES["test"]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"classes": C + 1}, "checkpoint: its classes is 6, that of Tiny is 5"),
        ({"visual_st_dim": 23}, "checkpoint: its visual_st_dim is 23, that of Tiny is 17"),
        ({"label_dim": 29}, r"label embeddings: expected .*\(5, 29\), found \(5, 100\)"),
    ],
)
def test_a_checkpoint_for_other_data_is_refused_and_nothing_written(whole, tmp_path, setting, message):
    model = lc.build_model(replace(tiny(lc.presets.leap_han()), **(NARROW | setting)))
    lc.save_checkpoint(model, tmp_path / "checkpoint")
    with pytest.raises(lc.InputError, match=message):
        explain_dataset(tmp_path / "checkpoint", open_dataset(whole), tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("device", ["gpu", "mars:7"])
def test_an_unknown_device_is_refused(whole, checkpoint, tmp_path, device):
    with pytest.raises(lc.InputError, match=f"device {device}: torch cannot use it"):
        explain_dataset(checkpoint, open_dataset(whole), tmp_path / "run", device=device)


@pytest.mark.parametrize("text", ["{", "[]", '{"model": 1}'])
def test_a_broken_training_record_is_named(whole, checkpoint, tmp_path, text):
    (tmp_path / "training").mkdir()
    (tmp_path / "training" / "config.json").write_text(text)
    with pytest.raises(lc.InputError, match=r"config\.json: (expected|model cannot be 1).*--labels"):
        explain_dataset(checkpoint, open_dataset(whole), tmp_path / "run")


def test_scoring_against_another_data_set_is_refused(whole, checkpoint, tmp_path):
    store = explain_dataset(checkpoint, open_dataset(whole), tmp_path / "run")
    other = replace(open_dataset(whole), segments=T + 1)
    with pytest.raises(lc.InputError, match="are not those of Tiny"):
        score(store, other)
