"""What a figure shows is what the data set and the runs say."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from leap_core.categories import CATEGORIES
from leap_core.data.dataset import open_dataset
from leap_core.errors import InputError
from leap_core.figures.blocks import ticks
from leap_core.figures.content import contents, resolve, resolved
from leap_core.figures.pictures import frame_count
from leap_core.figures.recipe import Box, Window
from leap_core.figures.sources import open_sources
from leap_core.metrics import binarise, evaluate
from leap_core.runs.store import open_store
from tests.demo_fixture import CLIPS, SHOWCASE, SHUT, WITHOUT_VIDEO, make_run, truth_of


def content_of(recipe):
    sources = open_sources(recipe)
    (content,) = contents(resolved(recipe, sources.dataset), sources)
    return content


def test_rows_are_the_classes_that_anyone_finds(plain):
    content = content_of(plain)
    assert content.names == ("Speech", "Baby_laughter", "Acoustic_guitar")  # of the clip, in class order
    np.testing.assert_array_equal(content.truth, truth_of(SHOWCASE)[:, content.categories])
    assert list(content.decided) == ["MMIL", "LEAP"]  # the baseline first
    chosen = content_of(replace(plain, classes=("Dog", "Speech")))
    assert chosen.names == ("Dog", "Speech") and not chosen.truth[:, 0].any()


def test_every_class_is_a_row_where_all_are_asked_for(plain):
    content = content_of(replace(plain, rows="all"))
    assert content.names == CATEGORIES and content.hidden == 0
    assert {CATEGORIES[c] for c in content.barred} == {"Speech", "Baby_laughter", "Acoustic_guitar"}
    assert content_of(replace(plain, rows="all", classes=("Dog",))).names == ("Dog",)


def test_each_run_has_bars_by_each_gate(plain):
    recipe = replace(plain, clips=(SHUT,), gate="global", gates=("none", "modality"))
    content = content_of(recipe)
    gates = {"global": "global gate", "none": "no gate", "modality": "modality gate"}
    assert list(content.decided) == [
        f"{run}, {called}" for run in ("MMIL", "LEAP") for called in gates.values()
    ]
    mmil = open_store(plain.runs[0]).explanation(SHUT).prediction
    for gate, called in gates.items():
        wanted = binarise(mmil, 0.5, gate)[0]
        np.testing.assert_array_equal(content.decided[f"MMIL, {called}"], wanted[:, content.categories])
        assert content.scores[f"MMIL, {called}"] == evaluate(wanted[None], truth_of(SHUT)[None]).table
    shut, opened = (content.decided[f"MMIL, {gates[gate]}"] for gate in ("global", "none"))
    assert (opened & ~shut).any()  # the clip is one that the global gate takes something of
    assert list(content.probability) == ["MMIL", "LEAP"]
    np.testing.assert_array_equal(content.ungated["MMIL, global gate"], opened)


def test_numbers_are_those_of_the_store(plain):
    shown = replace(plain, maps=("Y", "A", "S", "P"), scale="raw")
    content, store = content_of(shown), open_store(plain.runs[1])
    explanation, rows = store.explanation(SHOWCASE), list(content.categories)
    by = {(m.kind.key, m.run): m.values for m in content.maps}
    assert list(by) == [("Y", ""), ("A", "LEAP"), ("S", "LEAP"), ("P", "MMIL"), ("P", "LEAP")]
    np.testing.assert_array_equal(by["A", "LEAP"]["audio"], explanation.mixing["audio"][0, -1].mean(0)[rows])
    np.testing.assert_array_equal(
        by["S", "LEAP"]["visual"], explanation.scores["visual"][0, -1].mean(0)[rows]
    )
    p = explanation.prediction.visual_segment_prob[0].T[rows]
    np.testing.assert_array_equal(by["P", "LEAP"]["visual"], p)
    grid = binarise(explanation.prediction)
    np.testing.assert_array_equal(content.decided["LEAP"], grid[0][:, rows])
    assert content.scores["LEAP"] == evaluate(grid, truth_of(SHOWCASE)[None]).table


def test_scores_are_softmaxed_over_time_unless_raw(plain):
    soft, raw = (content_of(replace(plain, maps=("S",), scale=scale)).maps[0] for scale in ("softmax", "raw"))
    assert (soft.kind.scale, soft.kind.axis, raw.kind.scale) == ("attention", "time", "scores")
    for modality, values in raw.values.items():
        powers = np.exp(values.astype(float))
        wanted = powers / powers.sum(axis=1, keepdims=True)
        np.testing.assert_allclose(soft.values[modality], wanted, rtol=1e-5)


def test_a_difference_is_of_each_run_less_the_baseline(plain):
    store = plain.runs[1]
    content = content_of(replace(plain, maps=("P", "D")))
    mmil, leap, difference = content.maps
    assert (difference.run, mmil.run, leap.run) == ("LEAP", "MMIL", "LEAP")
    assert "less that of MMIL" in difference.kind.meaning
    for modality, values in difference.values.items():
        np.testing.assert_array_equal(values, leap.values[modality] - mmil.values[modality])
    assert not content_of(replace(plain, maps=("D",), runs=(store,))).maps
    assert not content_of(replace(plain, maps=("D",), runs=())).maps


def test_classes_that_are_not_shown_are_counted_where_they_peak_as_high(plain):
    content, store = (
        content_of(replace(plain, maps=("Wt",), classes=("Dog", "Speech"))),
        open_store(plain.runs[0]),
    )
    assert content.hidden == 23
    for modality, maps in store.explanation(SHOWCASE).maps["Wt"].items():
        peaks = maps[0, 0, 0].max(axis=1)
        dog, speech = (peaks[store.run.categories.index(name)] for name in ("Dog", "Speech"))
        rest = [
            p for p, name in zip(peaks, store.run.categories, strict=True) if name not in ("Dog", "Speech")
        ]
        wanted = sum(p >= min(dog, speech) for p in rest)
        assert content.maps[0].as_high[modality] == wanted and 0 < wanted < 23


@pytest.mark.parametrize(
    ("block", "head", "take"),
    [
        (1, 3, lambda x: x[0, 2]),
        ("mean", "mean", lambda x: x.mean((0, 1))),
        ("last", "last", lambda x: x[-1, -1]),
    ],
)
def test_block_and_head(plain, block, head, take):
    content = content_of(replace(plain, block=block, head=head, maps=("A",)))
    maps = open_store(plain.runs[1]).explanation(SHOWCASE).mixing["audio"][0]  # (L, H, C, T)
    wanted = take(maps)[list(content.categories)]
    np.testing.assert_allclose(content.maps[0].values["audio"], wanted, rtol=1e-6)


def test_frames_and_waveform(plain):
    content = content_of(plain)
    assert content.frames.shape[0] == 10 and content.frames.shape[1] >= 121.9 / 10 / 25.4 * 300
    assert content.peaks.shape == (400, 2) and np.abs(content.peaks).max() > 0.05
    assert content_of(replace(plain, layout="compact")).peaks is None
    for layout in ("maps", "bars"):
        shown = content_of(replace(plain, layout=layout))
        assert shown.frames is None and shown.peaks is None


@pytest.mark.parametrize(
    ("width", "segments", "count"),
    [(100, 10, 10), (40, 10, 5), (5, 10, 5), (100, 7, 7), (200, 100, 20), (30, 23, 6)],
)
def test_frames_are_of_whole_segments_and_large_enough(width, segments, count):
    assert frame_count(width, segments) == count


def test_names_of_runs_tell_them_apart(plain, demo, tmp_path):
    make_run(tmp_path / "other", "leap")
    twice = replace(plain, runs=(plain.runs[1], str(tmp_path / "other")))
    assert list(open_sources(twice).stores) == ["LEAP, MM-Pyr (leap_mm_pyr)", "LEAP, MM-Pyr (other)"]


def test_a_clip_by_its_videos_id(demo):
    data = open_dataset(demo)
    assert resolve(data, SHOWCASE[:11]) == resolve(data, SHOWCASE) == SHOWCASE
    with pytest.raises(InputError, match="has no clip nobody"):
        resolve(data, "nobody")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"clips": ("nobody",)}, "has no clip nobody"),
        ({"classes": ("Cow",)}, "has no class 'Cow'"),
        ({"block": 9}, "it has 2 blocks and no block 9"),
        ({"head": 9}, "it has 4 heads"),
        ({"clips": (WITHOUT_VIDEO,)}, f"expected a video of {WITHOUT_VIDEO}"),
        ({"runs": ("no/such/run",)}, "expected the run 'no/such/run', looked for it in"),
        ({"runs": ("/no/such/run",)}, "run.json"),
        ({"data": "no/such/data"}, "expected"),
        ({"split": "tests"}, "there is no split 'tests'"),
        ({"boxes": (Box(1, 2, category="Cow"),)}, "found onset 1, offset 2, category Cow"),
        ({"window": Window(9.7, 12)}, "expected at least 0.5 s within 10 s, found 9.7 to 12 s"),
        ({"boxes": (Box(10, 12),)}, "expected a box within 10 s"),
        ({"boxes": (Box(1, 2, clip=CLIPS[0]),)}, "of a clip and class of the figure"),
        ({"stores": ("0" * 64,)}, "are not those that the recipe was made with"),
    ],
)
def test_what_is_not_there_is_named(plain, changes, message):
    with pytest.raises(InputError) as caught:
        content_of(replace(plain, **changes))
    assert message in str(caught.value)


def test_without_its_video_a_clip_can_be_drawn_without_frames(plain):
    content = content_of(replace(plain, clips=(WITHOUT_VIDEO,), frames=False, waveform=False))
    assert content.frames is None and content.filename in CLIPS


def test_boxes_know_their_clip_by_its_video_and_end_with_it(plain):
    box = Box(2, 99, clip=SHOWCASE[:11])
    recipe = resolved(replace(plain, boxes=(box,)), open_sources(plain).dataset)
    assert recipe.boxes == (Box(2, 10, clip=SHOWCASE),)


def test_a_window_cuts_what_is_drawn_and_nothing_else(plain):
    whole, part = (content_of(replace(plain, window=window)) for window in (None, Window(2.5, 6)))
    assert (part.scores, part.names) == (whole.scores, whole.names)
    np.testing.assert_array_equal(part.truth, whole.truth)
    np.testing.assert_allclose(part.edges, [0, 0, 0, 0.5 / 3.5, 1.5 / 3.5, 2.5 / 3.5, 1, 1, 1, 1, 1])
    loudest = whole.peaks[100:240, 1].max()  # of 40 columns a second
    assert part.peaks.shape == (400, 2) and part.peaks[:, 1].max() == loudest < whole.peaks[:, 1].max()
    assert part.frames.shape == whole.frames.shape and (part.frames != whole.frames).any()


def test_a_window_ends_with_the_clip_and_one_of_all_of_it_is_none(plain):
    data = open_sources(plain).dataset
    for asked, kept in ((Window(4, 99), Window(4, 10)), (Window(0, 10), None), (Window(0, 99), None)):
        assert resolved(replace(plain, window=asked), data).window == kept


@pytest.mark.parametrize(
    ("window", "width", "moments"),
    [
        (None, 80, [*range(11)]),
        (None, 20, [0, 5, 10]),
        (Window(2.5, 6), 80, [3, 4, 5, 6]),
        (Window(2.3, 2.9), 80, [2.3, 2.4, 2.5, 2.6, 2.7, 2.8, 2.9]),
        (Window(2.3, 2.9), 20, [2.4, 2.6, 2.8]),
    ],
)
def test_moments_on_the_axis_are_round_and_in_the_window(plain, window, width, moments):
    assert ticks(content_of(replace(plain, window=window, layout="bars")), width, 6.0) == moments


def test_without_labels_by_segment_nothing_is_called_truth(demo, tmp_path, plain):
    shutil.copytree(demo, tmp_path / "demo")
    (tmp_path / "demo" / "AVVP_train.csv").write_text((demo / "AVVP_test_pd.csv").read_text())
    content = content_of(replace(plain, data=str(tmp_path / "demo"), split="train"))
    assert content.truth is None and content.scores == {} and "Y" not in [m.kind.key for m in content.maps]


def test_a_kind_of_map_that_nothing_traces_is_named(plain):
    with pytest.raises(
        InputError, match=r"there is no kind of map 'Z'.*Choose of Y, Wt, Wm, A, S, Wp, Wn, U, P"
    ):
        content_of(replace(plain, maps=("Y", "Z")))


def test_a_known_kind_that_no_run_has_is_left_out(plain):
    mmil = replace(plain, runs=plain.runs[:1], maps=("A", "P"))
    assert [m.kind.key for m in content_of(mmil).maps] == ["P"]
