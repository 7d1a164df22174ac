"""What goes with a figure: caption, LaTeX, data; and many of them in a zip."""

import csv
import io
import threading
import zipfile
from dataclasses import replace

import pytest

from leap_core.figures.caption import caption, data_csv, latex
from leap_core.figures.package import LEFT_OUT, package, write_zip, zipped
from leap_core.figures.recipe import Window
from leap_core.figures.sources import open_sources
from leap_core.figures.write import make
from tests.demo_fixture import CLIPS, SHOWCASE, WITHOUT_VIDEO, truth_of


@pytest.fixture(scope="module")
def figure(plain):
    return make(replace(plain, clips=CLIPS[2:4], venue="icml2024", frames=False, waveform=False))


def test_the_caption_has_the_figures_and_says_what_is_synthetic(figure):
    text = caption(figure)
    assert text.startswith(
        "Qualitative examples from Tiny demo (test split, synthetic data). (a) Clip demotst0003"
    )
    assert "(b) Clip demotst0004: Car, Fire alarm; mean of the ten F1 scores in percent: MMIL" in text
    score = figure.contents[0].scores["LEAP"]["Avg."]
    assert f"LEAP {score:.1f}." in text and "threshold 0.5, global gate" in text
    assert "A^lm, attention of the label queries" in text and "S^lm" not in text


def test_the_caption_treats_the_attention_of_both_models_alike(figure):
    text, content = caption(figure), figure.contents[0]
    counts = {m.kind.key: m.as_high for m in content.maps}
    said = "Of 22 classes not shown, attention peaks as high as in those shown: A^lm of LEAP for "
    said += "{audio} (audio) and {visual} (visual), W_t^m of MMIL for ".format(**counts["A"])
    assert said + "{audio} (audio) and {visual} (visual).".format(**counts["Wt"]) in text
    assert "Attention shares a scale about its even share (1/T = 0.1), which is marked." in text
    assert "$W_{t}^{m}$" in latex(figure, "fig5.pdf")


@pytest.mark.parametrize(
    ("block", "head", "said"),
    [
        ("last", "mean", "(last block, mean over heads)"),
        ("mean", "last", "(mean over blocks, last head)"),
        (1, 3, "(block 1, head 3)"),
    ],
)
def test_the_caption_says_of_which_block_and_head_the_maps_are(figure, block, head, said):
    text = caption(replace(figure, recipe=replace(figure.recipe, block=block, head=head)))
    assert f"softmax over time {said};" in text


def test_the_caption_says_what_softmaxed_scores_and_differences_are(plain):
    made = make(replace(plain, maps=("S", "D"), format="pgf"))
    text = caption(made)
    assert "whose mean over heads is logit P, softmax over time (last block, mean over heads)" in text
    assert "Δ, P of a run less that of MMIL, by segment." in text
    assert r"$\Delta$, P of a run" in latex(made, "fig5.pgf")


def test_latex_spans_columns_and_escapes(figure):
    text = latex(figure, "fig5.pdf")
    assert r"\begin{figure*}" in text and r"\includegraphics[width=171.45mm]{fig5.pdf}" in text
    assert "$A^{lm}$" in text and r"\^{}" not in text and r"\label{fig:demotst0003-demotst0004}" in text
    narrow = replace(figure, recipe=replace(figure.recipe, width="column", format="pgf"))
    text = latex(narrow, "fig5.pgf")
    assert r"\begin{figure}" in text and r"\input{fig5.pgf}" in text and "pgf and graphicx" in text


def test_nothing_that_a_run_or_a_data_set_is_called_reaches_latex_as_a_command(figure):
    hostile = "\\input{x}\n\n%"
    shown = figure.contents[0].maps[1]
    evil = replace(shown, run=hostile, kind=replace(shown.kind, symbol=hostile, raised="l}m", lowered="$"))
    contents = (replace(figure.contents[0], maps=(evil,)), *figure.contents[1:])
    text = latex(replace(figure, contents=contents), "fig5.pdf")
    assert r"\input" not in text and "\n\n" not in text and "l}m" not in text.replace(r"l\}m", "")
    assert r"\textbackslash{}input\{x\}" in text


def test_data_are_every_number_that_is_drawn(figure):
    rows = list(csv.DictReader(io.StringIO(data_csv(figure))))
    heard = [r for r in rows if r["what"] == "Y" and r["modality"] == "audio" and r["clip"] == SHOWCASE]
    assert len(heard) == 3 * 10
    speech = truth_of(SHOWCASE)[0, 0]
    assert [r["value"] == "1" for r in heard if r["class"] == "Speech"] == speech.tolist()
    assert (heard[3]["onset_s"], heard[3]["offset_s"]) == ("3", "4")
    kinds = {(r["what"], r["run"]) for r in rows}
    maps = {("Y", ""), ("A", "LEAP"), ("Wt", "MMIL")}
    assert kinds == maps | {(w, r) for w in ("decided", "P") for r in ("MMIL", "LEAP")}
    attention = figure.contents[0].maps[1].values["audio"][0, 0]
    first = next(r for r in rows if r["what"] == "A")
    assert float(first["value"]) == pytest.approx(float(attention), rel=1e-5)


def test_a_window_is_said_and_has_the_data_that_it_shows(plain):
    figure = make(replace(plain, layout="bars", window=Window(2.5, 6)))
    said = "Drawn are 2.5 to 6 s; scores, rows and scales are of whole clips."
    assert said in caption(figure) and said not in caption(make(replace(plain, layout="bars")))
    rows = csv.DictReader(io.StringIO(data_csv(figure)))
    assert {(r["onset_s"], r["offset_s"]) for r in rows} == {("2", "3"), ("3", "4"), ("4", "5"), ("5", "6")}


def test_a_package_is_whole_and_the_same_every_time(figure):
    files = package(figure, "fig5")
    assert list(files) == ["fig5.pdf", "fig5.pdf.yaml", "fig5.tex", "fig5.csv"]
    archives = io.BytesIO(), io.BytesIO()
    for archive in archives:
        zipped(files, archive)
    assert archives[0].getvalue() == archives[1].getvalue()
    with zipfile.ZipFile(archives[0]) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_many_go_into_a_zip_and_who_cannot_is_named(plain):
    heard, file = [], io.BytesIO()
    clips = (SHOWCASE, WITHOUT_VIDEO, CLIPS[3])
    left_out = write_zip(file, plain, open_sources(plain), clips, lambda *step: heard.append(step))
    assert heard == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert list(left_out) == [WITHOUT_VIDEO] and "expected a video" in left_out[WITHOUT_VIDEO]
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        assert len(names) == 2 * 4 + 1 and WITHOUT_VIDEO in archive.read(LEFT_OUT).decode()
        command = f"leap figure {SHOWCASE}.pdf.yaml"
        assert f"command: {command}" in archive.read(f"{SHOWCASE}.pdf.yaml").decode()


def test_a_stop_keeps_what_is_done(plain):
    stopped, file = threading.Event(), io.BytesIO()

    def progress(done, total):
        if done == 1:
            stopped.set()

    bars = replace(plain, layout="bars")
    write_zip(file, bars, open_sources(bars), CLIPS, progress, stopped)  # tells what is done, not begun
    with zipfile.ZipFile(file) as archive:
        assert [name for name in archive.namelist() if name.endswith(".pdf")] == [
            f"{name}.pdf" for name in CLIPS[:1]
        ]
