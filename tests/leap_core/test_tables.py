"""Tables to paste, and the published figures."""

import csv
import io
from dataclasses import replace

import pytest

from leap_core.metrics import HEADLINE
from leap_core.published import published
from leap_core.tables import ScoreTable, cell, signed, text_of_cell

TABLE = ScoreTable(
    "F1 & co., 100 %",
    {"run_a": {"x": 50.04, "y": None}, "b|c": {"x": 49.96, "y": 7.0}, "last": {"x": 49.94, "y": 6.0}},
)


def test_markdown():
    assert TABLE.markdown() == (
        "F1 & co., 100 %\n\n"
        "|  | x | y |\n"
        "| --- | ---: | ---: |\n"
        "| run_a | **50.0** |  |\n"
        "| b\\|c | **50.0** | **7.0** |\n"  # what prints the same is bold alike
        "| last | 49.9 | 6.0 |\n"
    )


def test_latex_of_booktabs():
    lines = TABLE.latex().splitlines()
    assert lines[1:4] == [r"\caption{F1 \& co., 100 \%}", r"\begin{tabular}{lrr}", r"\toprule"]
    assert r"run\_a & \textbf{50.0} &  \\" in lines
    assert lines[-3:] == [r"\bottomrule", r"\end{tabular}", r"\end{table}"]


def test_csv_has_every_digit():
    rows = list(csv.reader(io.StringIO(TABLE.csv())))
    assert rows == [
        ["name", "x", "y"],
        ["run_a", "50.04", ""],
        ["b|c", "49.96", "7.0"],
        ["last", "49.94", "6.0"],
    ]


SEEDED = replace(
    TABLE,
    rows={**TABLE.rows, "elsewhere": {"x": 99.0, "y": None}},
    deviations={"last": {"x": 1.26, "y": None}},
    apart=frozenset({"elsewhere"}),
    notes={"last": {"seeds": "3"}, "run_a": {"seeds": "1"}},
)


def test_seeds_have_a_deviation_and_rows_of_other_data_are_not_the_best():
    assert "| last | 49.9 ± 1.3 | 6.0 | 3 |" in SEEDED.markdown().splitlines()
    assert "| elsewhere | 99.0 |  |  |" in SEEDED.markdown().splitlines()
    assert r"last & 49.9 $\pm$ 1.3 & 6.0 & 3 \\" in SEEDED.latex().splitlines()
    rows = list(csv.reader(io.StringIO(SEEDED.csv())))
    assert rows[0] == ["name", "x", "y", "x SD", "y SD", "seeds"]
    assert rows[3] == ["last", "49.94", "6.0", "1.26", "", "3"]


def test_differences_to_a_baseline():
    table = replace(SEEDED, baseline="last")
    lines = table.markdown().splitlines()
    assert "| run_a | **+0.1** |  | 1 |" in lines  # what the baseline lacks has no difference
    assert "| b\\|c | **+0.0** | **+1.0** |  |" in lines
    assert "| last | 49.9 ± 1.3 | 6.0 | 3 |" in lines and "| elsewhere | 99.0 |  |  |" in lines
    assert r"$-$0.1" in replace(TABLE, baseline="run_a").latex()
    assert list(csv.reader(io.StringIO(table.csv())))[2][1:3] == [str(49.96 - 49.94), "1.0"]


def test_rows_in_another_order():
    assert list(TABLE.ordered(["last", "run_a"]).rows) == ["last", "run_a"]


def test_published_rows_are_whole_and_their_averages_are_theirs():
    rows = published()
    assert len(rows) == 19
    for name, row in rows.items():
        assert list(row) == [*HEADLINE] and "(" in name
        ten = [row[metric] for metric in HEADLINE[:-1]]
        assert all(0 < value < 100 for value in ten)
        if row["Avg."] is not None:
            assert row["Avg."] == pytest.approx(sum(ten) / 10, abs=0.1)


def test_a_minus_is_no_hyphen():
    assert [signed(points) for points in (1.72, -0.34, 0)] == ["+1.7", "\N{MINUS SIGN}0.3", "+0.0"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("+x", "'+x"),
        ("- not sure", "'- not sure"),
        ("'=1", "''=1"),
        ("'so'", "'so'"),
        ("-0Kq3_30_40", "-0Kq3_30_40"),
        ("-1.5", "-1.5"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_text_of_others_is_no_formula_in_a_spreadsheet(text, written):
    assert (cell(text), text_of_cell(written)) == (written, text)
    table = ScoreTable("", {text: {"F1": 1.0}}, notes={text: {"p": text}})
    assert [*csv.reader(io.StringIO(table.csv()))][1] == [written, "1.0", written]
