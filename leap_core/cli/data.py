"""`leap data`: data sets of others brought in, packed, and what of a data set is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from leap_core.cli.options import Json
from leap_core.console import print_rows, progress, say
from leap_core.errors import InputError
from leap_core.options import IMPORTS, Packing
from leap_core.wording import counted

if TYPE_CHECKING:
    Form = str
else:  # of a table, which a type checker cannot read
    Form = Literal[IMPORTS]

app = typer.Typer(no_args_is_help=True, help="Bring in other data sets, pack them, and see what is there.")


@app.command("import")
def import_(
    form: Annotated[Form, typer.Argument(help="Whose files they are.")],
    source: Annotated[Path, typer.Argument(help="Folder of the files, as released.")],
    out: Annotated[Path, typer.Argument(help="Data set folder to write.")],
    audio: Annotated[Path | None, typer.Option(help="Folder of features of sound, a .npy a clip.")] = None,
    visual: Annotated[Path | None, typer.Option(help="Likewise of frames.")] = None,
    visual_st: Annotated[Path | None, typer.Option(help="Likewise of motion.")] = None,
) -> None:
    """Write the labels of a released data set in the layout of docs/formats.md, with links to features."""
    from leap_core.data.imports import READERS
    from leap_core.files import check_new_folder, whole_folder

    given = {"audio": audio, "visual": visual, "visual_st": visual_st}
    folders = {kind: folder for kind, folder in given.items() if folder is not None}
    for folder in folders.values():
        if not folder.is_dir():
            raise InputError(folder, "expected a folder of .npy files", "Name another, or none.")
    check_new_folder(out, "Name another.")
    lists = READERS[form](source, folders)
    out.parent.mkdir(parents=True, exist_ok=True)
    with whole_folder(out) as folder:
        lists.write(folder)
    say(
        f"{out}: "
        + ", ".join(f"{counted(len(labels), 'clip')} in {split}" for split, labels in lists.splits.items())
    )


@app.command()
def check(root: Annotated[Path, typer.Argument(help="Folder of a data set.")], json_: Json = False) -> None:
    """Count what of each split is there, and say what is missing and where it was looked for."""
    from leap_core.data.check import check_dataset

    checked = check_dataset(root)
    for line in checked.remarks:
        say(line)
    print_rows(str(root), checked.rows, json_)


@app.command()
def pack(
    root: Annotated[Path, typer.Argument(help="Folder of a data set.")],
    precision: Annotated[
        Packing, typer.Option(help="fp16 halves the bytes, and rounds what was stored as fp32.")
    ] = "fp32",
) -> None:
    """Lay the features of all clips into one file a kind, which every command then reads."""
    from leap_core.data.pack import pack_dataset

    with progress("files") as on_file:
        packed = pack_dataset(root, precision, on_file)
    if packed.lacking:
        left_out = counted(len(packed.lacking), "clip")
        say(f"{left_out} without features of every kind left out ({packed.lacking[0]})")
    say(f"{root}: {counted(packed.clips, 'clip')} packed, {packed.bytes / 1e6:,.1f} MB")
