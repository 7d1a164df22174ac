"""The three sources of label embeddings, and broken ones."""

import numpy as np
import pytest
import torch

from leap_core.categories import CATEGORIES
from leap_core.data.label_embeddings import load_label_embeddings, words
from leap_core.errors import InputError

TWO = ("Frying_(food)", "Dog")
GLOVE = "the 9 9 9\nfrying 1 2 3\ndog 0.5 0 -1\nfood 3 4 5\n"


def test_words_of_a_class_name():
    assert words("Frying_(food)") == ["frying", "food"]
    assert words("Baby_cry_infant_cry") == ["baby", "cry", "infant", "cry"]
    assert words("Sound_of_the_sea") == ["sound", "sea"]


def test_the_bundled_table():
    table = load_label_embeddings("bundled", CATEGORIES)
    assert table.shape == (25, 100) and table.dtype == np.float32
    unit = table / np.linalg.norm(table, axis=1, keepdims=True)
    likeness = unit @ unit.T
    dog, cat, chainsaw = (CATEGORIES.index(name) for name in ("Dog", "Cat", "Chainsaw"))
    assert likeness[dog, cat] > 0.8 > 0.3 > likeness[dog, chainsaw]
    reversed_ = load_label_embeddings("bundled", CATEGORIES[::-1])
    assert (reversed_[::-1] == table).all()


def test_a_class_is_the_mean_of_its_words(tmp_path):
    path = tmp_path / "glove.3d.txt"
    path.write_text(GLOVE)
    assert load_label_embeddings(path, TWO).tolist() == [[2, 3, 4], [0.5, 0, -1]]


def test_a_dict_in_class_order_with_spellings_of_its_own(tmp_path):
    path = tmp_path / "labels.pt"
    torch.save({"frying food": torch.tensor([[1.0, 2.0]]), "dogs dog": torch.tensor([[3.0, 4.0]])}, path)
    assert load_label_embeddings(path, TWO).tolist() == [[1, 2], [3, 4]]


def test_the_official_dict(llp_root):
    table = load_label_embeddings(llp_root / "llp_label_glove_embeddings.pt", CATEGORIES)
    assert table.shape == (25, 300)
    with pytest.raises(InputError, match=r"expected Clapping in its place, found speech"):
        load_label_embeddings(llp_root / "llp_label_glove_embeddings.pt", CATEGORIES[::-1])


class Harmful:
    def __reduce__(self):
        return print, ("code that must not run",)


@pytest.mark.parametrize(
    "content, message",
    [
        ({"frying food": [1.0], "cat": [2.0]}, "expected Dog in its place, found cat"),
        ({"frying food": [1.0]}, "expected 2 vectors, found 1"),
        ({"frying food": [1.0], "dog": [2.0, 3.0]}, "expected a dict of vectors"),
        ({"frying food": [1.0], "dog": [float("nan")]}, "expected finite numbers, found NaN"),
        ([1, 2], "expected a dict of vectors"),
        ({"frying food": Harmful(), "dog": [1.0]}, "expected a dict of vectors"),
        (b"", "expected a dict of vectors"),
        (b"PK\x03\x04 cut short", "expected a dict of vectors"),
    ],
)
def test_a_broken_dict_is_named(tmp_path, content, message, capsys):
    path = tmp_path / "labels.pt"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        torch.save(content, path)
    with pytest.raises(InputError, match=message) as error:
        load_label_embeddings(path, TWO)
    assert error.value.source == str(path)
    assert not capsys.readouterr().out


def test_a_class_without_words_is_named(tmp_path):
    path = tmp_path / "glove.3d.txt"
    path.write_text(GLOVE)
    with pytest.raises(InputError, match="it has no vector for 007"):
        load_label_embeddings(path, ("Dog", "007"))


@pytest.mark.parametrize(
    "content, message",
    [
        (GLOVE.replace("food", "feud"), "it has no vector for food. Use a larger set of vectors"),
        (GLOVE.replace("dog 0.5", "dog half"), "expected GloVe's text format"),
        (GLOVE.replace("-1", ""), "expected vectors of one length"),
        (GLOVE.replace("-1", "inf"), "expected finite numbers"),
    ],
)
def test_a_broken_text_file_is_named(tmp_path, content, message):
    path = tmp_path / "glove.3d.txt"
    path.write_text(content)
    with pytest.raises(InputError, match=message) as error:
        load_label_embeddings(path, TWO)
    assert error.value.source == str(path)


def test_no_such_file():
    with pytest.raises(InputError, match=r"nowhere.pt: expected label embeddings. Give `bundled`, `words`"):
        load_label_embeddings("nowhere.pt", TWO)
