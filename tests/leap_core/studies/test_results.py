"""Means, deviations, intervals and trends, worked out by hand."""

import math

import pandas as pd
import pytest

from leap_core.errors import InputError
from leap_core.metrics import SCORES
from leap_core.studies.results import COLUMNS, Trend, load, markdown, save, summary, trends


def rows(study: str, **scores: list[float]) -> pd.DataFrame:
    """A row a seed of each setting, every score the same."""
    found = [
        {"study": study, "setting": setting, "seed": seed, **dict.fromkeys(SCORES, value)}
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


def test_trends_pair_the_seeds():
    published = {"a": 62.0, "b": 61.0, "c": 61.0, "d": None, "e": 50.0}
    here = rows("s", a=[70.0, 60.0, 80.0], b=[69.0, 59.1, 78.9], c=[71.0, 61.1, 80.9], d=[1, 2, 3])
    found = {(t.better, t.worse): t for t in trends(here, published)}
    assert set(found) == {("a", "b"), ("a", "c")}  # b and c are published alike, d not at all, e was not run
    one = found["a", "b"]
    assert one.published == pytest.approx(1) and one.here == pytest.approx(1) and one.interval < 0.3
    assert (one.verdict, found["a", "c"].verdict) == ("reproduced", "reversed")


@pytest.mark.parametrize(
    ("here", "interval", "verdict"),
    [
        (1, 0.5, "reproduced"),
        (1, 1.5, "open: within noise"),
        (-1, 0.5, "reversed"),
        (1, math.nan, "open: within noise"),
    ],
)
def test_a_difference_within_noise_says_nothing(here, interval, verdict):
    assert Trend("a", "b", 1, here, interval).verdict == verdict


def test_a_table():
    text = markdown(rows("s", a=[70.0, 72.0], b=[50.04, 50.04]), ("segment_type", "Avg."))
    assert text.splitlines() == [
        "| setting | segment type | Avg. |",
        "| --- | --- | --- |",
        "| a | 71.0 ± 1.4 | 71.0 ± 1.4 |",
        "| b | 50.0 ± 0.0 | 50.0 ± 0.0 |",
    ]
    assert markdown(rows("s", a=[70.0]), ("Avg.",)).endswith("| a | 70.0 |")


def test_studies_are_kept_beside_each_other_and_replaced(tmp_path):
    path = save(tmp_path, rows("one", a=[1.0]))
    save(tmp_path, rows("two", b=[2.0]))
    save(tmp_path, rows("one", a=[3.0]))
    found = load(path)
    assert found[["study", "setting", "Avg."]].to_numpy().tolist() == [["two", "b", 2.0], ["one", "a", 3.0]]
    assert [p.name for p in tmp_path.iterdir()] == ["results.parquet"]


def test_what_is_no_table_of_results_is_named(tmp_path):
    path = tmp_path / "results.parquet"
    path.write_bytes(b"PAR1 not really")
    with pytest.raises(InputError, match="expected the results of studies as Parquet"):
        load(path)
    rows("s", a=[1.0]).drop(columns="seed").to_parquet(path)
    with pytest.raises(InputError, match="expected a column seed"):
        load(path)
