"""Words by a sentence encoder: a tiny BERT of random weights in a folder laid out as MiniLM's is."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

import leap_core as lc
from leap_app import folders, words
from leap_core.config import TrainConfig
from leap_core.data.dataset import open_dataset
from leap_core.data.label_embeddings import load_label_embeddings
from leap_core.data.word_vectors import open_words
from leap_core.errors import InputError
from leap_core.explainers.dataset import explain_dataset
from leap_core.explainers.what_if import load_live
from leap_core.explainers.words import ask_words
from leap_core.explainers.words_dataset import explain_words
from leap_core.training import train
from tests.tiny_dataset import CATEGORIES, make_dataset, names, tiny

transformers = pytest.importorskip("transformers", reason="transformers is not installed: make peer-test")
tokenizers = pytest.importorskip("tokenizers")

WIDTH = 22
QUERIES = ("taxi", "steel guitar")


def make_encoder(folder, seed):
    """Letters and their continuations as tokens; lower case, as MiniLM's."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocab = {token: i for i, token in enumerate([*special, *letters, *(f"##{x}" for x in letters)])}
    model = tokenizers.Tokenizer(tokenizers.models.WordPiece(vocab, unk_token="[UNK]"))
    model.normalizer = tokenizers.normalizers.BertNormalizer(lowercase=True)
    model.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    ends = [("[CLS]", vocab["[CLS]"]), ("[SEP]", vocab["[SEP]"])]
    model.post_processor = tokenizers.processors.TemplateProcessing("[CLS] $A [SEP]", special_tokens=ends)
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=model, pad_token="[PAD]", unk_token="[UNK]", model_max_length=64
    ).save_pretrained(folder)
    torch.manual_seed(seed)
    sizes = {"hidden_size": WIDTH, "intermediate_size": 31, "num_attention_heads": 2, "num_hidden_layers": 2}
    config = transformers.BertConfig(vocab_size=len(vocab), initializer_range=0.5, **sizes)
    transformers.BertModel(config).eval().save_pretrained(folder)
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_mean_tokens": True}))
    return folder


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    return make_encoder(tmp_path_factory.mktemp("encoder"), 1)


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    return make_encoder(tmp_path_factory.mktemp("other"), 2)


@pytest.fixture(scope="module")
def run(encoder, tmp_path_factory):
    """A data set, and the run of a model that was trained with the encoder's vectors."""
    root = tmp_path_factory.mktemp("minilm")
    make_dataset(root / "data")
    sets = [open_dataset(root / "data", split) for split in ("train", "val", "test")]
    model, settings = tiny(lc.presets.leap_han()), TrainConfig(epochs=1, batch_size=16)
    train(model, settings, *sets[:2], str(encoder), root / "runs" / "minilm")
    return explain_dataset(root / "runs" / "minilm" / "checkpoint", sets[2], root / "runs" / "minilm"), sets[
        2
    ]


def test_a_text_is_the_mean_over_its_tokens_at_length_1(encoder):
    table = open_words(str(encoder))
    found = table.of(["Frying_(food)", "dog"])  # of unequal lengths, in one batch
    tokenizer = transformers.AutoTokenizer.from_pretrained(encoder)
    model = transformers.BertModel.from_pretrained(encoder).eval()
    for vector, text in zip(found, ("frying food", "dog"), strict=True):
        given = tokenizer(text, return_tensors="pt")
        assert given["input_ids"].shape == (1, len(text.replace(" ", "")) + 2)
        with torch.inference_mode():
            mean = model(**given).last_hidden_state[0].mean(dim=0)
        np.testing.assert_allclose(vector, mean / mean.norm(), atol=1e-6)
    np.testing.assert_array_equal(load_label_embeddings(encoder, ("dog",)), table.of(["dog"]))
    assert table.has("xyzzy") and not table.has("...") and "taxi" in table.places
    with pytest.raises(InputError, match=r"it has no vector for \.\.\."):
        table.of(["dog", "..."])


def test_a_run_says_which_encoder_it_was_trained_with_and_is_asked_by_it(run, encoder, other, tmp_path):
    store, data = run
    assert store.run.label_embeddings == str(encoder) and store.run.config["label_dim"] == WIDTH
    few = replace(data, annotations=replace(data.annotations, filenames=tuple(names("test")[:2])))
    checkpoint = store.folder / "checkpoint"
    asked = explain_words(checkpoint, few, tmp_path / "asked", QUERIES)  # by whose words is not named
    assert asked.run.label_embeddings == str(encoder)
    live = load_live(store.folder, store.run)
    said = ask_words(live, data.features(names("test")[:2]), open_words(str(encoder)).of(QUERIES)).prediction
    np.testing.assert_allclose(asked.prediction.segments, said.segments, atol=1e-5)
    for source, refused in (
        (other, "its words are not where the model's classes are"),
        ("words", "100 numbers"),
    ):
        with pytest.raises(InputError, match=refused):
            explain_words(checkpoint, few, tmp_path / "refused", QUERIES, str(source))
    assert not (tmp_path / "refused").exists()


def test_the_word_box_asks_by_it_too(run, other, monkeypatch):
    store, data = run
    monkeypatch.setenv(folders.DATA, str(data.root))
    monkeypatch.setenv(folders.RUNS, str(store.folder.parent))
    monkeypatch.delenv(folders.WORDS, raising=False)
    question = store.run.name, names("test")[0], words.Query("Fire alarm"), None, "last", "mean"
    answer = words.ask(*question)
    own = CATEGORIES.index("Fire_alarm")
    assert answer["nearest"][0] == {"index": own, "cosine": pytest.approx(1, abs=1e-5)}
    assert answer["word"] == answer["class"]
    monkeypatch.setenv(folders.WORDS, str(other))
    with pytest.raises(InputError, match="its words are not where the model's classes are"):
        words.ask(*question)


def test_folders_of_no_such_encoder_are_refused(encoder, tmp_path):
    with pytest.raises(InputError, match=r"expected a sentence encoder \("):
        open_words(str(tmp_path))
    first = make_encoder(tmp_path / "first", 1)
    (first / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_cls_token": True}))
    with pytest.raises(InputError, match="it does not take the mean over the tokens"):
        open_words(str(first))
    pickled = make_encoder(tmp_path / "pickled", 1)
    model = transformers.BertModel.from_pretrained(pickled)
    (pickled / "model.safetensors").unlink()
    torch.save(model.state_dict(), pickled / "pytorch_model.bin")  # which may run code as it loads
    with pytest.raises(InputError, match=r"expected a sentence encoder \("):
        open_words(str(pickled))
