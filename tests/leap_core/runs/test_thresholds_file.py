"""Thresholds by class from a file: both forms, and what is wrong with others."""

import json

import numpy as np
import pytest

from leap_core.errors import InputError
from leap_core.runs.thresholds_file import read_thresholds

CLASSES = "Dog", "Speech", "Car"


def write(tmp_path, text, suffix="csv"):
    path = tmp_path / f"at.{suffix}"
    path.write_text(text)
    return path


def test_columns_in_any_order_and_the_rest_as_told(tmp_path):
    path = write(tmp_path, "class,clip_visual,segment_audio\nCar,0.7,0.1\nDog,0.6,0.2\nSpeech,1,0\n")
    found = read_thresholds(path, CLASSES, 0.45)
    np.testing.assert_array_equal(found.segment, [[0.2, 0, 0.1], [0.45] * 3])
    np.testing.assert_array_equal(found.clip, [[0.45] * 3, [0.6, 1, 0.7]])


def test_json_says_the_same(tmp_path):
    rows = {"Car": {"clip_visual": 0.7}, "Dog": {"segment_audio": 0.2}, "Speech": {"clip_audio": 1}}
    found = read_thresholds(write(tmp_path, json.dumps(rows), "json"), CLASSES, 0.5)
    np.testing.assert_array_equal(found.segment, [[0.2, 0.5, 0.5], [0.5] * 3])
    np.testing.assert_array_equal(found.clip, [[0.5, 1, 0.5], [0.5, 0.5, 0.7]])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected the header class,segment_audio,segment_visual,clip_audio,clip_visual, found nothing"),
        ("Dog,0.5\n", "found Dog,0.5"),
        ("class,clip_audio\nDog,0.5\nSpeech,0.5\n", "it lacks class 'Car'"),
        ("class,clip_audio\nDog,1\nSpeech,1\nCar,1\nCow,1\n", "the run knows no class 'Cow'"),
        ("class,clip_audio\nDog,1\nDog,1\n", "at.csv:3: class 'Dog' is there twice"),
        ("class,clip_audio\nDog,1,1\n", "at.csv:2: expected 2 cells, found 3"),
        ("class,clip\nDog,1\nSpeech,1\nCar,1\n", "by level and modality, found clip"),
        ("class,clip_audio\nDog,half\nSpeech,1\nCar,1\n", "clip_audio of Dog from 0 to 1, found 'half'"),
        ("class,clip_audio\nDog,1.5\nSpeech,1\nCar,1\n", "from 0 to 1, found '1.5'"),
        ("class,clip_audio\nDog,nan\nSpeech,1\nCar,1\n", "from 0 to 1, found 'nan'"),
        ('class,clip_audio\n"Dog"x,1\n', "expected a CSV file"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, text, said):
    with pytest.raises(InputError) as error:
        read_thresholds(write(tmp_path, text), CLASSES, 0.5)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "expected thresholds by class as a JSON object"),
        ('{"Dog": {}, "Speech": {}, "Car": {}}', "of Dog by level and modality, found none"),
        ('{"Dog": 0.5, "Speech": 0.5, "Car": 0.5}', "found none"),
        ('{"Dog": {"clip_audio": true}, "Speech": {}, "Car": {}}', "from 0 to 1, found 'True'"),
        ('{"Dog": {}, "Dog": {}}', "is there twice"),
    ],
)
def test_likewise_of_json(tmp_path, text, said):
    with pytest.raises(InputError) as error:
        read_thresholds(write(tmp_path, text, "json"), CLASSES, 0.5)
    assert said in str(error.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="expected thresholds by class that can be read"):
        read_thresholds(tmp_path / "none.csv", CLASSES, 0.5)
