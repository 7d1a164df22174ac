"""The one error of bad input."""

import pickle

from leap_core.errors import InputError, reason


def test_it_comes_home_from_another_process_as_it_was():
    error = pickle.loads(pickle.dumps(InputError("a.csv", "expected a line", "Add one.")))
    assert (error.source, error.expected, error.remedy) == ("a.csv", "expected a line", "Add one.")
    assert str(error) == "a.csv: expected a line. Add one."


def test_a_file_that_is_not_there_is_said_in_words(tmp_path):
    try:
        (tmp_path / "run.json").read_text()
    except OSError as error:
        assert reason(error) == "No such file or directory"
