"""What README.md and docs/ tell a reader to type exists, and no text names a folder of someone's machine."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer
import yaml

import leap_core as lc
from leap_core.cli import app

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
COMMAND = re.compile(r"(leap|make|python3? -m \w+|python3? \S+\.py)( |$)")
FOREIGN = re.compile(r"(?<![\w.])/(?:work|home|Users|root|mnt|tmp)/[\w.]")


def commands(text):
    """Commands in fenced or indented blocks and in `code`, without their comments."""
    blocks = re.findall(r"^```.*?$(.*?)^```", text, re.S | re.M)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"^(?: {4}|\t)(.*)$", text, re.M) + re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)
    lines = (line.strip().removeprefix("$ ") for line in lines)
    return [line for line in lines if COMMAND.match(line)]


FOUND = sorted({(p.name, line) for p in DOCUMENTS for line in commands(p.read_text(encoding="utf-8"))})


def leap_problem(words):
    """Why the command line would not take `words`, or None."""
    command, names = typer.main.get_command(app), ["leap"]
    while words and words[0][0] != "-" and (children := getattr(command, "commands", None)):
        if words[0] not in children:
            return f"{' '.join(names)} has no command {words[0]}"
        command = children[words[0]]
        names.append(words.pop(0))
    options = {name for p in command.params for name in (*p.opts, *p.secondary_opts)} | {"--help"}
    unknown = {word.partition("=")[0] for word in words if word.startswith("-")} - options
    return f"{' '.join(names)} has no option {unknown}" if unknown else None


def problem(line):
    """Why a documented command cannot be typed, or None."""
    words = shlex.split(line, comments=True)
    if words[0] == "leap":
        return leap_problem(words[1:])
    if words[0] == "make":
        targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
        unknown = {w for w in words[1:] if "=" not in w} - targets
        return f"make has no target {unknown}" if unknown else None
    if words[1] == "-m" and words[2] == "leap_core":
        return leap_problem(words[3:])
    if words[1] == "-m" and words[2] not in ("app", "pytest", "venv", "pip"):
        return f"there is no module {words[2]} here"
    if words[1] != "-m" and not (ROOT / words[1]).is_file():
        return f"there is no file {words[1]}"
    script = words[1:2] if words[1] != "-m" else words[1:3]
    options = {w.partition("=")[0] for w in words if w.startswith("--")}
    if not options or script[-1] in ("pytest", "venv", "pip"):
        return None
    asked = subprocess.run([sys.executable, *script, "--help"], cwd=ROOT, capture_output=True, text=True)
    unknown = {o for o in options if not re.search(rf"{o}\b", asked.stdout)}
    return f"{' '.join(script)} has no option {unknown}" if unknown else None


@pytest.mark.parametrize(("document", "line"), FOUND)
def test_a_documented_command_exists(document, line):
    assert problem(line) is None


def test_the_readme_shows_the_commands():
    lines = [line for document, line in FOUND if document == "README.md"]
    for start in ("make app", "make test", "leap train", "leap explain", "leap evaluate"):
        assert any(line.startswith(start) for line in lines), start


@pytest.mark.parametrize(
    "line",
    [
        "leap dance",
        "leap --colour",
        "leap train --colour red",
        "leap demo sing",
        "make tea",
        "python -m leap_core dance",
        "python -m app --colour",
        "python -m nothing",
        "python benchmarks/nothing.py",
    ],
)
def test_a_wrong_command_would_be_found(line):
    assert commands(f"text\n\n    {line}   # why\n") == [f"{line}   # why"]
    assert commands(f"```sh\n$ {line}\n```") == [line]
    assert problem(line)


def test_every_command_is_documented():
    text = "\n".join(line for _, line in FOUND)
    for name in typer.main.get_command(app).commands:
        assert re.search(rf"\bleap {name}\b", text), name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_named_things_exist(document):
    text = document.read_text(encoding="utf-8")
    for name in re.findall(r"`lc\.(\w+(?:\.\w+)*)", text):
        thing = lc
        for part in name.split("."):
            thing = getattr(thing, part)
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (document.parent / target).exists(), target


def test_one_version_is_cited_and_described():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == version
    assert f"\n## {version} - " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_text_names_a_folder_of_this_machine():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_symlink() or not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # no text
        found += [f"{name}: {hit}" for hit in FOREIGN.findall(text)]
    assert not found
