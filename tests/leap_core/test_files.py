from concurrent.futures import ThreadPoolExecutor

import pytest

from leap_core.files import write_text, write_whole


def test_a_file_is_replaced(tmp_path):
    path = tmp_path / "a.json"
    write_text(path, "é")
    write_text(path, "ü")
    assert path.read_text(encoding="utf-8") == "ü"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.json"
    write_text(path, "old")

    def half(temporary):
        temporary.write_text("ne")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(path, half)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_writer_left_the_next_removes_and_no_other(tmp_path):
    path = tmp_path / "a.json"
    for name in ("a.json.1-2.tmp", "b.json.1-2.tmp"):
        (tmp_path / name).write_text("ha")

    def write(temporary):
        temporary.write_text("first")
        with ThreadPoolExecutor() as another:
            another.submit(write_text, path, "second").result()

    write_whole(path, write)
    assert path.read_text() == "first"
    assert {left.name for left in tmp_path.iterdir()} == {"a.json", "b.json.1-2.tmp"}


def test_many_may_write_one_file(tmp_path):
    def write(text):
        write_text(tmp_path / "a.json", text * 100_000)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, "abcdefgh"))
    text = (tmp_path / "a.json").read_text()
    assert len(text) == 100_000 and len(set(text)) == 1 and len(list(tmp_path.iterdir())) == 1


def test_threads_that_write_one_file_do_not_sweep_each_others(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: write_text(tmp_path / "x", f"{n}\n" * 99), range(3000)))
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
