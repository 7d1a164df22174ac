"""`leap study`: the paper's studies, rerun by one command."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from leap_core.cli.options import LABEL_SOURCE, Accelerator, Data, Json, Ray
from leap_core.console import print_rows, progress, say
from leap_core.options import ACCELERATOR, LABELS
from leap_core.studies.grid import DEMO, PAPER, studies
from leap_core.wording import counted

ALL = "all"
if TYPE_CHECKING:
    Name = str
else:  # of a table, which a type checker cannot read
    Name = Literal[(*studies(PAPER), ALL)]


def study(
    name: Annotated[Name, typer.Argument(help="The study, or all of them.")],
    data: Data,
    out: Annotated[Path, typer.Option(help="Folder of the runs and results; goes on where it stopped.")],
    seeds: Annotated[
        int | None, typer.Option(min=1, help="Runs of each setting; as the study says unless given.")
    ] = None,
    small: Annotated[
        bool, typer.Option("--small", help="Narrow models, short schedule: the demo's.")
    ] = False,
    epochs: Annotated[int | None, typer.Option(min=1, help="Other than the schedule's.")] = None,
    labels: Annotated[str, LABEL_SOURCE] = LABELS,
    accelerator: Accelerator = ACCELERATOR,
    workers: Annotated[int | None, typer.Option(min=1, help="Runs at a time; one a core on a CPU.")] = None,
    ray: Ray = None,
    json_: Json = False,
) -> None:
    """Train the grid of a study, every setting with every seed; print how they score and compare."""
    from dataclasses import replace

    from leap_core.locks import one_writer
    from leap_core.metrics import HEADLINE
    from leap_core.published import published_scores
    from leap_core.studies import cluster, local
    from leap_core.studies.contrasts import contrasts
    from leap_core.studies.jobs import jobs_of, stores_of
    from leap_core.studies.results import collect, save, summary

    scale = DEMO if small else PAPER
    if epochs:
        scale = replace(scale, name="custom", train=replace(scale.train, epochs=epochs))
    some = {key: found for key, found in studies(scale).items() if name in (key, ALL)}
    accelerator = _accelerator(accelerator)
    jobs = jobs_of(some.values(), seeds, data, out, labels, accelerator)
    *_, split = stores_of(out, data)
    done = sum(job.done for job in jobs)
    say(f"{counted(len(jobs), 'run')}, {done} of them done; scored on the {split} split")
    with one_writer(out):
        with progress("runs") as on_step:
            if ray is None:
                local.run_jobs(jobs, workers or _workers(accelerator), on_step)
            else:
                cluster.run_jobs(jobs, workers or _workers(accelerator), on_step, ray)
        results = collect(out, some, scale, data)
        say(f"wrote {save(out, results)}")
    for key, found in some.items():
        table = []
        for label, runs in results.of(key).rows.groupby("setting", sort=False):
            of = summary(runs)
            table.append({"setting": label, **{metric: of.cell(metric) for metric in HEADLINE}})
        print_rows(f"{found.title}: F1 in percent, mean ± standard deviation over seeds", table, json_)
        tests = [contrast.row() for contrast in contrasts(found, results, published_scores(key))]
        print_rows(f"{found.title}: differences, over seeds and clips together", tests, json_)


def _accelerator(asked: str) -> str:
    """`auto` made plain, so that every run is asked for the same."""
    if asked != ACCELERATOR:
        return asked
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _workers(accelerator: str) -> int:
    return (os.cpu_count() or 1) if accelerator == "cpu" else 1
