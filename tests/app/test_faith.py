"""The Faith screen: what is kept of runs, what to type where nothing is, and the ways to the clips."""

import json

import pytest

from leap_app import charts
from leap_app.screens.faith.clips import WORST
from leap_core.browse import Rule
from leap_core.data.nothing import Removal
from leap_core.runs.store import open_store
from tests.app.conftest import alone, opened
from tests.demo_fixture import CLIPS
from tests.made_faithfulness import make_faithfulness, make_seconds

RUNS = ("leap_mm_pyr", "mmil_mm_pyr")


@pytest.fixture
def stores(demo):
    return [open_store(demo / "runs" / name) for name in RUNS]


@pytest.fixture
def open_faith(demo, given):
    return lambda **query: opened(alone("faith", 30), query)


def text(test) -> str:
    return "\n".join(part.value for part in (*test.markdown, *test.info, *test.caption))


@pytest.fixture
def went(monkeypatch):
    went = {}
    monkeypatch.setattr("leap_app.state.go", lambda screen, **what: went.update(what, screen=screen))
    return went


def checkpoint(store):
    (store.folder / "checkpoint").mkdir()
    for name in ("config.json", "model.safetensors"):
        (store.folder / "checkpoint" / name).write_text("")


def test_a_run_that_nobody_asked_says_what_to_type_and_what_it_costs(open_faith, demo, stores):
    assert "lacks the checkpoint" in text(open_faith())
    for store in stores:
        checkpoint(store)
    said = text(open_faith())
    assert f"leap faithfulness {demo / 'runs' / RUNS[1]} --data {demo} --split test" in said
    assert "--removal input --nothing quietest --sanity" in said and "1,024 subsets" in said
    assert not open_faith().table


def test_both_runs_side_by_side(open_faith, stores, given):
    for store in stores:
        make_faithfulness(store)
    test = open_faith(side="audio")
    tables = [table.value for table in test.table]
    assert list(tables[0].index) == ["random", "A", "P", "leave one out", "Shapley"]
    assert {"Shapley", "AUROC", "better than"} < set(tables[0])
    assert tables[0].loc["random", "95% interval of gap"] == ""
    assert tables[0].loc["A", "95% interval of gap"] == "0.200\N{EN DASH}0.300"
    assert list(tables[1].index)[1] == "W_t"
    assert "By A the seconds of" in text(test) and "50 % of what the exact Shapley values reach" in text(test)
    assert "is lost: depends on these" in tables[4]["verdict"].tolist()
    assert "A, blocks: 0.70" in text(test)
    assert {"faithfulness-leap_mm_pyr-audio.csv", "curves-mmil_mm_pyr-audio-deletion.csv"} <= set(given)
    test.toggle(key="faith heads").set_value(True).run()
    assert "A block 1" in test.table[0].value.index


def test_the_tables_as_text_are_those_on_show(open_faith, stores, given):
    """In the menu Share, a table a run, in the form that is chosen."""
    for store in stores:
        make_faithfulness(store)
    test = open_faith(side="audio")
    test.session_state["sharing faith"] = True
    link, *texts = [code.value for code in test.run().code]
    assert "side=audio" in link and [text.count("| A |") for text in texts] == [1, 0]
    test.toggle(key="faith heads").set_value(True).run()
    assert "| A block 1 |" in test.code[1].value
    test.segmented_control(key="table form").set_value("LaTeX").run()
    texts = [code.value for code in test.code[1:]]
    assert [r"\toprule" in text for text in texts] == [True, True]
    names = [f"faithfulness-{run}-audio.tex" for run in RUNS]
    assert [given[name].decode().rstrip() for name in names] == texts


def test_fresh_weights_are_a_line_and_what_else_was_replaced_is_points(stores):
    steps = {"nothing": 1.0, "decoder": 0.1, "and encoder": -0.2, "labels, for other classes'": 0.3}
    rows = [
        {"map": name, "fresh": step, "like": like, "like_sd": 0.05}
        for name in ("A", "P")
        for step, like in steps.items()
    ]
    drawn = charts.likeness(rows).data
    assert [(line.name, line.mode, line.y) for line in drawn[:2]] == [
        ("A", "lines+markers", (1.0, 0.1, -0.2)),
        ("A", "markers", (0.3,)),
    ]
    assert len(drawn) == 4 and drawn[0].x == ("nothing", "decoder", "and<br>encoder")
    assert drawn[3].error_y.array == (0.05,) and drawn[0].line.color != drawn[2].line.color


def test_one_run_beside_itself(demo, stores):
    """Two buttons give a file of one name."""
    make_faithfulness(stores[0])
    test = opened(alone("faith", 30), {"a": RUNS[0], "b": RUNS[0]})
    assert not test.exception and len(test.table) >= 2


def test_one_run_told_and_one_not(open_faith, stores):
    make_faithfulness(stores[1], sanity=False)
    test = open_faith()
    assert "lacks the checkpoint" in test.info[0].value and len(test.table) == 2
    assert "does them with `--sanity`" in text(test)


def test_parts_of_the_split(open_faith, stores):
    for store in stores:
        make_faithfulness(store)
    by = {part: open_faith(part=part).table[2].value for part in ("class", "overlap", "outcome")}
    assert by["class"]["pairs"].iloc[0] == by["class"]["pairs"].max()
    assert list(by["outcome"].index) == ["hit", "false alarm", "miss"]
    assert by["outcome"]["pairs"].sum() == by["class"]["pairs"].sum()
    assert "there is no parts 'colour'" in open_faith(part="colour").error[0].value


def test_another_way_to_take_seconds_away(open_faith, stores):
    make_faithfulness(stores[0])
    make_faithfulness(stores[1], Removal("keys"))
    box = open_faith().selectbox(key="by")
    assert box.options == ["taken from the input, quietest in their place", "masked as keys of the decoder"]
    assert list(open_faith(by="keys").table[0].value.index)[1] == "W_t"


def test_what_a_second_owes_to_itself(open_faith, stores, given):
    for store in stores:
        make_faithfulness(store)
    assert "own second" not in "".join(part.value for part in open_faith().subheader)
    make_seconds(stores[0])
    test = open_faith()
    frame = next(table.value for table in test.table if "left out" in table.value)
    assert list(frame.index) == ["A", "P", "own second, left out", "own second, Shapley"]
    row = frame.loc["A"]
    assert (row["Shapley"], row["95% interval of Shapley"]) == (0.4, "\N{MINUS SIGN}0.100\N{EN DASH}0.450")
    assert "Of all 6 clips: P is 0.800, 0.350 lost without the second itself" in text(test)
    assert "does it with `--of P`" in text(test)  # of the other run
    assert "own-second-leap_mm_pyr-both.csv" in given
    test.session_state["sharing faith"] = True
    assert any("**50.0**" in part.value for part in test.run().code)
    assert "Of all 6 clips: it claims nothing here." in text(open_faith(side="visual"))


def test_a_way_by_which_p_of_seconds_alone_was_asked(open_faith, stores):
    make_faithfulness(stores[0])
    make_seconds(stores[1], Removal("keys"))
    assert open_faith().selectbox(key="by").options[1] == "masked as keys of the decoder"
    test = open_faith(by="keys")
    assert [next(iter(table.value.index)) for table in test.table] == ["W_t"]
    (stores[1].folder / "faithfulness" / "keys-P.json").write_text("{}")
    assert "expected the format" in open_faith(by="keys").error[0].value


def test_what_misleads_most_opens_alone_or_as_a_list(open_faith, stores, went):
    pairs = make_faithfulness(stores[0])
    test = open_faith()
    worst = [button for button in test.button if "better than" in button.label]
    assert 0 < len(worst) <= WORST and worst[0].label.startswith(f"{CLIPS[0]}: ")
    assert "better than 5 %" in worst[0].label
    worst[0].click().run()
    assert (went["screen"], went["clip"], went["a"]) == ("clip", CLIPS[0], RUNS[0])
    next(button for button in test.button if button.label == "A misleads: in Browse").click().run()
    assert went["screen"] == "browse" and json.loads(went["filter"]) == {"faithful_a": [None, 50.0]}
    low = {name for name, share in pairs.of("A").means("better_than").items() if share <= 0.5}
    assert low == set(CLIPS[:5])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("input-quietest.json", b"{}", "expected the format"),
        ("input-quietest-pairs.parquet", b"PAR1", "readable Parquet"),
    ],
)
def test_broken_results_are_said_and_the_other_run_stays(open_faith, stores, name, content, said):
    for store in stores:
        make_faithfulness(store)
    (stores[0].folder / "faithfulness" / name).write_bytes(content)
    test = open_faith()
    assert said in test.error[0].value and list(test.table[0].value.index)[1] == "W_t"


def listed(test) -> str:
    return next(part.value for part in test.markdown if " clips**" in part.value)


def test_browse_filters_by_how_faithful_a_map_is(open_browse, stores):
    test = open_browse(Rule(faithful_a=(90, None)))
    assert "nobody has measured how faithful its maps are" in test.error[0].value
    labels = [slider.label for slider in open_browse().slider]
    assert not [label for label in labels if "% of orders" in label]
    for store in stores:
        make_faithfulness(store)
    assert listed(open_browse(Rule(faithful_a=(None, 30)))) == "**3 of 6 clips**"
    assert listed(open_browse(Rule(faithful_a=(None, 30), faithful_b=(10, None)))) == "**2 of 6 clips**"
    assert listed(open_browse(Rule(faithful_b=(99, None)))) == "**0 of 6 clips**"
    labels = [slider.label for slider in open_browse().slider]
    assert len([label for label in labels if "% of orders" in label]) == 2
