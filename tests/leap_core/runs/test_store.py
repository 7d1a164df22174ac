"""What is written comes back, interrupted or not, and what is broken is refused with one clear message."""

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from leap_core.decoders.leap import MIXING, SCORES
from leap_core.errors import InputError
from leap_core.files import sha256_of
from leap_core.runs.store import FORMAT, ROWS_A_GROUP, open_store
from leap_core.runs.writer import StoreWriter, is_whole
from leap_core.types import MODALITIES, Chosen, Explanation, Prediction, Run
from tests.crash.commands import Command
from tests.crash.stops import Bench
from tests.warm import Warm

N, C, T, L, H = 11, 5, 7, 2, 3  # more clips than a row group holds
NAMES = tuple(f"clip{number:07}_0_{T}" for number in range(N))
RUN = Run(
    name="leap",
    title="LEAP, HAN",
    encoder="han",
    decoder="leap",
    dataset="toy",
    dataset_fingerprint="f" * 64,
    split="test",
    synthetic=True,
    categories=("Dog", "Car", "Cello", "Speech", "Fire_alarm"),
    segments=T,
    blocks=L,
    heads=H,
    config={"width": 13},
    checkpoint_sha256="c" * 64,
    label_embeddings="bundled",
    maps=(MIXING, SCORES),
)
MMIL = replace(RUN, decoder="mmil", blocks=0, heads=0, maps=())
PROBABILITIES = ("segments", "clip", "video_prob")


def draw(run=RUN, seed=1):
    rng = np.random.default_rng(seed)
    shapes = (N, 2, C, T), (N, 2, C), (N, C)
    prediction = Prediction(*(rng.random(shape, np.float32) for shape in shapes))
    shapes = {kind.key: (N, *run.map_shape(kind)) for kind in run.maps}
    maps = {k: {m: rng.normal(0, 5, s).astype(np.float32) for m in MODALITIES} for k, s in shapes.items()}
    return Explanation(prediction, maps)


def part(explanation, start, stop):
    return explanation.map(lambda x: x[start:stop])


def write(folder, explanation, run=RUN, size=4):
    writer = StoreWriter(folder, run)
    for start in range(0, N, size):
        writer.append(NAMES[start : start + size], part(explanation, start, start + size))
    return writer.finish(lambda store: {"Avg.": 12.5})


def same(store, explanation):
    for name in PROBABILITIES:
        assert np.array_equal(getattr(store.prediction, name), getattr(explanation.prediction, name))
    for row, name in enumerate(NAMES):
        one = store.explanation(name)
        assert np.array_equal(one.prediction.audio_prob, explanation.prediction.audio_prob[row : row + 1])
        assert one.maps.keys() == explanation.maps.keys()
        for key, stored in one.maps.items():
            given_ = explanation.maps[key]
            assert stored.keys() == given_.keys()
            for m in stored:
                np.testing.assert_allclose(stored[m], given_[m][row : row + 1], rtol=2**-11, atol=2**-24)


@pytest.fixture
def store(tmp_path):
    write(tmp_path / "leap", draw())
    return tmp_path / "leap"


@pytest.mark.parametrize("run", [RUN, MMIL], ids=["leap", "mmil"])
@pytest.mark.parametrize("size", [1, 4, N])
def test_what_is_written_comes_back(tmp_path, run, size):
    explanation = draw(run)
    write(tmp_path / "leap", explanation, run, size)
    store = open_store(tmp_path / "leap")
    assert store.filenames == NAMES
    files = {"predictions.parquet", "maps.parquet"} - ({"maps.parquet"} if run is MMIL else set())
    hashes = {name: sha256_of(tmp_path / "leap" / name) for name in files}
    assert store.run == replace(run, metrics={"Avg.": 12.5}, files=hashes)
    assert store.sha256 == hashes["predictions.parquet"]
    same(store, explanation)
    assert {path.name for path in (tmp_path / "leap").iterdir()} == files | {"run.json"}


def test_stores_of_this_format_have_rows_by_eight(store):
    """Older stores are read by these two numbers: whoever changes one makes a new format."""
    assert json.loads((store / "run.json").read_text())["format"] == 5
    maps = pq.ParquetFile(store / "maps.parquet").metadata
    assert [maps.row_group(i).num_rows for i in range(maps.num_row_groups)] == [8, N - 8]


@pytest.mark.parametrize("size", [1, 3, 4, 8, N])
def test_row_groups_do_not_go_by_batches(tmp_path, size):
    write(tmp_path / "leap", draw(), RUN, size)
    maps = pq.ParquetFile(tmp_path / "leap" / "maps.parquet").metadata
    assert [maps.row_group(i).num_rows for i in range(maps.num_row_groups)] == [8, N - 8]
    assert open_store(tmp_path / "leap").explanation(NAMES[9]).prediction.segments.shape[0] == 1


@settings(max_examples=25, deadline=None)
@given(
    maps=hnp.arrays(np.float32, (1, 2, 3, 5, 7), elements=st.floats(-60_000, 60_000, width=32)),
    prob=hnp.arrays(np.float32, (1, 2, 5, 7), elements=st.floats(0, 1, width=32)),
)
def test_maps_keep_eleven_bits_and_probabilities_all(tmp_path_factory, maps, prob):
    clip = prob[..., 0]
    both = {kind.key: dict.fromkeys(MODALITIES, maps) for kind in RUN.maps}
    explanation = Explanation(Prediction(prob, clip, clip[:, 0]), both)
    writer = StoreWriter(tmp_path_factory.mktemp("property") / "leap", RUN)
    writer.append(NAMES[:1], explanation)
    back = writer.finish(lambda store: {}).explanation(NAMES[0])
    assert np.array_equal(back.prediction.segments, prob)
    assert np.array_equal(back.prediction.clip, clip)
    np.testing.assert_allclose(back.mixing["visual"], maps, rtol=2**-11, atol=2**-24)


@pytest.mark.parametrize("cut", ["between pieces", "in the maps", "in the probabilities"])
def test_an_interrupted_store_goes_on_where_it_stopped(tmp_path, monkeypatch, cut):
    explanation, folder = draw(), tmp_path / "leap"
    StoreWriter(folder, RUN).append(NAMES[:4], part(explanation, 0, 4))
    if cut != "between pieces":
        kind = "maps" if cut == "in the maps" else "predictions"

        def broken(table, path, **options):
            path.write_bytes(b"PAR1 half of it")
            if path.name.startswith(kind):
                raise KeyboardInterrupt
            original(table, path, **options)

        original = pq.write_table
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(pq, "write_table", broken)
            StoreWriter(folder, RUN).append(NAMES[4:8], part(explanation, 4, 8))
    with pytest.raises(InputError, match=r"run\.json"):
        open_store(folder)
    writer = StoreWriter(folder, RUN)
    assert writer.done == set(NAMES[:4])
    writer.append(NAMES[4:], part(explanation, 4, N))
    store = writer.finish(lambda store: {})
    assert store.filenames == NAMES
    same(store, explanation)
    assert sorted(p.name for p in folder.iterdir()) == ["maps.parquet", "predictions.parquet", "run.json"]


def test_nothing_is_written_before_the_first_piece(tmp_path):
    StoreWriter(tmp_path / "leap", RUN)
    assert not list(tmp_path.iterdir())


def test_pieces_of_another_run_are_not_mixed_in(tmp_path):
    StoreWriter(tmp_path / "leap", RUN).append(NAMES[:4], part(draw(), 0, 4))
    with pytest.raises(InputError, match=r"parts: unfinished pieces of another run.*Delete .*parts"):
        StoreWriter(tmp_path / "leap", replace(RUN, checkpoint_sha256="d" * 64))


def test_a_broken_piece_is_named(tmp_path):
    StoreWriter(tmp_path / "leap", RUN).append(NAMES[:4], part(draw(), 0, 4))
    (tmp_path / "leap" / "parts" / "predictions-00000.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"predictions-00000\.parquet: expected a readable.*Delete"):
        _ = StoreWriter(tmp_path / "leap", RUN).done


def test_an_earlier_store_stays_until_the_new_one_is_whole(store):
    writer, second = StoreWriter(store, MMIL), draw(MMIL, seed=2)
    writer.append(NAMES, second)
    same(open_store(store), draw())
    writer.finish(lambda store: {})
    same(open_store(store), second)
    assert not (store / "maps.parquet").exists()


def rewrite():
    """A process's: write the run that its words name over the one that is there, or go on with that."""
    run = MMIL if "mmil" in sys.argv else RUN
    writer = StoreWriter("leap", run)
    if not writer.done:
        writer.append(NAMES, draw(run, seed=2))
    writer.finish(lambda store: {})


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    place = tmp_path_factory.mktemp("stopped")
    write(place / "inputs" / "leap", draw())
    with Warm(__name__) as warm:
        yield Bench(warm, place / "inputs", place)


@pytest.mark.parametrize("run", ["leap", "mmil"])
@pytest.mark.parametrize("how", ["killed", "full"])
def test_wherever_a_replacement_stops_one_store_is_whole_and_the_same_command_ends_it(bench, run, how):
    outcomes = list(bench.at_steps(Command(f"{__name__}:rewrite", run, "leap"), how, 9))
    assert len(outcomes) > 5 and not [*filter(None, outcomes)]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), name=st.sampled_from(["predictions.parquet", "maps.parquet"]))
def test_a_changed_byte_is_noticed(store, data, name):
    content = bytearray((store / name).read_bytes())
    whole = bytes(content)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=10, unique=True)):
        content[place] ^= data.draw(st.integers(1, 255))
    (store / name).write_bytes(content)
    try:
        with pytest.raises(InputError, match=name):
            open_store(store)
    finally:
        (store / name).write_bytes(whole)


@pytest.mark.parametrize("stop", range(7))  # three files are written, two moved, the pieces, run.json
def test_a_writer_that_was_interrupted_as_it_moved_files_leaves_none_that_lies_and_goes_on(
    store, monkeypatch, stop
):
    calls, replace_, second = iter(range(99)), os.replace, draw(seed=2)
    writer = StoreWriter(store, RUN)
    writer.append(NAMES, second)

    def broken(*paths):
        if next(calls) == stop:
            raise KeyboardInterrupt
        replace_(*paths)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "replace", broken)
        writer.finish(lambda store: {})
    if (store / "run.json").exists():
        same(open_store(store), draw())
    again = StoreWriter(store, RUN)
    assert again.done == {*NAMES}
    same(again.finish(lambda store: {}), second)


def test_what_a_killed_writer_left_of_its_pieces_is_removed(store):
    assert is_whole(store)
    (store / "parts.done").mkdir()
    (store / "parts.done" / "maps-00000.parquet").touch()
    assert is_whole(store) and not (store / "parts.done").exists()
    assert not is_whole(store.parent)


def test_pieces_that_a_killed_writer_left_are_in_nobodys_way(tmp_path):
    (tmp_path / "leap" / "parts.done").mkdir(parents=True)
    (tmp_path / "leap" / "parts.done" / "maps-00000.parquet").touch()
    same(write(tmp_path / "leap", draw()), draw())


@pytest.mark.parametrize("value", [np.nan, -0.25, 1.5, np.inf])
def test_what_is_no_probability_is_refused(tmp_path, value):
    explanation = draw()
    explanation.prediction.clip[3, 1, 2] = value
    store = write(tmp_path / "leap", explanation)
    with pytest.raises(InputError, match=r"predictions\.parquet: expected visual_prob from 0 to 1"):
        _ = store.prediction


def test_p_of_a_clip_may_pass_1_but_not_2(tmp_path):
    explanation = draw()
    for value in (2, 2.5):  # MMIL weighs either modality over time
        explanation.prediction.video_prob[3, 2] = value
        store = write(tmp_path / str(value), explanation)
        if value > 2:
            with pytest.raises(InputError, match="expected video_prob from 0 to 2"):
                _ = store.prediction
        else:
            assert store.prediction.video_prob[3, 2] == 2


def test_peaks_are_the_highest_of_either_modality_and_0_of_clips_that_are_not_there(tmp_path):
    explanation = draw()
    store, segments = write(tmp_path / "leap", explanation), explanation.prediction.segments
    found = store.peaks([NAMES[3], "nobody", NAMES[0]])
    assert np.array_equal(found, [segments[3].max(axis=(0, 2)), np.zeros(C), segments[0].max(axis=(0, 2))])


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((*NAMES[:-1], NAMES[0]), "expected every clip once, found one twice"),
        ((*NAMES[:-1], None), "expected names of clips, found none"),
    ],
)
def test_each_clip_has_a_name_of_its_own(tmp_path, monkeypatch, names, said):
    monkeypatch.setattr("leap_core.runs.writer.pack_names", pa.array)  # which takes no name, too
    writer = StoreWriter(tmp_path / "leap", RUN)
    writer.append(names, draw())
    with pytest.raises(InputError, match=rf"predictions\.parquet: {said}"):
        _ = writer.finish(lambda store: {}).filenames


def test_a_map_of_no_numbers_is_refused(tmp_path):
    explanation = draw()
    explanation.maps["A"]["audio"][4, 0, 0, 0, 0] = np.nan
    store = write(tmp_path / "leap", explanation)
    assert store.explanation(NAMES[3])
    with pytest.raises(InputError, match=rf"maps\.parquet: expected numbers, found others in {NAMES[4]}"):
        store.explanation(NAMES[4])


def test_a_renamed_folder_renames_the_run(store):
    assert open_store(store) == open_store(store)
    assert open_store(store.rename(store.with_name("other"))).run.name == "other"


def test_a_p_that_was_thresholded_holds_at_any_threshold(tmp_path):
    explanation = draw()
    store = write(tmp_path / "leap", explanation, replace(RUN, thresholded=True))
    p = store.prediction
    assert np.array_equal(p.video_prob, np.maximum(p.audio_prob, p.visual_prob))
    assert np.array_equal(store.explanation(NAMES[0]).prediction.video_prob[0], p.video_prob[0])


@pytest.mark.parametrize("decoder", ["leap", "mmil", "theirs"])
def test_the_decoder_says_whether_p_of_a_store_of_format_2_was_thresholded(store, decoder):
    values = json.loads((store / "run.json").read_text())
    assert not values.pop("thresholded") and values.pop("chosen") == []
    (store / "run.json").write_text(json.dumps({**values, "format": 2, "decoder": decoder}))
    assert open_store(store).run.thresholded == (decoder == "leap")
    edit(store / "run.json", format=3, thresholded=True)  # which says it itself
    assert open_store(store).run.thresholded


def test_a_store_has_the_maps_that_its_record_says(tmp_path):
    run, explanation = replace(RUN, maps=(MIXING,)), draw()
    del explanation.maps[SCORES.key]
    assert write(tmp_path / "leap", explanation, run).run.maps == (MIXING,)


def test_thresholds_chosen_on_validation_come_back(store):
    chosen = (Chosen("or", 0.37, 61.25), Chosen("none", 0.5, 60.0))
    run = StoreWriter(store, RUN)
    run.append(NAMES, draw())
    run.finish(lambda store: {}, chosen)
    assert open_store(store).run.chosen == chosen
    edit(store / "run.json", chosen=[{"gate": "or", "threshold": 1.5, "score": 1.0}])
    with pytest.raises(InputError, match=r"chosen\[0\]\.threshold cannot be 1\.5"):
        open_store(store)


def edit(path, **values):
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_a_store_of_format_1_opens(store):
    values = json.loads((store / "run.json").read_text())
    assert [kind["key"] for kind in values.pop("maps")] == ["A", "S"]  # it had no records of maps
    del values["thresholded"], values["chosen"]
    (store / "run.json").write_text(json.dumps({**values, "format": 1}))
    assert open_store(store).run.maps == (MIXING, SCORES)
    assert open_store(store).run.thresholded
    assert np.array_equal(open_store(store).prediction.segments, draw().prediction.segments)


BREAKS = {
    "newer format": (
        lambda f: edit(f / "run.json", format=FORMAT + 1),
        rf"run\.json: its format is {FORMAT + 1}.*Update",
    ),
    "no record": (
        lambda f: (f / "run.json").unlink(),
        r"run\.json: expected the record .* can be read.*leap explain",
    ),
    "cut record": (lambda f: (f / "run.json").write_text('{"form'), r"run\.json: expected the record"),
    "list record": (lambda f: (f / "run.json").write_text("[1]"), r"run\.json: expected the record"),
    "unknown field": (
        lambda f: edit(f / "run.json", colour="red"),
        r"run\.json: the record of a finished run has no 'colour'",
    ),
    "no segments": (
        lambda f: edit(f / "run.json", segments=0),
        r"run\.json: segments cannot be 0: it should be greater than or equal to 1",
    ),
    "a kind of map with a path": (
        lambda f: edit(f / "run.json", maps=[asdict(RUN.maps[0]) | {"key": "../A"}]),
        r'run\.json: maps\[0\]\.key cannot be "\.\./A": it should be of letters, digits',
    ),
    "format as text": (
        lambda f: edit(f / "run.json", format="1"),
        r'run\.json: expected the format of the record of a finished run as a whole number from 1, found "1"',
    ),
    "other sizes": (
        lambda f: edit(f / "run.json", segments=T + 1),
        r"predictions\.parquet: expected a column",
    ),
    "other heads": (lambda f: edit(f / "run.json", heads=H + 1), r"maps\.parquet: expected a column"),
    "no maps": (lambda f: (f / "maps.parquet").unlink(), r"maps\.parquet: expected a readable.*leap explain"),
    "cut maps": (lambda f: cut(f / "maps.parquet"), r"maps\.parquet: expected a readable.*leap explain"),
    "cut probabilities": (
        lambda f: cut(f / "predictions.parquet"),
        r"predictions\.parquet: expected a readable",
    ),
    "no names": (lambda f: without_names(f / "predictions.parquet"), r"parquet: expected a column filename"),
}


def cut(path):
    path.write_bytes(path.read_bytes()[:-200])


def without_names(path):
    pq.write_table(pq.read_table(path).drop_columns("filename"), path)


@pytest.mark.parametrize("how", BREAKS)
def test_a_broken_store_is_refused(store, how):
    breaks, message = BREAKS[how]
    edit(store / "run.json", files={})  # as before format 4: nothing says what they were
    breaks(store)
    with pytest.raises(InputError, match=message):
        open_store(store)


@pytest.mark.parametrize("rows", [ROWS_A_GROUP, N - 1, "shifted"])
def test_maps_that_do_not_go_with_the_clips_are_refused(store, rows):
    path = store / "maps.parquet"
    table = pq.read_table(path)
    table = table.slice(1) if rows == "shifted" else table.slice(0, rows)
    pq.write_table(table, path, row_group_size=ROWS_A_GROUP)
    edit(store / "run.json", files={})  # as before format 4
    with pytest.raises(InputError, match=r"maps\.parquet"):
        open_store(store).explanation(NAMES[-1])


def test_data_spoiled_in_the_middle_is_refused(store):
    path = store / "maps.parquet"
    content = bytearray(path.read_bytes())
    content[8:2000] = bytes(1992)
    path.write_bytes(content)
    edit(store / "run.json", files={})  # as before format 4
    with pytest.raises(InputError, match=r"maps\.parquet: expected a readable"):
        open_store(store).explanation(NAMES[0])


@pytest.mark.parametrize("nothing", [None, [None] * (T * C), [0.5] * (T * C - 1) + [None]])
@pytest.mark.parametrize("row", [0, N - 1])
def test_a_cell_without_a_number_is_refused(store, nothing, row):
    path = store / "predictions.parquet"
    table = pq.read_table(path)
    name = "audio_segment_prob"
    place, cells = table.column_names.index(name), table[name].to_pylist()
    cells[row] = nothing
    table = table.set_column(place, name, pa.array(cells, table[name].type))
    pq.write_table(table, path, row_group_size=ROWS_A_GROUP)
    edit(store / "run.json", files={})
    with pytest.raises(InputError, match="expected a number in every cell, found none in one"):
        open_store(store)


def test_an_unknown_clip_is_refused(store):
    with pytest.raises(InputError, match="the run has no clip nobody"):
        open_store(store).explanation("nobody")


def test_many_threads_read_one_store():
    """In a process of its own: pyarrow's failure here ends it."""
    script = """
from concurrent.futures import ThreadPoolExecutor
from leap_core.resources import DEMO
from leap_core.runs.store import open_store
store = open_store(DEMO / "runs" / "leap_mm_pyr")
with ThreadPoolExecutor(16) as pool:
    found = list(pool.map(store.explanation, store.filenames * 5))
assert len(found) == 5 * len(store.filenames)
"""
    subprocess.run([sys.executable, "-c", script], check=True)
