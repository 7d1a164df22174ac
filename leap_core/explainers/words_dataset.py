"""A split explained with words as the classes: a data set of its own, of the same clips, and a run on it.

    OUT/dataset.json         the words as classes; nothing is known of their truth
    OUT/features, clips ..   links to the folders of the data set
    OUT/runs/words           the run, with the model as one of these classes

Shapes: K words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from leap_core.checkpoints import load_checkpoint, save_checkpoint
from leap_core.data.dataset import SETTINGS, Dataset, open_dataset
from leap_core.data.label_embeddings import load_label_embeddings
from leap_core.data.lists import Lists
from leap_core.data.word_vectors import open_words, words_beside
from leap_core.errors import InputError, reason
from leap_core.explainers.dataset import explain_dataset
from leap_core.explainers.words import check_table, check_width, for_queries
from leap_core.files import real
from leap_core.locks import one_writer
from leap_core.options import DEVICE, EXPLAIN_BATCH, SPLITS, Split
from leap_core.runs.store import Store
from leap_core.training_record import read_training

RUN = "words"
_UNLINKED = {"runs", "results", "pseudo_labels"}  # folders that say something of the classes


def read_queries(path: Path) -> tuple[str, ...]:
    """The queries of a file, one a line.  Raises InputError where there is none, or one twice."""
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeError) as error:
        remedy = "Write one word, or a few that belong together, a line."
        raise InputError(path, f"expected a text file of words ({reason(error)})", remedy) from error
    found = tuple(line for line in lines if line)
    if not found or len({*found}) < len(found):
        raise InputError(path, "expected words, each once", "Write one word a line.")
    return found


def explain_words(
    checkpoint: Path,
    dataset: Dataset,
    out: Path,
    queries: Sequence[str],
    label_source: str | None = None,
    batch_size: int = EXPLAIN_BATCH,
    device: str = DEVICE,
    on_clip: Callable[[int, int], None] = lambda done, total: None,
    kind: str | None = None,
) -> Store:
    """Ask the model at `checkpoint` about every clip of `dataset` with K queries in place of its classes.

    `label_source` is a table of words, as `open_words` takes it; None means where the labels are from that
    the model was trained with.  Raises InputError as `explain_dataset` does, where a word has no vector,
    words do not lie where the model's labels do, the model takes none, or `out` holds another data set.
    """
    model = for_queries(load_checkpoint(checkpoint, kind), len(queries))
    record = read_training(checkpoint.parent)
    trained = record.label_embeddings if record else None
    source = label_source or words_beside(trained)
    table = open_words(source)
    check_width(table, table.of(queries), model.config.label_dim)
    if trained is not None:
        check_table(table, load_label_embeddings(trained, dataset.categories), dataset.categories)
    with one_writer(out):
        asked = _asked(dataset, out, queries)
        folder = out / "runs" / RUN
        save_checkpoint(model, folder / "checkpoint")
        title = f"{model.config.title}, asked with words"
        return explain_dataset(
            folder / "checkpoint", asked, folder, source, batch_size, device, on_clip, title=title
        )


def _asked(dataset: Dataset, out: Path, queries: Sequence[str]) -> Dataset:
    """The data set of the same clips whose classes are words, in `out`."""
    settings = {
        "name": f"{dataset.name}, words",
        "synthetic": dataset.synthetic,
        "categories": [*queries],
        "segment_seconds": dataset.segment_seconds,
        "recipe": dataset.recipe,
        "truth": "none",
        "id_length": dataset.id_length,
    }
    settings = {name: value for name, value in settings.items() if value is not None}
    path = out / "dataset.json"
    if path.exists():
        found = SETTINGS.read(path)
        if (found.name, found.categories) != (settings["name"], tuple(queries)):
            raise InputError(out, "expected a new folder, found a data set", "Name another with --out.")
    names = dataset.annotations.filenames
    lengths = {name: dataset.segments_of(name) for name in names}
    unlabelled: dict[str, tuple[str, ...]] = dict.fromkeys(names, ())
    splits: dict[Split, dict[str, tuple[str, ...]]] = {s: unlabelled for s in SPLITS if s == dataset.split}
    Lists(settings, splits, {"audio": (), "visual": ()}, lengths).write(out)
    for folder in dataset.root.resolve().iterdir():
        link = out / folder.name
        apart = folder.name in _UNLINKED or folder.name.startswith(".") or folder == real(out)
        if folder.is_dir() and not apart and not link.exists():
            link.symlink_to(folder, target_is_directory=True)
    return open_dataset(out, dataset.split)
