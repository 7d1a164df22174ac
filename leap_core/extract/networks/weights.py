"""Weights of feature networks: state dicts in a folder of the user's, of tensors only, strictly checked.

Nothing is downloaded.  torch.hub ends the name of a file in a dash and the first eight digits of its SHA-256;
where a name ends so, the file is held to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from leap_core.errors import InputError, reason
from leap_core.files import sha256_once

M = TypeVar("M", bound=nn.Module)
_SUFFIXES = (".pth", ".pt", ".safetensors")
_HASH = re.compile(r"-([0-9a-f]{8})$")
_AGAIN = "Download it again (docs/own-video.md says from where)."


@dataclass(frozen=True)
class Weights:
    """A file of weights, NAME.pth or NAME-12345678.pth and the like."""

    name: str
    unused: tuple[str, ...] = ()  # how the names of tensors begin that nothing here reads: of a classifier

    def find(self, folder: Path) -> Path:
        """The file in `folder`.  Raises InputError where there is not one, or its hash is another."""
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        stem = re.compile(rf"{re.escape(self.name)}(-[0-9a-f]{{8}})?")
        found = [f for f in files if f.suffix in _SUFFIXES and stem.fullmatch(f.stem)]
        if len(found) != 1:
            names = ", ".join(f.name for f in found) or "none"
            expected = (
                f"expected one file {self.name}.pth of weights, or {self.name}-12345678.pth, found {names}"
            )
            raise InputError(folder, expected, "docs/own-video.md says where it comes from.")
        (path,) = found
        hash_ = _HASH.search(path.stem)
        if hash_ and not sha256_once(path).startswith(hash_[1]):
            expected = f"its name says that its SHA-256 starts with {hash_[1]}, it is {sha256_once(path)}"
            raise InputError(path, expected, _AGAIN)
        return path

    def load(self, folder: Path, make: Callable[[], M]) -> M:
        """The network with them, in eval mode.  Raises InputError as `find`, and where they do not fit."""
        path = self.find(folder)
        with torch.device("meta"):
            network = make()
        state = {k: v for k, v in _read(path).items() if not k.startswith(self.unused or "\0")}
        wanted = network.state_dict()
        for name in wanted:  # files of before PyTorch 0.4.1 have no such counts, which only training reads
            if name.endswith("num_batches_tracked"):
                state.setdefault(name, torch.zeros((), dtype=torch.int64))
        _compare(path, state, wanted)
        network.load_state_dict(state, assign=True)
        return network.eval()


def _read(path: Path) -> dict[str, Tensor]:
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # the unpickler and safetensors fail in many ways on a broken file
        raise InputError(path, f"expected a file of tensors only ({reason(error)})", _AGAIN) from error
    if not isinstance(state, dict) or not all(isinstance(v, Tensor) for v in state.values()):
        raise InputError(path, "expected a state dict: names and tensors", _AGAIN)
    return {str(name): tensor for name, tensor in state.items()}


def _compare(path: Path, found: dict[str, Tensor], wanted: dict[str, Tensor]) -> None:
    for word, names in (("misses", wanted.keys() - found), ("has unknown", found.keys() - wanted)):
        if names:
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            raise InputError(path, f"the file {word} key {min(names)}{more}", _AGAIN)
    for name, tensor in wanted.items():
        theirs = found[name]
        if theirs.shape != tensor.shape:
            expected = f"key {name} should have shape {tuple(tensor.shape)}, has {tuple(theirs.shape)}"
            raise InputError(path, expected, _AGAIN)
        if theirs.dtype != tensor.dtype or not torch.isfinite(theirs).all():
            raise InputError(path, f"key {name} should hold {tensor.dtype} numbers, holds others", _AGAIN)
