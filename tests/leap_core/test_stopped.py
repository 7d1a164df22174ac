"""Commands that are killed or whose disk is full, and are run again; `make crash` does it at every step."""

import pytest

from tests.crash.commands import COMMANDS
from tests.crash.inputs import make_inputs
from tests.crash.stops import Bench
from tests.warm import Warm

STEPS = {
    "train": 7,
    "explain over another run": 5,
    "import over another": 3,
    "figure": 3,
    "zip of figures": 3,
    "notes": 7,
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    place = tmp_path_factory.mktemp("stopped")
    with Warm() as warm:
        yield Bench(warm, make_inputs(place / "inputs"), place)


@pytest.mark.parametrize("how", ["killed", "full"])
@pytest.mark.parametrize("name", STEPS)
def test_a_command_that_was_stopped_leaves_the_same_bytes_once_it_is_run_again(bench, name, how):
    outcomes = list(bench.at_steps(COMMANDS[name], how, STEPS[name]))
    assert len(outcomes) >= 3 and not [*filter(None, outcomes)]
