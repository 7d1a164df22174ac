"""Tensors of files that torch.save wrote, and nothing else.

Research code saves more than weights: states of random generators, of the optimizer, the command line's
arguments.  What of that is plain (numbers, text, tensors) is read as it is.  Arrays of numpy, paths and
argparse's namespaces become an empty stand-in, since nothing here asks for them, so that none of the code
behind those names runs either.  Any other name is refused.
"""

from __future__ import annotations

import os
import re
import warnings
from typing import Any

import torch

from leap_core.errors import InputError, reason

_LONGEST = 100  # characters of a name or a reason in a message
_REMEDY = (
    "Where you trust it, open it in the code that wrote it and save the weights alone: "
    "torch.save(model.state_dict(), path)."
)
_CHECK = "Check that the file is whole and of the kind named."


class _StandIn:
    """Takes whatever it is given and keeps none of it."""

    def __init__(self, *arguments: object) -> None:
        """Take arguments."""

    def __setstate__(self, state: object) -> None:
        """Take a state."""


_NAMES = (
    "argparse.Namespace",
    "numpy.dtype",
    "numpy.ndarray",
    *(f"numpy.{core}.multiarray.{name}" for core in ("core", "_core") for name in ("_reconstruct", "scalar")),
    *(f"pathlib.{name}" for name in ("PosixPath", "WindowsPath")),
)


def load_tensors(path: str | os.PathLike[str]) -> Any:
    """What a file holds, with its tensors on the CPU.

    Raises FileNotFoundError where it is not there, InputError where it is broken or names other code, which
    is said and not run.
    """
    try:
        with (
            warnings.catch_warnings(action="ignore"),  # of a pickle that it does not know: the error says it
            torch.serialization.safe_globals([(_StandIn, name) for name in _NAMES]),
        ):
            return torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise
    except Exception as error:  # the unpickler fails in every way on a broken file
        if name := re.search(r"GLOBAL (\S+)", str(error)):
            expected = f"expected a file of tensors only; it names {_plain(name[1])}, which is not loaded"
            raise InputError(path, expected, _REMEDY) from error
        said = str(error).partition("WeightsUnpickler error:")[2].strip() or reason(error)
        expected = f"expected a file of tensors only ({_plain(said) or type(error).__name__})"
        raise InputError(path, expected, _CHECK) from error


def _plain(text: str) -> str:
    """The first line, cut, without the escape codes that torch, or a hostile file, puts in."""
    text = re.sub(r"\x1b\[[\d;]*m", "", text.partition("\n")[0])
    return "".join(c for c in text if c.isprintable())[:_LONGEST]
