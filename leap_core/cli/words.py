"""`leap words`: how far a model follows the words that it is asked with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leap_core.cli.options import WORD_SOURCE, Data, Json, open_split
from leap_core.console import print_rows, progress, say
from leap_core.options import WORDS


def words(
    runs: Annotated[list[Path], typer.Argument(help="Run folders of LEAP, with the checkpoint of each.")],
    data: Data,
    words: Annotated[str, WORD_SOURCE] = WORDS,
    clips: Annotated[int | None, typer.Option(min=1, help="A sample of so many; all unless given.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the sample, and of random words.")] = 0,
    json_: Json = False,
) -> None:
    """Ask models with synonyms and siblings of their classes and random words; print how far P follows."""
    from leap_core.data.word_vectors import open_words
    from leap_core.explainers.what_if import load_live
    from leap_core.faithfulness.following import following
    from leap_core.faithfulness.stored import sample
    from leap_core.runs.store import open_store

    table = open_words(words)
    for store in [open_store(run) for run in runs]:
        dataset, name = open_split(data, store.run.split), f"{store.run.title} ({store.run.name})"
        store.check_fit(dataset.name, dataset.categories, dataset.segments)
        live = load_live(store.folder, store.run)
        with progress("clips") as on_clip:
            found = following(live, dataset, sample(store.filenames, clips, seed), table, seed, on_clip)
        if found.missing:
            say(f"no vector, left out: {', '.join(found.missing)}")
        print_rows(f"{name}: how far P follows the word asked with", found.groups, json_, digits=3)
        print_rows("Words, their cosine with the class, and how far they follow it", found.classes, json_)
