"""`leap video` as it is typed: what it writes, what it refuses, and what Ctrl-C leaves."""

import os
import signal
import subprocess
import sys
import time

import pytest

from leap_core.video.recipe import read_recipe
from tests.demo_fixture import CLIPS, SHOWCASE, WITHOUT_VIDEO


@pytest.fixture
def leap(leap, tmp_path, monkeypatch):
    """Type words after `leap video` -> exit code and what was said, in a folder of its own."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def typed(*words) -> tuple[int, str]:
        code, _, said = leap("video", *words)
        return code, " ".join(said.split())

    return typed


def test_a_moment_and_again_from_its_recipe(leap, demo, tmp_path):
    words = (SHOWCASE[:11], "--data", demo, "--range", "3:3.5", "--layout", "square", "--maps", "YP")
    status, said = leap(*words, "-o", "clip.mp4")
    assert status == 0 and "wrote clip.mp4 wrote clip.vtt wrote clip.mp4.yaml" in said
    before = {path.name: path.read_bytes() for path in (tmp_path / "work").iterdir()}
    assert {*before} == {"clip.mp4", "clip.vtt", "clip.mp4.yaml"}
    recipe = read_recipe(tmp_path / "work" / "clip.mp4.yaml")
    assert (recipe.clips, recipe.maps, recipe.layout) == ((SHOWCASE,), ("Y", "P"), "square")
    (tmp_path / "work" / "clip.mp4").unlink()
    assert leap("clip.mp4.yaml", "--data", demo)[0] == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "work").iterdir()} == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nobody", "-o", "a.mp4"), "has no clip nobody"),
        ((SHOWCASE,), "Name it with -o clip.mp4."),
        ((SHOWCASE, "-o", "a.avi"), "expected a name that ends in .mp4"),
        ((SHOWCASE, "-o", "no/a.mp4"), "expected a folder to write into"),
        ((SHOWCASE, "--layout", "poster", "-o", "a.mp4"), 'layout cannot be "poster"'),
        ((SHOWCASE, "--theme", "blue", "-o", "a.mp4"), 'theme cannot be "blue"'),
        ((SHOWCASE, "--range", "5:3", "-o", "a.mp4"), "of seconds in order"),
        ((SHOWCASE, "--range", "3", "-o", "a.mp4"), "range"),
        ((SHOWCASE, "--slow", "0.1", "-o", "a.mp4"), "slow cannot be 0.1"),
        ((SHOWCASE, "--repeat", "0", "-o", "a.mp4"), "repeat cannot be 0"),
        ((SHOWCASE, "--run", "no", "-o", "a.mp4"), "run.json"),
        ((SHOWCASE, "--maps", "Q", "-o", "a.mp4"), "there is no kind of map 'Q'"),
        ((WITHOUT_VIDEO, "-o", "a.mp4"), f"expected a video of {WITHOUT_VIDEO}"),
        ((*CLIPS[:2], "-o", "a.mp4"), "the layout landscape is of 1 clip, found 2"),
    ],
)
def test_what_cannot_be_shown_is_named_and_nothing_written(leap, demo, tmp_path, words, message):
    status, said = leap(*words, "--data", demo)
    assert status == 2 and message in said and "Traceback" not in said
    assert [path.name for path in tmp_path.rglob("*")] == ["work"]


def test_a_recipe_that_is_none_is_named(leap, tmp_path):
    (tmp_path / "work" / "bad.yaml").write_text("{data: d, runs: [], clips: [c], venue: eccv2024}")
    for name, message in (("bad.yaml", "a recipe of a video has no 'venue'"), ("none.yaml", "can be read")):
        status, said = leap(name, "-o", "a.mp4")
        assert status == 2 and message in said


def test_ctrl_c_leaves_nothing(demo, tmp_path):
    (tmp_path / "work").mkdir()
    words = ("video", SHOWCASE, "--data", demo, "--repeat", "20", "-o", "clip.mp4")
    typed = subprocess.Popen(
        [sys.executable, "-m", "leap_core", *map(str, words)], cwd=tmp_path / "work",
        env={**os.environ, "TMPDIR": str(tmp_path)}, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    while typed.poll() is None:
        if [*tmp_path.glob("leap-lens-*/video.mp4")]:  # the encoder is at work
            break
        time.sleep(0.05)
    assert typed.poll() is None, typed.communicate()
    os.killpg(typed.pid, signal.SIGINT)  # as a terminal does: the encoder hears it too
    _, said = typed.communicate(timeout=30)
    assert typed.returncode != 0 and "Traceback" not in said
    assert [path.name for path in tmp_path.rglob("*")] == ["work"]
