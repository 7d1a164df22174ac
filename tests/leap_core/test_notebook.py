"""`lc.show` and the tour that ends in it, in a kernel and through nbconvert, without a browser."""

import html
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import leap_core as lc
from leap_app.standalone import page
from leap_core.data.dataset import open_dataset
from leap_core.runs.store import open_store
from tests.demo_fixture import CLIPS

DOCS = Path(__file__).parents[2] / "docs"
TOUR = DOCS / "tour.ipynb"
CELLS = 10
FOREIGN = re.compile(r"(?<![\w.:/<])/(?:work|home|Users|root|mnt|tmp|var)/")


@pytest.fixture(scope="module")
def runs(demo):
    return [demo / "runs" / name for name in ("mmil_mm_pyr", "leap_mm_pyr")]


def test_a_cell_shows_the_exported_page_once_in_a_frame_of_its_own_origin(demo, runs):
    data, stores = open_dataset(demo), [open_store(run) for run in runs]
    shown = lc.show(*stores, CLIPS[2], data)
    frame = shown._repr_html_()
    form = r"<(\w+) ([^<>]*)>([^<>]*)</iframe>"  # nothing ends it early
    tag, attributes, instead = re.fullmatch(form, frame).groups()
    found = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', attributes)}
    assert tag == "iframe" and {*found} == {"title", "sandbox", "style", "onload", "srcdoc"}
    assert found["srcdoc"] == page(data, stores, [CLIPS[2]])
    assert found["sandbox"] == "allow-scripts"
    assert instead == f"The clip screen of {CLIPS[2]} is shown once you trust this notebook."
    assert repr(shown) == f"ShownClip(clip='{CLIPS[2]}')"  # beside the page, a megabyte


def test_runs_and_data_may_be_named_by_their_folders_and_the_clip_by_its_video(demo, runs):
    named = lc.show(*map(str, runs), CLIPS[2][:11], str(demo))
    assert named == lc.show(*map(open_store, runs), CLIPS[2], open_dataset(demo))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"run_a": "no"}, "run.json"),
        ({"clip": "nothing"}, "the test split has no clip nothing"),
        ({"data": "no"}, "no"),
        ({"what_if": True}, "expected a run that carries its model"),
    ],
)
def test_what_cannot_be_shown_is_said(demo, runs, change, said):
    asked = {"run_a": runs[0], "run_b": runs[1], "clip": CLIPS[2], "data": demo}
    with pytest.raises(lc.InputError, match=said):
        lc.show(**asked | change)


def test_the_documented_cell_shows_a_clip():
    block = re.findall(r"(?:^    .*\n|^\n)+", (DOCS / "notebook.md").read_text(encoding="utf-8"), re.M)
    *lines, last = [line[4:] for part in block for line in part.splitlines() if line.strip()]
    names = {}
    exec("\n".join(lines), names)
    assert eval(last, names).clip == "demotst0075_0_10"


@pytest.fixture(scope="module")
def tour(tmp_path_factory):
    """The tour, run in a folder that is not the checkout's."""
    notebook = nbformat.read(TOUR, as_version=4)
    where = {"metadata": {"path": str(tmp_path_factory.mktemp("elsewhere"))}}
    # what is printed within one cell may come in parts
    return NotebookClient(notebook, timeout=120, resources=where, coalesce_streams=True).execute()


def code_of(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_the_tour_is_kept_without_outputs():
    cells = code_of(nbformat.read(TOUR, as_version=4))
    assert len(cells) == CELLS
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)


def test_the_tour_leads_from_data_to_a_figure(tour):
    outputs = [cell.outputs for cell in code_of(tour)]
    assert [len(made) for made in outputs] == [1] * CELLS  # no warning beside what a cell says
    *said, screen, figure = (made for (made,) in outputs)
    assert [made.name for made in said] == ["stdout"] * (CELLS - 2)
    assert screen.data["text/html"].startswith("<iframe") and figure.data["image/png"]
    assert screen.data["text/plain"] == "ShownClip(clip='demotst0075_0_10')"
    assert not FOREIGN.search("".join(made.text for made in said))


def test_the_tour_says_what_its_words_say(tour):
    """The clip's events, P within [0, 1], A that sums to 1, and a violin that its first seconds carry."""
    _, truth, _, maps, events, without, worth, scores = (cell.outputs[0].text for cell in code_of(tour)[:-2])
    assert "audio   7 to 10 s  Helicopter" in truth and "visual  0 to 10 s  Violin_fiddle" in truth
    rows = {line.split()[0]: [float(x) for x in line.split()[1:]] for line in maps.splitlines()}
    assert {name: len(row) for name, row in rows.items()} == {"A": 10, "P": 10}
    assert sum(rows["A"]) == pytest.approx(1, abs=0.05) and all(0 <= p <= 1 for p in rows["P"])
    assert "audio   0 to 10 s  Violin_fiddle" in events and "Helicopter" not in events
    numbers = [float(line.split()[-1]) for line in without.splitlines()]
    assert numbers[0] > 0.5 and numbers[0] != numbers[1]
    assert len(worth.splitlines()) == 2 and all(len(line.split()) >= 11 for line in worth.splitlines())
    assert len(scores.splitlines()) == 11  # the ten metrics and their mean
