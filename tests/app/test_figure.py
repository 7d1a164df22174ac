"""The figure screen in process: its recipe lives in the address, its files are those of the library."""

import io
import json
import time
import zipfile

import pytest

from leap_app.notes import Notes
from leap_core.figures.recipe import Recipe, parse_recipe
from leap_core.figures.write import make, render
from leap_core.metrics import binarise
from leap_core.runs.store import open_store
from leap_core.types import MODALITIES
from tests.app.conftest import alone, opened
from tests.demo_fixture import CLIPS, SHOWCASE, WITHOUT_VIDEO, make_run
from tests.test_exports import told


@pytest.fixture
def open_figure(demo, given):
    return lambda **query: opened(alone("figure", 30), query)


def said(test) -> str:
    return "\n".join(error.value for error in test.error)


def test_no_file_says_where_data_and_runs_lie(open_figure, given, demo):
    open_figure(clip=SHOWCASE)
    assert f"leap-lens-{SHOWCASE}.zip" in given and not told(given, str(demo))


def test_it_opens_with_the_showcase_and_gives_what_the_library_makes(open_figure, demo, given):
    test = open_figure()
    assert not test.error and test.multiselect(key="figure clips").value == [SHOWCASE]
    runs = tuple(str(demo / "runs" / name) for name in ("mmil_mm_pyr", "leap_mm_pyr"))
    stem = f"leap-lens-{SHOWCASE}"
    recipe = Recipe(str(demo), runs, (SHOWCASE,), command=f"leap figure {stem}.pdf.yaml")
    wanted = render(make(recipe), f"{stem}.pdf")
    with zipfile.ZipFile(io.BytesIO(given[f"{stem}.zip"])) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert {name: files[name] for name in wanted} == wanted and len(files) == 4
    assert given[f"{stem}.pdf"] == wanted[f"{stem}.pdf"]
    code = [block.value for block in test.code]
    assert "synthetic data" in code[0] and code[1] == files[f"{stem}.tex"].decode().strip()


def test_the_clip_looked_at_last_comes_first(open_figure):
    assert open_figure(clip=CLIPS[1]).multiselect(key="figure clips").value == [CLIPS[1]]


def test_choices_live_in_the_address(open_figure):
    test = open_figure(clip=SHOWCASE)
    test.segmented_control(key="figure layout").set_value("bars").run()
    test.selectbox(key="figure venue").select("icml2024").run()
    test.selectbox(key="figure width").select("column").run()
    test.toggle(key="figure grey").set_value(True).run()
    wanted = {"layout": "bars", "venue": "icml2024", "width": "column", "grey": True}
    assert json.loads(test.query_params["figure"]) == wanted and test.query_params["clip"] == SHOWCASE
    again = open_figure(figure=test.query_params["figure"])
    assert again.selectbox(key="figure venue").value == "icml2024" and again.toggle(key="figure grey").value
    assert any("82.5 by" in markdown.value for markdown in again.markdown)


def test_two_changes_at_once_are_both_kept(open_figure):
    test = open_figure(clip=SHOWCASE)
    test.segmented_control(key="figure layout").set_value("bars")
    test.selectbox(key="figure venue").select("icml2024")
    test.run()
    found = json.loads(test.query_params["figure"])
    assert (found["layout"], found["venue"]) == ("bars", "icml2024")


def test_rows_gates_and_further_runs(open_figure, demo, tmp_path):
    make_run(demo / "runs" / "leap_han", "leap")
    test = open_figure(clip=SHOWCASE, c="leap_han")
    test.segmented_control(key="figure rows").set_value("all").run()
    test.multiselect(key="figure gates").set_value(["none"]).run()
    assert not test.error and not test.exception
    assert test.query_params["rows"] == "all"
    recipe = parse_recipe(next(block.value for block in test.code if block.value.startswith("data:")))
    assert (recipe.rows, recipe.gates, recipe.classes) == ("all", ("none",), ())
    assert [run.rpartition("/")[2] for run in recipe.runs] == ["mmil_mm_pyr", "leap_mm_pyr", "leap_han"]


def test_a_width_in_millimetres(open_figure):
    test = open_figure(clip=SHOWCASE)
    test.selectbox(key="figure width").select("millimetres").run()
    test.number_input(key="figure mm").set_value(77.0).run()
    assert any("77.0 by" in markdown.value for markdown in test.markdown) and not test.error


def test_boxes_are_added_and_deleted(open_figure):
    test = open_figure(clip=SHOWCASE)
    test.slider(key=f"box seconds {SHOWCASE}").set_value((2.0, 5.0))
    test.selectbox(key=f"box modality {SHOWCASE}").select("audio")
    test.selectbox(key=f"box class {SHOWCASE}").select("any")
    test.button[[b.label for b in test.button].index("Draw the box")].click().run()
    (box,) = json.loads(test.query_params["figure"])["boxes"]
    assert box == {"onset": 2.0, "offset": 5.0, "clip": None, "modality": "audio", "category": None}
    test.button[[b.label for b in test.button].index("Delete")].click().run()
    assert "boxes" not in json.loads(test.query_params["figure"]) and not test.error


def test_a_new_box_begins_where_the_runs_differ(open_figure, demo):
    test = open_figure(clip=SHOWCASE)
    test.button[[b.label for b in test.button].index("Draw the box")].click().run()
    (box,) = json.loads(test.query_params["figure"])["boxes"]
    stores = [open_store(demo / "runs" / name) for name in ("mmil_mm_pyr", "leap_mm_pyr")]
    row = stores[0].filenames.index(SHOWCASE)
    one, other = (binarise(store.prediction, 0.5, "global")[row] for store in stores)
    m, c = MODALITIES.index(box["modality"]), stores[0].run.categories.index(box["category"])
    onset, offset = int(box["onset"]), int(box["offset"])
    differ = one ^ other
    assert differ[m, c, onset:offset].all() and offset - onset < 10
    assert not differ[m, c, offset : offset + 1].any() and not differ[m, c, :onset][-1:].any()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("[]", "expected a recipe as a JSON object"),
        ("{", "expected a recipe as a JSON object"),
        ('{"data": "/etc"}', "expected a recipe as a JSON object"),  # not for an address to say
        ('{"runs": ["/etc"]}', "expected a recipe as a JSON object"),
        ('{"layout": "poster"}', 'layout cannot be "poster"'),
        ('{"clips": ["nobody"]}', "has no clip nobody"),
        ('{"classes": ["Cow"]}', "has no class 'Cow'"),
        ('{"width": 9999}', "from 40 to 500 mm"),
        ('{"block": 9}', "no block 9"),
    ],
)
def test_what_the_address_cannot_ask_is_said(open_figure, address, message):
    assert message in said(open_figure(clip=SHOWCASE, figure=address))


def test_a_clip_without_a_video_is_drawn_without_and_says_so(open_figure):
    test = open_figure(clip=WITHOUT_VIDEO)
    assert "drawn without frames and waveform" in test.info[0].value
    assert not test.error and not test.toggle(key="figure frames").value
    assert not open_figure(clip=WITHOUT_VIDEO, figure='{"layout": "bars"}').info[:-1]


def test_other_formats(open_figure, given):
    for kind, count in (("svg", 4), ("png", 4), ("pgf", 14)):
        open_figure(clip=SHOWCASE, figure=json.dumps({"format": kind}))
        with zipfile.ZipFile(io.BytesIO(given[f"leap-lens-{SHOWCASE}.zip"])) as archive:
            assert len(archive.namelist()) == count


def test_a_pgf_is_given_by_itself_with_the_frames_that_it_reads(open_figure, given):
    stem = f"leap-lens-{SHOWCASE}"
    open_figure(clip=SHOWCASE, figure=json.dumps({"format": "pgf"}))
    with zipfile.ZipFile(io.BytesIO(given[f"{stem}.pgf.zip"])) as archive:
        frames = [name for name in archive.namelist() if name != f"{stem}.pgf"]
        assert len(frames) == 10 and all(name in archive.read(f"{stem}.pgf").decode() for name in frames)
    open_figure(clip=SHOWCASE, figure=json.dumps({"format": "pgf", "frames": False}))
    assert given[f"{stem}.pgf"].startswith(b"%")


def finished(test):
    for _ in range(100):
        if not test.session_state["figures"].running:
            return test.run()
        time.sleep(0.1)
    raise AssertionError("the job did not end")


def test_starred_clips_become_a_zip(open_figure, given, tmp_path):
    notes = Notes(tmp_path / "notes.sqlite")
    for name in (CLIPS[0], WITHOUT_VIDEO):
        notes.star("Tiny demo", [name], True)
    test = open_figure(clip=SHOWCASE)
    test.button[[b.label for b in test.button].index("Make 2 figures")].click().run()
    test = finished(test)
    assert "1 clip could not be drawn" in test.warning[0].value
    with zipfile.ZipFile(io.BytesIO(given["leap-lens-figures.zip"])) as archive:
        assert f"{CLIPS[0]}.pdf" in archive.namelist() and "left-out.txt" in archive.namelist()


def test_a_saved_filter_becomes_a_zip_and_can_be_stopped(open_figure, given, tmp_path, monkeypatch):
    Notes(tmp_path / "notes.sqlite").save_filter("sounds", '{"classes": ["Speech"]}')
    test = open_figure(clip=SHOWCASE)
    test.selectbox(key="figures of").select("sounds").run()
    slow = __import__("leap_core.figures.package", fromlist=["make"]).make
    monkeypatch.setattr("leap_core.figures.package.make", lambda *a: time.sleep(0.5) or slow(*a))
    test.button[[b.label for b in test.button].index("Make 2 figures")].click().run()
    test.button[[b.label for b in test.button].index("Cancel")].click().run()
    test = finished(test)
    with zipfile.ZipFile(io.BytesIO(given["leap-lens-figures.zip"])) as archive:
        assert len([name for name in archive.namelist() if name.endswith(".pdf")]) < 2


def test_nothing_starred_says_so(open_figure):
    assert "No clip is starred." in [info.value for info in open_figure().info]
