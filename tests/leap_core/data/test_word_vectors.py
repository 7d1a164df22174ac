"""The bundled table of words, a user's own, and what is done with vectors."""

import sys

import numpy as np
import pytest

from leap_core.categories import CATEGORIES
from leap_core.data.label_embeddings import load_label_embeddings
from leap_core.data.word_vectors import cosines, open_words, pack, without, words_beside
from leap_core.errors import InputError
from leap_core.faithfulness.kin import KIN
from leap_core.resources import WORD_VECTORS


def test_the_bundled_table_holds_the_classes_and_their_kin_beside_frequent_words():
    table = open_words()
    assert list(table.places)[:3] == ["to", "in", "for"] and 20_000 < len(table.places) < 20_100
    labels = load_label_embeddings("bundled", CATEGORIES)
    np.testing.assert_allclose(load_label_embeddings("words", CATEGORIES), labels, atol=1e-3)  # float16
    near = cosines(table.of(["puppy"])[0], labels)
    assert CATEGORIES[near.argmax()] == "Dog"
    assert set(KIN) == set(CATEGORIES)
    assert table.of([q for kin in KIN.values() for group in kin for q in group]).shape == (150, 100)
    assert WORD_VECTORS.stat().st_size < 5e6


def test_a_text_file_is_read_where_it_is_asked(tmp_path):
    path = tmp_path / "glove.3d.txt"
    path.write_text("the 9 9 9\nlawn 1 2 3\nmower 3 4 5\nlawn 7 7 7\nbroken 1 x 2\n")
    table = open_words(str(path))
    assert list(table.places) == ["the", "lawn", "mower", "broken"]
    assert table.of(["Lawn_mower", "lawn"]).tolist() == [[2, 3, 4], [1, 2, 3]]
    with pytest.raises(InputError, match="expected GloVe's text format"):
        table.of(["broken"])
    with pytest.raises(InputError, match="it has no vector for dog"):
        table.of(["dog"])


@pytest.mark.parametrize("content", [None, b"\xff\xfe 1 2\n", b"word\n"])
def test_a_file_that_is_no_table_is_named(tmp_path, content):
    path = tmp_path / "words.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"words\.txt: expected"):
        open_words(str(path))


def test_a_folder_asks_for_what_runs_its_encoder(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "transformers", None)
    for read in (open_words, lambda source: load_label_embeddings(source, CATEGORIES)):
        with pytest.raises(
            InputError, match=r"expected transformers to be installed .*'leap-lens\[minilm\]'"
        ):
            read(str(tmp_path))


@pytest.mark.parametrize(
    ("labels", "source"),
    [
        (None, "words"),
        ("bundled", "words"),
        ("words", "words"),
        ("llp.pt", "words"),  # a dict of the classes alone
        ("glove.6B.300d.txt", "glove.6B.300d.txt"),
        ("minilm", "minilm"),
    ],
)
def test_where_words_lie_as_labels_do(labels, source):
    assert words_beside(labels) == source


def test_what_is_packed_is_read_back(tmp_path):
    pack(["two", "one"], np.array([[2.0, 0.5], [1.0, -0.5]]), tmp_path / "table.npz")
    with np.load(tmp_path / "table.npz") as file:
        assert file["words"].tobytes() == b"two\none" and file["vectors"].tolist() == [[2, 0.5], [1, -0.5]]


def test_a_direction_is_taken_away_and_cosines_are_as_by_hand():
    assert without(np.array([3.0, 4.0]), np.array([2.0, 0.0])).tolist() == [0, 4]
    assert without(np.array([3.0, 4.0]), np.zeros(2)).tolist() == [3, 4]
    assert cosines(np.array([3.0, 4.0]), np.array([[1.0, 0.0], [0.0, 0.0]])) == pytest.approx([0.6, 0.0])
