"""The JavaScript of the components: logic by node's own test runner (tests/js), and who imports whom."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

COMPONENTS = Path(__file__).parents[2] / "app" / "components"
SHARED = COMPONENTS / "shared"
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
    shared = (SHARED / name for name in ("events.js", "numbers.js", "post.js", "tags.js"))
    logic = [*COMPONENTS.glob("*/logic/*.js"), *shared]
    tested = "".join(file.read_text(encoding="utf-8") for file in TESTS)
    assert TESTS and [path.name for path in logic if f"/{path.name}" not in tested] == []


def test_components_import_from_themselves_and_from_what_is_shared():
    found = 0
    for file in COMPONENTS.rglob("*.js"):
        own = COMPONENTS / file.relative_to(COMPONENTS).parts[0]
        for address in re.findall(r'from "(.+)";', file.read_text(encoding="utf-8")):
            path = (file.parent / address).resolve()
            assert path.is_file() and (path.is_relative_to(own) or path.parent == SHARED), (
                f"{file}: {address}"
            )
            found += 1
    assert found > 50
