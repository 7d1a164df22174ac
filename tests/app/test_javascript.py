"""The pure JavaScript modules of the clip screen, tested by node's own test runner (tests/js)."""

import shutil
import subprocess
from pathlib import Path

import pytest

TESTS = sorted((Path(__file__).parents[1] / "js").glob("*.test.js"))
NO_NODE = "no Node.js found; install it, on Debian with `apt-get install nodejs`"


@pytest.mark.parametrize("file", TESTS, ids=lambda path: path.name.partition(".")[0])
def test_logic(file):
    node = shutil.which("node")
    if node is None:
        pytest.skip(NO_NODE)
    run = subprocess.run([node, "--test", str(file)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_module_of_the_logic_is_tested():
    logic = Path(__file__).parents[2] / "app" / "components" / "timeline" / "logic"
    tested = "".join(file.read_text(encoding="utf-8") for file in TESTS)
    assert TESTS and [path.name for path in logic.glob("*.js") if f"/{path.name}" not in tested] == []
