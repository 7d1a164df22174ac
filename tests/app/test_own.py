"""A visitor's own video: seen by its token alone, and gone with its visitor."""

import time

import pytest

from leap_app import folders, own
from leap_core.errors import InputError


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(own, "KEPT", 0.2)
    monkeypatch.setattr(own, "_EVERY", 0.02)


def folder(video):
    return video.root.parent


def test_it_is_the_data_set_while_it_is_entered():
    video, before = own.Own(lambda: True, "compact"), folders.data_root()
    with own.entered(video.token):
        assert folders.data_root() == video.root and folders.runs_root() == video.root / "runs"
    assert folders.data_root() == before
    video.delete()
    with pytest.raises(InputError, match="it is not here any more"), own.entered(video.token):
        pass
    assert not folder(video).exists()


def test_it_outlasts_its_visitor_for_a_moment_and_no_longer():
    here = [True]
    video = own.Own(lambda: here[0], "compact")
    path = video.take("a.mp4", b"film")
    time.sleep(0.5)
    assert path.read_bytes() == b"film"
    here[0] = False
    for _ in range(200):
        if folder(video).exists():
            time.sleep(0.05)
    assert not folder(video).exists()
    with pytest.raises(InputError, match="Choose its file again"), own.entered(video.token):
        pass


def test_what_is_written_after_it_was_deleted_goes_too(monkeypatch):
    monkeypatch.setattr(own, "_EVERY", 1.0)
    video = own.Own(lambda: True, "compact")
    video.delete()
    video.root.mkdir(parents=True)  # by a model that was asked before
    (video.root / "run.json").write_bytes(b"{}")
    for _ in range(200):
        if folder(video).exists():
            time.sleep(0.05)
    assert not folder(video).exists()


def test_all_go_with_the_server():
    videos = [own.Own(lambda: True, "compact") for _ in range(3)]
    own.delete_all()
    assert not any(folder(video).exists() for video in videos)
