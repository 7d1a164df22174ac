"""What might tell who made a site is found wherever it stands, and nothing else is."""

import subprocess
from pathlib import Path

import pytest

from leap_core.sharing.tells import own_names, tells

NAMES = {"lovelace": "user name", "Ada L.": "author of a note"}


def found(folder):
    return {(told.file, told.what) for told in tells(folder, NAMES)}


def test_names_in_texts_files_and_names_of_files(tmp_path):
    (tmp_path / "index.html").write_text(
        "by LOVELACE, with Ada L. at <b>7</b>; lovelaces are others", "utf-8"
    )
    (tmp_path / "clip.mp4").write_bytes(b"\x00\xff\xfeartist\x00lovelace\x00\x01a@b.example")
    (tmp_path / "lovelace.css").write_text("@media print { a { color: red } }", encoding="utf-8")
    assert found(tmp_path) == {
        ("index.html", "user name"),
        ("index.html", "author of a note"),
        ("clip.mp4", "user name"),
        ("lovelace.css", "user name"),
    }
    assert len(tells(tmp_path, NAMES)) == 4


def test_addresses_and_folders_in_texts(tmp_path):
    place = "/".join(("", "home", "someone", "runs"))
    (tmp_path / "a.html").write_text(f"write to ada@lab.example or see {place}", encoding="utf-8")
    told = tells(tmp_path, {})
    assert [(t.what, "ada@lab.example" in t.text) for t in told] == [
        ("e-mail address", True),
        ("folder of a machine", True),
    ]


def test_what_a_pdf_packs_is_read(tmp_path):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4, 2))
    figure.text(0.1, 0.5, "drawn by lovelace")
    figure.savefig(tmp_path / "page.pdf")
    figure.texts[0].set_text("drawn")
    figure.savefig(tmp_path / "about.pdf", metadata={"Author": "Ada L."})
    assert b"lovelace" not in (tmp_path / "page.pdf").read_bytes()
    assert found(tmp_path) == {("page.pdf", "user name"), ("about.pdf", "author of a note")}


def test_one_is_looked_for_by_machine_user_git_notes_and_folders(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("getpass.getuser", lambda: "lovelace")
    monkeypatch.setattr("socket.gethostname", lambda: "engine7")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "lovelace")
    for words in (
        ["init", "-q"],
        ["config", "user.name", "Ada Lovelace"],
        ["config", "user.email", "ada@lab.example"],
        ["remote", "add", "origin", "git@host.example:countess/notes-g.git"],
    ):
        subprocess.run(["git", *words], check=True)
    names = own_names(["Charles B."], [tmp_path / "data"])
    assert {
        "lovelace": "user name",
        "engine7": "host name",
        str(tmp_path / "lovelace"): "home folder",
        "Ada Lovelace": "author in git",
        "ada@lab.example": "e-mail in git",
        "countess": "git remote",
        "notes-g": "git remote",
        "Charles B.": "author of a note",
        str(tmp_path / "data"): "folder of data or runs",
    }.items() <= names.items()


@pytest.mark.parametrize("name", ["root", "ubuntu", "ab"])
def test_names_of_anybody_are_not_looked_for(name, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: name)
    assert name not in own_names([], [])
