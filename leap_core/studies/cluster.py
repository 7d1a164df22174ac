"""Jobs on several GPUs or machines, through Ray Tune (the extra `ray`).

Which Ray, and what it takes, spread.py says.
Data set and runs must lie where every machine sees them under the same path.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence

from leap_core.spread import LOCAL, cluster
from leap_core.studies.jobs import Job, carry_out

os.environ.setdefault("RAY_AIR_NEW_OUTPUT", "0")
_SHARE = "thousandths"  # of a job done; Tune keeps `done` for itself


def run_jobs(
    jobs: Sequence[Job],
    workers: int,
    on_step: Callable[[float, int], None] = lambda done, total: None,
    address: str = LOCAL,
) -> None:
    """Carry out all jobs, as many at a time as there are processors, on a CPU at most `workers`.

    `on_step` and errors as in `local.run_jobs`.  Raises InputError as `spread.cluster` does.
    """
    with cluster(address):
        _run_jobs(jobs, workers, on_step)


def _run_jobs(jobs: Sequence[Job], workers: int, on_step: Callable[[float, int], None]) -> None:
    from ray import tune

    def work(config: dict) -> None:
        def report(done: int, total: int) -> None:
            tune.report({_SHARE: 1000 * done // total})

        job = jobs[config["number"]]
        carry_out(job, report)
        tune.report({_SHARE: 1000})

    class Progress(tune.Callback):
        """Adds up how far all trials are."""

        def __init__(self, on_step: Callable[[float, int], None], total: int) -> None:
            self.on_step, self.total, self.shares = on_step, total, {}

        def on_trial_result(self, iteration, trials, trial, result, **info) -> None:
            self.shares[trial.trial_id] = result.get(_SHARE, 0)
            self.on_step(sum(self.shares.values()) / 1000, self.total)

        def __getstate__(self) -> dict:
            return {}  # Tune keeps a copy of its callbacks; `on_step` may hold what cannot be copied

    progress = Progress(on_step, len(jobs))
    on_gpu = jobs[0].accelerator == "cuda"
    with tempfile.TemporaryDirectory() as record:  # Tune's own; the runs are in the jobs' folders
        tuner = tune.Tuner(
            tune.with_resources(work, {"cpu": 1, "gpu": 1 if on_gpu else 0}),
            param_space={"number": tune.grid_search(list(range(len(jobs))))},
            tune_config=tune.TuneConfig(max_concurrent_trials=None if on_gpu else workers),
            run_config=tune.RunConfig(storage_path=record, verbose=0, callbacks=[progress]),
        )
        results = tuner.fit()
    for error in results.errors:
        raise getattr(error, "cause", None) or error
