"""A store written piece by piece, see store.py.

    parts/predictions-00000.parquet   numbered pieces, maps likewise, and run.json, which says of what run
    parts/whole/                      the store as it will be; moved to its place once it is complete

Shapes: N clips, B a batch.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from leap_core.files import sha256_of, write_text
from leap_core.runs.pieces import Pieces, pack, pack_names, write_tables
from leap_core.runs.store import FILES, FORMAT, Store, column_of, open_store, prediction_shapes
from leap_core.types import MODALITIES, Chosen, Explanation, Run

_DONE = "parts.done"  # pieces that nobody needs once run.json is in its place


class StoreWriter:
    """Writes a store piece by piece; an interrupted one goes on where it stopped.

    Nothing is written before the first piece, and a store that is there stays until the new one is whole.
    """

    def __init__(self, folder: str | os.PathLike[str], run: Run) -> None:
        """Open `folder` for `run`.  Raises InputError where pieces of another run lie there."""
        self.folder, self.run, self.parts = Path(folder), run, Path(folder) / "parts"
        if (self.folder / _DONE / "whole" / "run.json").exists():  # killed just before it was moved
            os.replace(self.folder / _DONE, self.parts)
        found = "unfinished pieces of another run lie here"
        self._pieces = Pieces(self.parts, _to_json(run), "run.json", found)

    @property
    def done(self) -> set[str]:
        """Names of the clips already written."""
        return set(self._pieces.names("predictions"))

    def append(
        self, filenames: Sequence[str], explanation: Explanation[np.ndarray], number: int | None = None
    ) -> None:
        """Write the explanations of a batch of clips (numpy arrays, B = len(filenames)).

        Batches are joined in order of their `number`; one without comes next.
        """
        names, tables = {"filename": pack_names(filenames)}, {}
        if self.run.maps:
            maps = {column_of(k, m): explanation.maps[k.key][m] for k in self.run.maps for m in MODALITIES}
            tables["maps"] = pa.table(names | {k: pack(v, np.float16) for k, v in maps.items()})
        columns = {
            k: pack(getattr(explanation.prediction, k), np.float32) for k in prediction_shapes(self.run)
        }
        self._pieces.append(tables | {"predictions": pa.table(names | columns)}, number)

    def finish(
        self,
        score: Callable[[Store], Mapping[str, float]],
        chosen: tuple[Chosen, ...] = (),
        deviation: Mapping[str, float] | None = None,
    ) -> Store:
        """Join the pieces, write run.json with the metrics that `score` gives, and open the store.

        `chosen` are the thresholds that the validation split chooses, `deviation` is what `Run` says.
        """
        whole = self.parts / "whole"
        names = FILES if self.run.maps else FILES[:1]
        if not (whole / "run.json").exists():  # else an interruption came while the files were moved
            shutil.rmtree(whole, ignore_errors=True)
            whole.mkdir()
            for name in names:
                write_tables(self._pieces.read(Path(name).stem, "predictions"), whole / name)
            files = {name: sha256_of(whole / name) for name in names}
            metrics = score(Store(whole, self.run))
            run = replace(self.run, metrics=metrics, chosen=chosen, deviation=deviation or {}, files=files)
            write_text(whole / "run.json", _to_json(run))
        (self.folder / "run.json").unlink(missing_ok=True)  # of an earlier store, replaced from here on
        for name in FILES:
            if name not in names:
                (self.folder / name).unlink(missing_ok=True)
            elif (whole / name).exists():
                os.replace(whole / name, self.folder / name)
        done = self.folder / _DONE
        shutil.rmtree(done, ignore_errors=True)
        os.replace(self.parts, done)  # at once: pieces of which some are gone would be gone on from
        os.replace(done / "whole" / "run.json", self.folder / "run.json")
        is_whole(self.folder)
        return open_store(self.folder)


def is_whole(folder: Path) -> bool:
    """Whether there is a store; what is left of its pieces, also by one who was killed, is removed."""
    found = (folder / "run.json").exists()
    if found:
        shutil.rmtree(folder / _DONE, ignore_errors=True)
    return found


def _to_json(run: Run) -> str:
    return json.dumps({"format": FORMAT, **asdict(run)}, indent=1) + "\n"
