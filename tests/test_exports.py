"""No exported file holds where data and runs lie, or the home folder: in no stream, member or tag of it."""

import contextlib
import io
import re
import shutil
import zipfile
import zlib
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import leap_core as lc
from leap_core.options import TRACK_FORMS
from tests.command import run_leap
from tests.demo_fixture import SHOWCASE, make_demo

TALE = "tellTaleName"
PACKED = {  # what is before something packed, in PNG a text that is long; else nothing is
    ".pdf": rb"stream\r?\n",
    ".png": rb"(?:zTXt|iTXt)[^\0]*\0{1,3}[^\0]*\0?\0?",
}
MOMENT = ("--layout", "square", "--range", "3:3.2", "--maps", "YP")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("exports") / TALE / "demo")


@pytest.fixture
def work(root, tmp_path, monkeypatch):
    """An empty folder, where commands are typed."""
    monkeypatch.setenv("HOME", str(root.parent))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def leap(*words):
    assert run_leap(*words) == 0


def texts(name: str, content: bytes):
    """The bytes of a file and of all that is packed in it."""
    yield content
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inside in archive.namelist():
                yield from texts(inside, archive.read(inside))
    for match in re.finditer(PACKED.get(Path(name).suffix, b"(?!)"), content):
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj().decompress(content[match.end() :])
    if name.endswith(".parquet"):
        table = pq.read_table(io.BytesIO(content))
        yield repr((table.schema.metadata, table.to_pylist())).encode()


def told(contents: dict[str, bytes], tale: str = TALE) -> list[str]:
    """The files that tell."""
    wide = [tale.encode(codec) for codec in ("utf-8", "utf-16-be", "utf-16-le")]
    found = []
    for name, content in contents.items():
        parts = (name.encode(), *texts(name, content))
        if any(word in part for part in parts for word in wide):
            found.append(name)
    return found


def contents_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_what_would_tell_is_found():
    packed = zlib.compress(TALE.encode())
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.pdf", b"stream\n" + packed)
    telling = {"a.pdf": b"%PDF stream\n" + packed, "b.zip": archive.getvalue(), f"{TALE}.txt": b""}
    assert told({**telling, "c.txt": b"nothing"}) == [*telling]


@pytest.mark.parametrize("ending", ["pdf", "svg", "png", "pgf"])
@pytest.mark.parametrize("relative", [False, True])
def test_a_figure(root, work, monkeypatch, ending, relative):
    if relative:
        monkeypatch.chdir(root.parent.parent)
    data = root.relative_to(Path.cwd()) if relative else root
    runs = [word for name in ("mmil_mm_pyr", "leap_mm_pyr") for word in ("--run", data / "runs" / name)]
    leap("figure", "--data", data, *runs, "--clip", SHOWCASE, f"-o{work / 'a'}.{ending}")
    made = contents_of(work)
    assert f"a.{ending}" in made and told(made) == []
    leap("figure", work / f"a.{ending}.yaml", "--data", data)
    assert contents_of(work) == made


def test_a_video(root, work):
    leap("video", SHOWCASE, "--data", root, *MOMENT, "-o", "a.mp4")
    made = contents_of(work)
    assert len(made) == 3 and told(made) == []


def test_a_page(root, work):
    leap("export", SHOWCASE, "--data", root, "--html", "a.html")
    made = contents_of(work)
    assert {*made} == {"a.html", "a.html.yaml"} and told(made) == []
    leap("export", "a.html.yaml", "--data", root, "--html", "a.html")
    assert contents_of(work) == made


def test_a_page_whose_runs_lie_elsewhere(root, work, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(root / "runs" / "leap_mm_pyr", elsewhere / "mine")
    leap("export", SHOWCASE, "--data", root, "--run", elsewhere / "mine", "--html", "a.html")
    made = contents_of(work)
    leap("export", "a.html.yaml", "--data", root, "--runs", elsewhere, "--html", "a.html")
    assert contents_of(work) == made


def test_a_site(root, work):
    leap("export", SHOWCASE, "--data", root, "--site", "site")
    made = contents_of(work)
    assert "site/index.html" in made and "site.yaml" in made and told(made) == []


def test_an_output_in_a_notebook(root):
    shown = lc.show(*(root / "runs" / name for name in ("mmil_mm_pyr", "leap_mm_pyr")), SHOWCASE, root)
    assert told({"output": (repr(shown) + shown._repr_html_()).encode()}) == []


def test_events(root, work):
    for form in TRACK_FORMS:
        leap("events", form, "--data", root, "--out", form)
    assert told(contents_of(work)) == []
