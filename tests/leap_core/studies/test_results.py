"""Means, deviations and intervals, worked out by hand; what is kept, and how it is read back."""

import math

import numpy as np
import pandas as pd
import pytest

from leap_core.errors import InputError
from leap_core.metrics import AVERAGE, SCORES, evaluate
from leap_core.metrics import COLUMNS as F1
from leap_core.studies.clips import scores_of
from leap_core.studies.results import COLUMNS, Results, load, markdown, save, summary
from tests.made_results import made_results


def rows(study: str, **scores: list[float]) -> pd.DataFrame:
    """A row a seed of each setting, every score the same."""
    about = dict.fromkeys(("run", "encoder", "decoder", "dataset", "split", "scale"), "x")
    about |= {"synthetic": True, "epochs": 2, "width": 3}
    found = [
        {"study": study, "setting": setting, "seed": seed, **about, **dict.fromkeys(SCORES, value)}
        for setting, values in scores.items()
        for seed, value in enumerate(values, start=1)
    ]
    return pd.DataFrame(found, columns=COLUMNS)


def test_a_summary_by_hand():
    found = summary(rows("s", a=[70.0, 72.0, 77.0]))
    assert found.seeds == 3 and found.mean["Avg."] == pytest.approx(73)
    assert found.deviation["Avg."] == pytest.approx(math.sqrt((9 + 1 + 16) / 2))
    assert found.interval["Avg."] == pytest.approx(4.302653 * math.sqrt(13) / math.sqrt(3), rel=1e-6)
    alone = summary(rows("s", a=[70.0]))
    assert alone.mean["Avg."] == 70 and math.isnan(alone.deviation["Avg."])
    assert math.isnan(alone.interval["Avg."])


def test_a_table():
    text = markdown(rows("s", a=[70.0, 72.0], b=[50.04, 50.04]), ("segment_type", "Avg."))
    assert text.splitlines() == [
        "| setting | seeds | segment type | Avg. |",
        "| --- | --- | --- | --- |",
        "| a | 2 | 71.0 ± 1.4 | 71.0 ± 1.4 |",
        "| b | 2 | 50.0 ± 0.0 | 50.0 ± 0.0 |",
    ]
    assert markdown(rows("s", a=[70.0]), ("Avg.",)).endswith("| a | 1 | 70.0 |")


def test_studies_are_kept_beside_each_other_and_replaced(tmp_path):
    queries = {"HAN, GloVe": 1.0, "HAN, learnable": 2.0}
    save(tmp_path, made_results({"readout": {"last": 1.0, "first": 0.0}}))
    save(tmp_path, made_results({"queries": queries}))
    again = made_results({"readout": {"last": 3.0}}, seeds=2)
    save(tmp_path, again)
    found = load(tmp_path)
    assert found.rows.study.tolist() == ["queries"] * 6 + ["readout"] * 2
    assert set(found.clips.run) == set(found.rows.run)
    pd.testing.assert_frame_equal(found.of("readout").rows.reset_index(drop=True), again.rows)
    runs = again.rows.run.tolist()
    np.testing.assert_array_equal(scores_of(found.clips, runs), scores_of(again.clips, runs))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["clips.parquet", "results.parquet"]


def test_results_of_an_earlier_version_have_no_clips(tmp_path):
    path = save(tmp_path, made_results({"readout": {"last": 1.0}}))
    (tmp_path / "clips.parquet").unlink()
    assert len(load(tmp_path).rows) == 3 and not len(load(tmp_path).clips)
    assert path == tmp_path / "results.parquet"


def test_seventy_runs_of_a_thousand_clips_take_a_megabyte_or_two(tmp_path):
    draw = np.random.default_rng(1)
    truth = draw.random((1000, 2, 25, 10)) < 0.02
    said = [truth ^ (draw.random(truth.shape) < 0.002) for _ in range(2)]
    clips = []
    for number in range(2):
        f1 = pd.DataFrame(evaluate(said[number], truth).per_clip.astype(np.float32), columns=F1)
        clips.append(f1.assign(run=f"run-{number}", clip=[f"clip{i:04}" for i in range(1000)]))
    save(tmp_path, Results(rows("s", a=[1.0]), pd.concat(clips)))
    assert 70 / 2 * (tmp_path / "clips.parquet").stat().st_size < 2_500_000


def test_what_is_no_table_of_results_is_named(tmp_path):
    path = save(tmp_path, made_results({"readout": {"last": 1.0}}))
    rows("s", a=[1.0]).drop(columns="seed").to_parquet(path)
    with pytest.raises(InputError, match="expected a column seed"):
        load(tmp_path)
    for name, odd in (("seed", "one"), ("setting", None), ("synthetic", 1), (AVERAGE, float("nan"))):
        made_results({"readout": {"last": 1.0}}).rows.assign(**{name: odd}).to_parquet(path)
        with pytest.raises(InputError, match=f"expected other values in its column {name}"):
            load(tmp_path)
    path.write_bytes(b"PAR1 not really")
    with pytest.raises(InputError, match="expected the results of studies as Parquet"):
        load(tmp_path)


def test_runs_of_other_clips_are_not_compared():
    clips = made_results({"readout": {"last": 1.0, "first": 0.0}}, seeds=1).clips
    runs = list(dict.fromkeys(clips.run))
    with pytest.raises(ValueError, match="expected the clips of"):
        scores_of(clips[:-1], runs)
    with pytest.raises(ValueError, match="expected the clips of"):
        scores_of(clips, ["nobody"])
