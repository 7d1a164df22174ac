"""A model asked with words in place of classes: what must be the same, what is refused, a split of words."""

from dataclasses import replace

import numpy as np
import pytest
import torch

import leap_core as lc
from leap_core.data.dataset import open_dataset
from leap_core.data.label_embeddings import load_label_embeddings
from leap_core.data.word_vectors import open_words
from leap_core.errors import InputError
from leap_core.explainers.what_if import load_live
from leap_core.explainers.words import ask_words, check_table, check_width, for_queries
from leap_core.explainers.words_dataset import explain_words, read_queries
from leap_core.faithfulness.following import _correlation, following
from leap_core.resources import DEMO
from leap_core.runs.store import open_store

CLIPS = ["demotst0001_0_10", "demotst0002_0_10"]
WORDS = ["taxi", "Lawn_mower", "puppy"]


@pytest.fixture(scope="module")
def data():
    return open_dataset(DEMO)


@pytest.fixture(scope="module")
def store():
    return open_store(DEMO / "runs" / "leap_han")


@pytest.fixture(scope="module")
def live(store):
    return load_live(store.folder, store.run)


def test_the_vector_of_a_class_gives_what_is_said_of_the_class(live, data):
    features, labels = data.features(CLIPS), live.label_embeddings.numpy()
    said, before = ask_words(live, features, labels[[7, 3]]), live.predict(features)
    np.testing.assert_allclose(said.prediction.segments, before.segments[:, :, [7, 3]], atol=1e-6)
    np.testing.assert_allclose(said.prediction.clip, before.clip[:, :, [7, 3]], atol=1e-6)
    assert said.maps["A"]["audio"].shape == (2, 2, 4, 2, 10)
    assert live.predict(features).clip.shape == (2, 2, 25)  # the model itself is what it was


def test_models_without_given_queries_say_so():
    with pytest.raises(InputError, match="MMIL, HAN: it has no queries, and cannot be asked with words"):
        for_queries(lc.build_model(lc.presets.small(lc.presets.mmil_han())), 3)
    config = lc.presets.small(lc.presets.leap_han())
    learnt = lc.build_model(replace(config, decoder=replace(config.decoder, queries="learnable")))
    with pytest.raises(InputError, match="it has learnt queries, one a class"):
        for_queries(learnt, 3)


def test_a_table_from_elsewhere_is_refused(store, live, tmp_path):
    labels, names = live.label_embeddings.numpy(), store.run.categories
    check_table(open_words(), labels, names)
    with pytest.raises(
        InputError, match=r"words are not where the model's classes are: their cosine is -1\.00"
    ):
        check_table(open_words(), -labels, names)
    path = tmp_path / "glove.3d.txt"
    path.write_text("speech 1 2 3\n")
    with pytest.raises(InputError, match=r"have 3 numbers, those of the model's classes 100"):
        check_table(open_words(str(path)), labels, names)
    with pytest.raises(InputError, match="have 100 numbers, those of the model's classes 300"):
        check_width(open_words(), labels, 300)


def test_a_split_of_words_is_a_data_set_of_its_own(live, data, tmp_path):
    few = replace(data, annotations=replace(data.annotations, filenames=tuple(CLIPS)))
    checkpoint = DEMO / "runs" / "leap_han" / "checkpoint"
    found = explain_words(checkpoint, few, tmp_path / "asked", WORDS)
    opened = open_dataset(tmp_path / "asked")
    assert opened.categories == tuple(WORDS) and not opened.annotations.dense and opened.media(CLIPS[0])
    found.check_fit(opened.name, opened.categories, opened.segments)
    said = ask_words(live, data.features(CLIPS), open_words().of(WORDS)).prediction
    np.testing.assert_allclose(found.prediction.segments, said.segments, atol=1e-5)
    assert found.run.metrics == {} and found.run.label_embeddings == "words"
    again = load_live(found.folder, found.run).predict(opened.features(CLIPS))  # it can be asked what if
    np.testing.assert_allclose(again.clip, said.clip, atol=1e-5)
    with pytest.raises(InputError, match="expected a new folder, found a data set"):
        explain_words(checkpoint, few, tmp_path / "asked", ["government"])
    with pytest.raises(InputError, match="it has no vector for xyzzy"):
        explain_words(checkpoint, few, tmp_path / "other", ["xyzzy"])
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("text", [None, b"", b"\n\n", b"dog\ncat\ndog\n", b"\xff\n"])
def test_lists_of_words_that_are_none(tmp_path, text):
    if text is not None:
        (tmp_path / "words.txt").write_bytes(text)
    with pytest.raises(InputError, match=r"words\.txt: expected"):
        read_queries(tmp_path / "words.txt")


def test_correlation_by_hand():
    rows = np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0], [5.0, 5.0, 5.0], [1.0, 3.0, 2.0]])
    expected = [[1, -1, 0, 0.5], [-1, 1, 0, -0.5], [0, 0, 0, 0], [0.5, -0.5, 0, 1]]
    np.testing.assert_allclose(_correlation(rows), expected, atol=1e-12)


def test_synonyms_on_the_demo_run(live, data, monkeypatch):
    monkeypatch.setattr("leap_core.faithfulness.following.RANDOM", 7)
    found = following(live, data, data.annotations.filenames[:32], open_words())
    groups = {row["words"]: row for row in found.groups}
    assert [row["count"] for row in found.groups] == [25, 75, 74, 7] and not found.missing
    assert groups["synonyms"]["cosine"] > groups["random"]["cosine"]
    assert groups["synonyms"]["follows"] > groups["synonyms"]["others"]
    assert all(-1 <= row["follows"] <= 1 for row in found.groups[1:])
    words = next(row for row in found.classes if row["class"] == "Car")["synonyms"]
    assert words.startswith("automobile 0.68 ")  # the cosine of GloVe
    labels = load_label_embeddings("bundled", data.categories)
    assert torch.equal(live.label_embeddings, torch.from_numpy(labels))


def test_the_commands(tmp_path, leap, monkeypatch):
    (tmp_path / "words.txt").write_text("taxi\npuppy\n")
    run = DEMO / "runs" / "leap_han"
    asked = "explain", "--checkpoint", run / "checkpoint", "--data", DEMO, "--queries", tmp_path / "words.txt"
    code, out, err = leap(*asked, "--out", tmp_path / "asked")
    assert code == 0 and out == "" and "asked/runs/words; nothing is known of where these words are" in err
    monkeypatch.setattr("leap_core.faithfulness.following.RANDOM", 3)
    code, out, _ = leap("words", run, "--data", DEMO, "--clips", 4)
    assert code == 0 and "how far P follows the word asked with" in out and "siblings" in out
    code, _, err = leap("words", DEMO / "runs" / "mmil_han", "--data", DEMO, "--clips", 4)
    assert code == 2 and "it has no queries" in err and "Traceback" not in err
