"""Facts on disk: made once, right for what they were made of, never of maps, never half there."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leap_core.browse import Index, Rule, find_names, find_page, index_clips, index_run
from leap_core.browse import index as module
from leap_core.data.dataset import open_dataset
from leap_core.errors import InputError
from leap_core.metrics import binarise, evaluate
from leap_core.runs.store import open_store
from tests.demo_fixture import CLIPS, make_run


def made(folder, data, stores, threshold=0.5, gate="global"):
    runs = {slot: index_run(folder, data, store, threshold, gate) for slot, store in stores.items()}
    return Index(index_clips(folder, data), runs, data.categories, data.segments)


def test_scores_are_those_of_evaluate_at_any_threshold_and_gate(demo, tmp_path):
    data, store = open_dataset(demo), open_store(demo / "runs" / "leap_mm_pyr")
    for threshold, gate in ((0.5, "global"), (0.2, "none"), (0.9, "modality")):
        page = find_page(made(tmp_path, data, {"1": store}, threshold, gate), Rule(), None, 0, 100)
        wanted = evaluate(binarise(store.prediction, threshold, gate), data.annotations.grid).scores[:, -1]
        assert [clip.filename for clip in page.clips] == list(CLIPS)
        np.testing.assert_array_equal([clip.scores["1"] for clip in page.clips], wanted)


def test_maps_are_never_read(demo, tmp_path, monkeypatch):
    data, store = open_dataset(demo), open_store(demo / "runs" / "leap_mm_pyr")
    monkeypatch.setattr("pyarrow.parquet.ParquetFile", lambda path: pytest.fail(f"{path} was opened"))
    assert find_names(made(tmp_path, data, {"1": store}), Rule(), None) == list(CLIPS)


def test_made_once_and_anew_when_the_run_is(demo, tmp_path, monkeypatch):
    data = open_dataset(demo)
    make_run(tmp_path / "run", "leap")
    first = index_run(tmp_path / "cache", data, open_store(tmp_path / "run"), 0.5, "global")
    monkeypatch.setattr(module, "write_facts", lambda *_: pytest.fail("made twice"))
    assert index_run(tmp_path / "cache", data, open_store(tmp_path / "run"), 0.5, "global") == first
    monkeypatch.undo()
    make_run(tmp_path / "run", "mmil")
    again = index_run(tmp_path / "cache", data, open_store(tmp_path / "run"), 0.5, "global")
    assert again != first and index_run(
        tmp_path / "cache", data, open_store(tmp_path / "run"), 0.6, "global"
    ) not in (first, again)


def test_another_run_in_the_same_place_has_other_facts(demo, tmp_path):
    data = open_dataset(demo)
    make_run(tmp_path / "run", "leap")
    opened = open_store(tmp_path / "run")
    before = opened.sha256
    first = index_run(tmp_path / "cache", data, opened, 0.5, "global")
    stamp = (tmp_path / "run" / "predictions.parquet").stat().st_mtime_ns
    make_run(tmp_path / "run", "mmil")
    for name in ("run.json", "predictions.parquet"):
        os.utime(tmp_path / "run" / name, ns=(stamp, stamp))  # a coarse clock
    assert opened.sha256 == before  # what was read stays what is said of it
    assert index_run(tmp_path / "cache", data, open_store(tmp_path / "run"), 0.5, "global") != first


def test_a_clip_that_is_there_twice_is_named(demo, tmp_path):
    make_run(tmp_path / "run", "mmil")
    store = open_store(tmp_path / "run")
    path = tmp_path / "run" / "predictions.parquet"
    table = pq.read_table(path)
    pq.write_table(pa.concat_tables([table, table.slice(0, 1)]), path)
    with pytest.raises(InputError, match="expected every clip once"):
        index_run(tmp_path, open_dataset(demo), store, 0.5, "global")


def test_only_our_files_are_tidied(demo, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_KEPT", 1)
    theirs = [tmp_path / name for name in ("run-1.parquet", "my-data.parquet", "clips-notes.txt", "x.tmp")]
    dead = tmp_path / f"run-{'a' * 32}.parquet.7-9.tmp"
    for path in (*theirs, dead):
        path.write_text("")
        os.utime(path, (0, 0))
    last = index_clips(tmp_path, open_dataset(demo))
    assert set(tmp_path.iterdir()) == {*theirs, last}


def test_a_folder_that_only_may_be_read_serves(demo, tmp_path, monkeypatch):
    data = open_dataset(demo)
    made = index_clips(tmp_path, data)
    monkeypatch.setattr("os.utime", lambda path: (_ for _ in ()).throw(PermissionError(path)))
    assert index_clips(tmp_path, data) == made


def test_the_oldest_files_go(demo, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_KEPT", 3)
    data, store = open_dataset(demo), open_store(demo / "runs" / "leap_mm_pyr")
    paths = [index_run(tmp_path, data, store, t, "none") for t in (0.1, 0.2, 0.3)]
    index_run(tmp_path, data, store, 0.1, "none")  # used again
    last = index_run(tmp_path, data, store, 0.4, "none")
    assert set(tmp_path.iterdir()) == {paths[0], paths[2], last}


def test_an_interruption_leaves_nothing(demo, tmp_path, monkeypatch):
    data, store = open_dataset(demo), open_store(demo / "runs" / "leap_mm_pyr")
    monkeypatch.setattr(module, "run_facts", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        index_run(tmp_path, data, store, 0.5, "global")
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_other_clips_is_named(demo, tmp_path):
    data = open_dataset(demo)
    make_run(tmp_path / "run", "leap", CLIPS[:2])
    other = open_dataset(demo, "test")
    object.__setattr__(other.annotations, "filenames", CLIPS[1:])
    with pytest.raises(InputError, match="has no clip"):
        index_run(tmp_path, other, open_store(tmp_path / "run"), 0.5, "global")
    few = made(
        tmp_path, data, {"1": open_store(demo / "runs" / "leap_mm_pyr"), "2": open_store(tmp_path / "run")}
    )
    assert len(find_names(few, Rule(sort="difference"), None)) == len(CLIPS)
    assert len(find_names(few, Rule(difference=(-100, None)), None)) == 2


def test_several_may_ask_at_once(demo, tmp_path):
    data, store = open_dataset(demo), open_store(demo / "runs" / "leap_mm_pyr")
    with ThreadPoolExecutor(8) as pool:
        paths = list(pool.map(lambda _: index_run(tmp_path, data, store, 0.5, "global"), range(16)))
    assert set(paths) == set(tmp_path.iterdir())
    assert find_page(made(tmp_path, data, {"1": store}), Rule(), None, 0, 9).count == len(CLIPS)
