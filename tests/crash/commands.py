"""The commands that are stopped: what each is called, what it finds, and what it leaves.

Their words may hold {inputs}, the folder of inputs.py.  What takes several processes is run in one as well,
where every step can be counted.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from pathlib import Path

from leap_app import jobs
from leap_app.notes import Notes
from leap_app.remarks import Remark
from leap_core import cli, workers
from leap_core.categories import CATEGORIES
from leap_core.data.events import Event
from leap_core.demo import build as demo
from leap_core.demo import encode, render, scenes, sounds
from leap_core.demo.scenes import NAMES, Scene
from leap_core.figures.package import write_zip
from leap_core.figures.recipe import Recipe
from leap_core.figures.sources import open_sources
from leap_core.options import Split
from leap_core.studies import grid, local
from leap_core.studies.jobs import Job, carry_out
from tests.demo_fixture import CLIPS

LEAP = "leap_core.cli:main"
OWN = "tests.crash.commands"
NOTES = "notes.sqlite"


@dataclass(frozen=True)
class Command:
    """What is run, in a folder that has a copy of some of the inputs."""

    work: str  # module:function
    words: str = ""
    finds: str | None = None  # of the inputs
    steps: bool = True  # whether all of its steps are those of one process

    def prepare(self, inputs: Path, folder: Path) -> None:
        """Make what the command runs in: work, with what it finds there, and tmp."""
        for name in ("work", "tmp"):
            (folder / name).mkdir(parents=True)
        if self.finds:
            shutil.copytree(inputs / self.finds, folder / "work" / Path(self.finds).name)

    def line(self, inputs: Path) -> list[str]:
        """Its words."""
        return self.words.format(inputs=inputs).split()


_TRAIN = "train --preset mmil_han --data {inputs}/data --out run --small --epochs 2 --accelerator cpu"
_EXPLAIN = "explain --checkpoint {inputs}/checkpoint --data {inputs}/data --out run --batch-size 7"
_IMPORT = "import-predictions {inputs}/theirs.npz --data {inputs}/data --out run"
_STUDY = "study blocks --data {inputs}/data --out studies --seeds 1 --epochs 1 --small --workers 2"
_STUDY += " --accelerator cpu"
_FIGURE = "figure --data {inputs}/demo --clip demotst0003 --layout bars --no-frames --no-waveform -o fig.pdf"
_VIDEO = "video demotst0003 --data {inputs}/demo --layout square --range 3:3.5 -o clip.mp4"
_EXTRACT = f"extract {' '.join(f'{{inputs}}/demo/clips/{name}.mp4' for name in CLIPS[:2])} --out data"
_BUILD = "demo build --out demo --workers 2"
COMMANDS = {
    "train": Command(LEAP, _TRAIN),
    "explain": Command(LEAP, _EXPLAIN),
    "explain over another run": Command(LEAP, _EXPLAIN, "older/run"),
    "import": Command(LEAP, _IMPORT),
    "import over another": Command(LEAP, _IMPORT, "imported/run"),
    "extract": Command(LEAP, _EXTRACT),
    "figure": Command(LEAP, _FIGURE),
    "export": Command(LEAP, "export demotst0003 --data {inputs}/demo --html clip.html"),
    "video": Command(LEAP, _VIDEO, steps=False),
    "zip of figures": Command(f"{OWN}:figures", "{inputs}/demo"),
    "notes": Command(f"{OWN}:notes"),
    "study": Command(LEAP, _STUDY, steps=False),
    "study in one process": Command(f"{OWN}:study", _STUDY),
    "demo build": Command(f"{OWN}:build", _BUILD, steps=False),
    "demo build in one process": Command(f"{OWN}:build_alone", _BUILD),
}


def left(folder: Path) -> dict[str, object]:
    """Every file of a folder with its bytes; of notes what they say, but for when it was said."""
    found: dict[str, object] = {}
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        if path.name == NOTES:
            said = Notes(path)
            remarks = [vars(remark) | {"changed": "", "written": ""} for remark in said.export()]
            found[name] = json.dumps([remarks, said.filters()], default=str)
        else:
            found[name] = path.read_bytes() if path.is_file() else None
    return found


def notes() -> None:
    """Say something of some clips, in each way there is."""
    said = Notes(Path(NOTES))
    said.star("Tiny", CLIPS[:2], True)
    said.tag("Tiny", CLIPS, "good", True)
    said.write("Tiny", CLIPS[1], "laughs late")
    said.save_filter("mine", "{}")
    said.merge([Remark("Tiny", CLIPS[2], True, ("to do",), "their note")])
    said.star("Tiny", CLIPS[:1], False)


def figures() -> None:
    """The zip that the Figure screen makes of two clips."""
    root = Path(sys.argv[1])
    runs = tuple(str(root / "runs" / name) for name in ("mmil_mm_pyr", "leap_mm_pyr"))
    recipe = Recipe(str(root), runs, CLIPS[:1], layout="bars", frames=False, waveform=False)
    sources = open_sources(recipe)
    job = jobs.Job(lambda file, tell, stopped: write_zip(file, recipe, sources, CLIPS[:2], tell, stopped), 2)
    while job.running:
        time.sleep(0.001)
    if job.error is not None:
        raise job.error
    Path("figures.zip").write_bytes(job.content)


def study() -> None:
    """`leap study` of one setting, carried out in this process."""

    def studies_(scale: grid.Scale) -> dict[str, grid.Study]:
        (name, setting), *_ = grid.studies(scale)["blocks"].settings.items()
        return {"blocks": replace(grid.studies(scale)["blocks"], settings={name: setting}, contrasts=())}

    def run_jobs(jobs: Iterable[Job], workers: int, on_step: Callable[[float, int], None]) -> None:
        for job in jobs:
            carry_out(job)

    cli.studies.studies, local.run_jobs = studies_, run_jobs
    cli.main()


def build() -> None:
    """`leap demo build` of a clip a split, whose sounds need no program."""

    def one_scene(split: Split, seed: int) -> list[Scene]:
        event = Event(CATEGORIES.index("Dog"), 0.0, 1.0)
        return [Scene(f"{NAMES[split]}0001_0_10", (event,), (event,), split != "train")]

    demo.scenes, sounds.check_tools = one_scene, lambda: None
    cli.main()


def build_alone() -> None:
    """The same of clips of one second, without further processes."""
    for module in (demo, encode, render, scenes):
        module.SEGMENTS = 1
    workers.ProcessPoolExecutor = lambda *_: Inline()
    build()


class Inline(Executor):
    """A pool of no process but this."""

    def submit(self, fn: Callable, /, *args: object, **options: object) -> Future:
        future: Future = Future()
        try:
            future.set_result(fn(*args, **options))
        except Exception as error:
            future.set_exception(error)
        return future
