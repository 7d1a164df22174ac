"""The commands of `leap` as they are run, on broken files and with odd names of what to write.

A command exits with 0, or with 2 and one message on standard error; anything else is a failure.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from leap_core import cli
from leap_core.data.statistics import FEATURES
from leap_core.errors import InputError
from tests.attack.containers import npy, npy_values, npz, parquet, safetensors
from tests.attack.ground import FILMED
from tests.attack.library import DATA, NPY, RUN
from tests.attack.mutate import BYTES, cut, json_, lines, yaml_
from tests.attack.surfaces import Surface, of_file
from tests.attack.trial import SCRATCH

_MESSAGE = "leap: "


def run(*arguments: str | Path) -> str:
    """What a command prints on standard output.  Raises InputError on exit status 2, with its message."""
    out, said = (io.TextIOWrapper(io.BytesIO(), "utf-8", errors) for errors in ("strict", "backslashreplace"))
    was = sys.argv
    sys.argv = ["leap", *map(str, arguments)]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        try:
            cli.main()
            status = 0
        except SystemExit as end:
            status = end.code or 0
        finally:
            sys.argv = was
    printed, text = (_written(file) for file in (out, said))
    if status == 0 and _MESSAGE not in text:
        return printed
    if status == 2 and (text.count(_MESSAGE) == 1 or "Usage:" in text):  # what typer says of options
        raise InputError("leap", text, "Mend it.")
    raise AssertionError(f"exit status {status}: {text[:300]}")


def _written(file: io.TextIOWrapper) -> str:
    file.flush()
    return file.buffer.getvalue().decode()  # type: ignore[attr-defined]


def _evaluate() -> str:
    return run("evaluate", RUN, "--data", DATA, "--json")


def _explain() -> str:
    printed = run(
        "explain", "--checkpoint", RUN / "checkpoint", "--data", DATA, "--out", SCRATCH / "run", "--json"
    )
    assert {path.name for path in (SCRATCH / "run").iterdir()} == {
        "run.json", "predictions.parquet", "maps.parquet",
    }  # fmt: skip
    return printed


def _train() -> str:
    labels = ("--labels", "labels.txt", "--small", "--epochs", "1")
    return run("train", "--preset", "leap_han", "--data", DATA, "--out", SCRATCH / "run", *labels)


def _figure() -> bytes:
    run("figure", "recipe.yaml", "-o", SCRATCH / "figure.png")
    return (SCRATCH / "figure.png").read_bytes()


def _extract() -> str:
    printed = run("extract", DATA / "clips" / f"{FILMED}.mp4", "--out", SCRATCH / "own")
    assert {path.name for path in (SCRATCH / "own").glob("*.csv")}, "no list of clips"
    return printed


def _parse() -> str:
    return run("parse", DATA / "clips" / f"{FILMED}.mp4", "--checkpoint", "parsing/checkpoint", "--json")


def _faithfulness() -> str:
    """Of the clips whose tables are kept, in a copy: others would be kept beside them."""
    asked = shutil.copytree("asked", SCRATCH / "asked")
    return run("faithfulness", asked, "--data", DATA, "--clips", "2", "--json")


def _check() -> str:
    return run("data", "check", DATA, "--json")


def _lfav() -> str:
    run("data", "import", "lfav", "lfav", SCRATCH / "data", "--audio", "lfav/vggish")
    return run("data", "check", SCRATCH / "data", "--json")


def _export() -> int:
    run("export", FILMED, "--run", RUN, "--data", DATA, "--html", SCRATCH / "page.html")
    return (SCRATCH / "page.html").stat().st_size


def _import(form: str) -> Callable[[], str]:
    return lambda: run(
        "import-predictions", f"theirs.{form}", "--data", DATA, "--out", SCRATCH / "run", "--json"
    )


def _name(draw: Random, whole: bytes) -> bytes:
    """Names of what is to be written, and what is there already."""
    names = (
        *(
            "file",
            "folder",
            "dangling",
            "loop",
            "x" * 300,
            "x" * 5_000,
            "file/x",
            "a/b/c/d",
            "/proc/x",
            "/dev/null",
        ),
        *(
            "/dev/full",
            "",
            ".",
            "..",
            "/",
            "-",
            "--json",
            "é",
            "a b",
            "a\nb",
            "\x1b[31m",
            "%s{0}",
            "~",
            "~/x\0",
        ),
        *("\udcff\udcfe", "dangling/x", "loop/x", "folder/", "file.pdf", "folder.pdf", "/dev/null/x", "con:"),
    )
    return draw.choice(names).replace("\0", "").encode("utf-8", "surrogateescape")


def _into(*arguments: str | Path, ending: str = "", option: str = "--out") -> Callable[[bytes], Any]:
    """A command that writes what the case names, in a folder where something is already."""

    def act(case: bytes) -> Any:
        (SCRATCH / "file").write_text("kept")
        (SCRATCH / "file.pdf").mkdir()
        (SCRATCH / "folder").mkdir()
        (SCRATCH / "folder" / "file").write_text("kept")
        (SCRATCH / "dangling").symlink_to("nowhere")
        (SCRATCH / "loop").symlink_to("loop")
        name = case.decode("utf-8", "surrogateescape")
        target = name if name.startswith(("/", "-", "~")) or not name else f"{SCRATCH}/{name}"
        try:
            return run(*arguments, *((option,) if option else ()), f"{target}{ending}")
        finally:
            assert (SCRATCH / "folder" / "file").read_text() == "kept", "what was there is gone"
            assert ending or (SCRATCH / "file").read_text() == "kept", "what was there is gone"

    return act


TABLES = Path("asked/faithfulness/input-black")
_PLAIN = ("figure", "--data", DATA, "--clip", FILMED, "--run", RUN, "--layout", "bars")
_TO = (
    ("import-predictions", _into("import-predictions", "theirs.csv", "--data", DATA)),
    ("convert", _into("convert", RUN / "checkpoint", option="")),
    ("convert, .pt", _into("convert", "official.pt", option="", ending=".pt")),
    ("extract", _into("extract", DATA / "clips" / f"{FILMED}.mp4")),
    ("explain", _into("explain", "--checkpoint", RUN / "checkpoint", "--data", DATA)),
    ("figure", _into(*_PLAIN, ending=".svg")),
    ("export", _into("export", FILMED, "--run", RUN, "--data", DATA, option="--html", ending=".html")),
    ("data import", _into("data", "import", "lfav", "lfav", option="")),
    ("table", _into("table", RUN, "--data", DATA, ending=".tex")),
)
SURFACES: list[Surface] = [
    of_file("leap evaluate: run.json", RUN / "run.json", _evaluate, json_, *BYTES, weight=0.5),
    of_file("leap evaluate: dataset.json", DATA / "dataset.json", _evaluate, json_, *BYTES, weight=0.5),
    of_file("leap evaluate: events", DATA / "AVVP_eval_visual.csv", _evaluate, lines, lines, cut, weight=0.5),
    of_file(
        "leap explain: features",
        DATA / "features" / "audio" / NPY,
        _explain,
        npy,
        npy_values,
        *BYTES,
        weight=0.5,
    ),
    of_file(
        "leap explain: config.json", RUN / "checkpoint" / "config.json", _explain, json_, *BYTES, weight=0.3
    ),
    of_file("leap explain: training", RUN / "training" / "config.json", _explain, json_, *BYTES, weight=0.3),
    of_file(
        "leap explain: weights",
        RUN / "checkpoint" / "model.safetensors",
        _explain,
        safetensors,
        *BYTES,
        weight=0.3,
    ),
    of_file("leap train: labels", DATA / "AVVP_train.csv", _train, lines, *BYTES, weight=0.2),
    of_file("leap train: label embeddings", "labels.txt", _train, lines, *BYTES, weight=0.2),
    of_file("leap figure: recipe", "recipe.yaml", _figure, yaml_, yaml_, *BYTES, weight=0.5),
    of_file("leap figure: maps", RUN / "maps.parquet", _figure, *BYTES, kept=True, weight=0.1),
    of_file(
        "leap figure: half a video", DATA / "clips" / f"{FILMED}.mp4", _figure, cut, kept=True, weight=0.1
    ),
    of_file("leap extract: a video", DATA / "clips" / f"{FILMED}.mp4", _extract, cut, *BYTES, weight=0.2),
    of_file("leap import-predictions: NPZ", "theirs.npz", _import("npz"), npz, npz, *BYTES, weight=0.5),
    of_file("leap import-predictions: JSON", "theirs.json", _import("json"), json_, *BYTES, weight=0.5),
    of_file("leap parse: a video", DATA / "clips" / f"{FILMED}.mp4", _parse, cut, *BYTES, weight=0.2),
    of_file("leap parse: config.json", "parsing/checkpoint/config.json", _parse, json_, *BYTES, weight=0.2),
    of_file(
        "leap parse: weights", "parsing/checkpoint/model.safetensors", _parse, safetensors, *BYTES, weight=0.2
    ),
    of_file("leap parse: features", f"parsing/training/{FEATURES}", _parse, safetensors, *BYTES, weight=0.2),
    of_file(
        "leap faithfulness: tables",
        TABLES / "tables-00000.parquet",
        _faithfulness,
        *BYTES,
        kept=True,
        weight=0.5,
    ),
    of_file(
        "leap faithfulness: columns", TABLES / "tables-00000.parquet", _faithfulness, parquet, weight=0.5
    ),
    of_file(
        "leap faithfulness: tables.json", TABLES / "tables.json", _faithfulness, json_, *BYTES, weight=0.2
    ),
    of_file("leap data check: dataset.json", DATA / "dataset.json", _check, json_, *BYTES, weight=0.5),
    of_file("leap data check: events", DATA / "AVVP_eval_visual.csv", _check, lines, lines, cut, weight=0.5),
    of_file("leap data import lfav: labels", "lfav/test/test_weak_av.csv", _lfav, lines, *BYTES, weight=0.3),
    of_file("leap data import lfav: events", "lfav/val/val_audio.csv", _lfav, lines, *BYTES, weight=0.3),
    of_file("leap data import lfav: features", "lfav/vggish/val-clip.npy", _lfav, npy, *BYTES, weight=0.3),
    of_file("leap export: a video", DATA / "clips" / f"{FILMED}.mp4", _export, cut, *BYTES, weight=0.1),
    *(Surface(f"--out of leap {name}", act, (_name,), weight=0.3) for name, act in _TO),
]
