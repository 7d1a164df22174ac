"""A folder has one writer at a time, and who holds it is said."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from leap_core.errors import InputError
from leap_core.locks import NAME, one_writer

HOLD = """
import sys, time
from pathlib import Path
from leap_core.locks import one_writer
with one_writer(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(folder) -> subprocess.Popen:
    """A process that holds a folder."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, folder], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_says_who_holds_it_and_a_kill_lets_go(tmp_path):
    folder = tmp_path / "runs" / "leap"
    with holder(folder) as process:
        said = rf"leap: process {process.pid} on .* since 20.* is writing here"
        with pytest.raises(InputError, match=said), one_writer(folder):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (folder / NAME).exists()  # it had no time to remove it
    with one_writer(folder):
        assert str(os.getpid()) in (folder / NAME).read_text()
    assert not list(folder.iterdir())  # it was there before: a folder that is found is left


def test_a_thread_is_a_writer_too(tmp_path):
    refused = []

    def second():
        try:
            with one_writer(tmp_path):
                pass
        except InputError as error:
            refused.append(error)

    with one_writer(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert len(refused) == 1


def test_what_was_made_and_stays_empty_is_removed(tmp_path):
    with one_writer(tmp_path / "a" / "b"):
        pass
    assert not list(tmp_path.iterdir())
    with one_writer(tmp_path / "a" / "b"):
        (tmp_path / "a" / "b" / "kept").touch()
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["kept"]


def test_a_file_in_its_place_is_said(tmp_path):
    (tmp_path / "run").touch()
    said = "run: expected a folder to write into, found a file"
    with pytest.raises(InputError, match=said), one_writer(tmp_path / "run"):
        pass


def test_of_many_that_come_and_go_one_holds_at_a_time(tmp_path):
    inside, most, turns = [], [], []

    def work():
        while len(turns) < 200:
            try:
                with one_writer(tmp_path / "run"):
                    inside.append(1)
                    most.append(len(inside))
                    inside.pop()
                    turns.append(1)
            except InputError:
                pass

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1 and not list((tmp_path / "run").glob("*"))


@pytest.mark.parametrize("name", ["loop", "dangling", "/proc/nobody/here", "\udcff"])
def test_a_folder_that_cannot_be_made_is_refused_at_once(tmp_path, name):
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").symlink_to("nowhere")
    with (
        pytest.raises(InputError, match=r"expected a (folder that can be made|name in UTF-8)"),
        one_writer(tmp_path / name),
    ):
        pass
    assert not (tmp_path / "nowhere").exists()


def test_a_link_in_place_of_the_file_is_not_written_through(tmp_path):
    kept = tmp_path / "kept"
    kept.write_text("of somebody")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / NAME).symlink_to(kept)
    with pytest.raises(OSError, match="symbolic links"), one_writer(tmp_path / "run"):
        pass
    assert kept.read_text() == "of somebody"
