"""A static site of clips: its files, what they lead to, and the command that writes it."""

import getpass
import json
import re
import shutil
import socket
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from leap_app import folders
from leap_app.notes import Notes
from leap_core.browse import Rule
from tests.app.test_standalone import PATH
from tests.command import run_leap
from tests.demo_fixture import CLIPS, WITHOUT_VIDEO, make_demo

TITLES = ("--title", "leap_mm_pyr=Ours", "--title", "mmil_mm_pyr=Baseline")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("of_frigga") / "demo")


@pytest.fixture
def leap(root, tmp_path, monkeypatch, capsys):
    """Run `leap export` in an empty folder: its exit code and what it said."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(folders.NOTES, str(tmp_path.parent / f"{tmp_path.name}.sqlite"))
    monkeypatch.setenv(folders.CACHE, str(tmp_path.parent / f"{tmp_path.name}-cache"))

    def run(*words):
        return run_leap("export", *words, "--data", root), capsys.readouterr().err

    return run


def files_of(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in Path(folder).rglob("*") if p.is_file()}


def cards(folder):
    """The clips of the cards, in order."""
    text = (Path(folder) / "index.html").read_text(encoding="utf-8")
    view = json.loads(re.search(r'<script type="application/json" id="view">(.*?)</script>', text)[1])
    return [card["filename"] for card in view["clips"]]


def test_every_address_is_relative_and_leads_to_a_file(leap, tmp_path):
    assert leap(*CLIPS, "--site", "site")[0] == 0
    site = tmp_path / "site"
    assert cards(site) == [*CLIPS]
    seen = set()
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        block = re.search(r'<script type="application/json".*?>(.*?)</script>', text, re.S)[1]
        found = re.findall(r'(?:src|href)="(.*?)"', text)
        found += re.findall(r'"(?:play|frames|page|still)":"([^"]+)"', block)
        for address in found:
            assert not re.match(r"\w+:|/", address), address
            target = (path.parent / unquote(unescape(address))).resolve()
            assert target.is_file() and target.is_relative_to(site), address
            seen.add(target.relative_to(site).as_posix())
    assert {*files_of(site)} - seen == set()  # and nothing else is there
    assert f"media/{WITHOUT_VIDEO}.mp4" not in seen
    assert f"figures/{CLIPS[0]}.webp" in seen


def test_it_holds_no_path_no_name_of_anyone_and_runs_its_own_script_alone(leap, tmp_path):
    leap(*CLIPS[:2], "--site", "site")
    for name, content in files_of(tmp_path / "site").items():
        text = content.decode("utf-8", "replace")
        assert "frigga" not in text, name
        if name.endswith(".html"):
            assert not PATH.search(text) and socket.gethostname() not in text.split(), name
            assert not re.search(rf"\b{getpass.getuser()}\b", text.replace(":root", "")), name
            policy = re.search(r'Content-Security-Policy" content="(.*?)"', text)[1]
            assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")
            assert not {*policy.split()} & {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"}
            assert not re.search(r"<script(?! type=\"application/json\"| src=)| on\w+=", text), name
    assert not PATH.search((tmp_path / "site.yaml").read_text(encoding="utf-8"))


def test_its_recipe_gives_the_same_bytes_again(leap, tmp_path):
    leap(*CLIPS[:2], "--site", "site", "--heading", "Two <clips>", *TITLES)
    before = files_of(tmp_path / "site")
    assert "<title>Two &lt;clips&gt;</title>" in before["index.html"].decode()
    (tmp_path / "other").mkdir()
    assert leap("site.yaml", "--site", "other/site")[0] == 0
    assert files_of(tmp_path / "other" / "site") == before
    assert (tmp_path / "other" / "site.yaml").read_bytes() == (tmp_path / "site.yaml").read_bytes()
    assert leap("site.yaml", "--site", "site", "--anonymous")[0] == 2


def test_stars_tags_and_a_filter_choose_clips(leap, tmp_path):
    notes = Notes(folders.notes_path())
    notes.star("Tiny demo", [CLIPS[3], CLIPS[1]], True)
    notes.tag("Tiny demo", [CLIPS[1], CLIPS[5]], "music", True)
    leap("--starred", "--site", "a")
    assert cards("a") == [CLIPS[1], CLIPS[3]]
    leap("--starred", "--tag", "music", "--site", "a")  # in place of that
    assert cards("a") == [CLIPS[1]]
    Path("filter.json").write_text(Rule(classes=("Speech",), sort="filename", descending=True).to_json())
    leap("--filter", "filter.json", "--site", "b")
    assert cards("b") == [CLIPS[2], CLIPS[0]]
    code, said = leap("--tag", "nothing", "--site", "c")
    assert code == 2 and "it finds none" in said and not Path("c").exists()


def test_an_anonymous_one_calls_runs_as_given_and_lists_what_might_tell(leap, tmp_path, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "Baseline")  # whoever is called so
    code, said = leap(CLIPS[0], "--site", "site", "--anonymous", *TITLES)
    assert code == 0 and "index.html: user name in" in said
    assert not any(b"MM-Pyr" in content for content in files_of("site").values())
    monkeypatch.setattr("getpass.getuser", lambda: "frigga")
    Notes(folders.notes_path()).write("Tiny demo", CLIPS[0], "Sleipnir trots", "Saga")
    _, said = leap(CLIPS[0], "--site", "site", "--anonymous", *TITLES)
    assert "author of a note" in said and "0 strings found that might tell" in said
    assert not any(b"Sleipnir trots" in content for content in files_of("site").values())
    code, said = leap(CLIPS[0], "--site", "other", "--anonymous", *TITLES[:2])
    assert code == 2 and "expected a title for each of mmil_mm_pyr, leap_mm_pyr" in said


def test_it_takes_no_more_place_than_it_may(leap, tmp_path):
    leap(CLIPS[0], "--site", "site")
    size = sum(map(len, files_of("site").values()))
    code, said = leap(CLIPS[0], "--site", "site", "--max-mb", f"{size / 1e6 + 0.01:.3f}")
    assert code == 0 and "encoded anew" not in said
    before = files_of("site")
    code, said = leap(CLIPS[0], "--site", "site", "--max-mb", "0.1")
    assert code == 2 and "lens.js" in said and "expected at most 0.1 MB" in said
    assert files_of("site") == before and [p.name for p in tmp_path.iterdir() if "yaml" not in p.name] == [
        "site"
    ]
    code, said = leap(CLIPS[0], "--site", "site", "--venue", "neurips2023")
    assert code == 0 and "max_mb: 100" in Path("site.yaml").read_text()


def test_another_folder_is_left_alone(leap, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "thesis.tex").write_text("mine")
    code, said = leap(CLIPS[0], "--site", "site")
    assert code == 2 and "expected no folder, or a site made before" in said
    assert [p.name for p in (tmp_path / "site").iterdir()] == ["thesis.tex"]
    shutil.rmtree(tmp_path / "site")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--site", "a"], "expected clips by name, or else"),
        ([CLIPS[0], "--starred", "--site", "a"], "expected clips by name, or else"),
        (["nothing", "--site", "a"], "has no clip nothing"),
        ([CLIPS[0], "--site", "no/a"], "expected a folder to write into"),
        ([CLIPS[0], "--site", "a", "--title", "Ours"], "expected RUN=TITLE"),
        ([CLIPS[0], "--site", "a", "--title", "no=Ours"], "expected RUN=TITLE"),
        ([CLIPS[0], "--site", "a", "--venue", "neurips2023", "--max-mb", "3"], "found both"),
        ([CLIPS[0], "--site", "a", "--venue", "nowhere"], "no venue 'nowhere'"),
        ([CLIPS[0], "--site", "a", "--max-mb", "-1"], "max_mb"),
        ([CLIPS[0], "--site", "a", "--what-if"], "expected a run that carries its model"),
        (["no.yaml", "--site", "a"], "no.yaml"),
        (["--filter", "no.json", "--site", "a"], "no.json"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(leap, tmp_path, words, said):
    code, told = leap(*words)
    assert code == 2 and said in told
    assert [*tmp_path.iterdir()] == []
