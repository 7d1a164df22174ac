"""The clips of the Browse screen as a file to download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from leap_app import facts, folders
from leap_app.notes import Notes
from leap_core.browse import Listing, Rule, find_clips, write_list
from leap_core.data.dataset import Dataset
from leap_core.runs.store import Store


def export(
    data: Dataset, stores: Mapping[str, Store], rule: Rule, names: Sequence[str] | None, form: str
) -> Path:
    """A temporary file of the clips that a rule finds, or of those with `names`, in its order.

    Raises InputError where the rule cannot be applied or a clip is not known.
    """
    notes, index = Notes(folders.notes_path()), facts.index(data, stores, rule)
    for name in names or ():
        data.index(name)
    if names is None:
        clips = find_clips(index, rule, facts.named(data, stores, rule))
    else:
        clips = find_clips(index, rule.cleared, names)
    said = {name: (note.starred, note.tags, note.text) for name, note in notes.all(data.name).items()}
    called = [store.run.name for store in stores.values()]
    unlike = len({*called}) == len(called)
    runs = {slot: name if unlike else f"{name} ({slot})" for slot, name in zip(stores, called, strict=True)}
    with NamedTemporaryFile(prefix="leap-lens-", suffix=f".{form}", delete=False) as file:
        path = Path(file.name)
    try:
        write_list(path, form, Listing(data, runs, rule, said), clips)
    except BaseException:
        path.unlink()
        raise
    return path
