"""Checkpoints: the native folder, and the state dicts of the released code.

    FOLDER/config.json         {"format": 1, "config": {...}}, see config.to_dict
    FOLDER/model.safetensors   the weights
    FOLDER/dead.safetensors    of a released model: what no forward pass uses, kept for its way back

Only tensors are ever read: safetensors, or torch.load with weights_only (unpickling.py).
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor

from leap_core import official
from leap_core.config import ModelConfig, to_dict
from leap_core.errors import InputError, reason
from leap_core.files import write_bytes, write_text
from leap_core.model import ParsingModel, build_model
from leap_core.schema import Schema
from leap_core.unpickling import load_tensors

FORMAT = 1
_DEAD = "dead.safetensors"
_WRAPPERS = ("model", "state_dict", "model_state_dict")
_CHECK = "Check that the file is whole and of the kind named."


@dataclass(frozen=True)
class _Record:
    """What config.json holds beside the format."""

    config: ModelConfig


_SCHEMA = Schema(_Record, "the record of a checkpoint", _CHECK)


def load_checkpoint(path: str | os.PathLike[str], kind: str | None = None) -> ParsingModel:
    """Load a native folder or an official .pt file, in eval mode, on the CPU.

    `kind` names the release where an official file's keys cannot tell (see official.KINDS).  Raises
    InputError where the file is missing, broken, of a newer format, or its keys do not fit.
    """
    path = Path(path)
    if path.is_dir():
        return _load_native(path)
    try:
        state = load_tensors(path)
    except FileNotFoundError as error:
        raise InputError(
            path, "expected a checkpoint here", "Name a native folder or an official .pt file."
        ) from error
    return from_official(state, kind, source=str(path))


def save_checkpoint(model: ParsingModel, path: str | os.PathLike[str]) -> None:
    """Write the native folder at `path`; each file appears whole or not at all."""
    folder = Path(path)
    folder.mkdir(parents=True, exist_ok=True)
    record = {"format": FORMAT, "config": to_dict(model.config)}
    if model.dead:
        write_bytes(folder / _DEAD, _saved(model.dead))
    else:
        (folder / _DEAD).unlink(missing_ok=True)  # of an older checkpoint here
    write_bytes(folder / "model.safetensors", _saved(model.state_dict()))
    write_text(folder / "config.json", json.dumps(record, indent=1) + "\n")


def from_official(
    state: Mapping[str, object], kind: str | None = None, source: str = "state dict"
) -> ParsingModel:
    """A model in eval mode from a released state dict, also one wrapped as {"model": ...}.

    Strict: a missing, unknown or misshapen key raises InputError and is named.  Dead tensors are kept in
    `ParsingModel.dead`.
    """
    state = _unwrap(state, source)
    shapes = {key: tuple(value.shape) for key, value in state.items()}
    kind = kind or official.find_kind(shapes, source)
    config = official.find_config(shapes, kind, source)
    with torch.device("meta"):
        model = build_model(config)
    wanted = {k: tuple(v.shape) for k, v in model.state_dict().items()}
    pairs, dead = official.pairs(config), dict(official.dead_shapes(config))
    expected = dict(dead)
    for pair in pairs:
        rows, *rest = wanted[pair.name]
        expected[pair.official] = (rows if pair.third is None else 3 * rows, *rest)
    expected |= {second: expected[first] for second, first in official.aliases(config).items()}
    further = {key: shape for key, shape in shapes.items() if key not in expected}
    if len(further) == official.spare(kind):
        dead, expected = dead | further, expected | further
    _compare(shapes, expected, source)
    _check_finite(state, source)
    for second, first in official.aliases(config).items():
        if not torch.equal(state[second], state[first]):
            raise InputError(source, f"keys {first} and {second} should be the same tensor", _CHECK)
    model.load_state_dict({p.name: _part(state[p.official], p.third) for p in pairs}, assign=True)
    model.dead = {key: state[key].clone() for key in dead}
    return model.eval()


def to_official(model: ParsingModel) -> dict[str, Tensor]:
    """The released code's state dict of a model; dead tensors are its own, or zeros where it was built here.

    Raises InputError where no release has such a model.
    """
    if not official.is_released(model.config):
        settings = f"{model.config.encoder} with {model.config.decoder}"
        raise InputError("export", f"no released model is {settings}", "Keep the native format.")
    tensors, out = model.state_dict(), {}
    for pair in official.pairs(model.config):
        out.setdefault(pair.official, []).append(tensors[pair.name])
    out = {key: torch.cat(parts) if len(parts) > 1 else parts[0] for key, parts in out.items()}
    like = next(iter(out.values()))
    out |= {key: like.new_zeros(shape) for key, shape in official.dead_shapes(model.config).items()}
    out |= model.dead
    return out | {second: out[first] for second, first in official.aliases(model.config).items()}


def save_official(model: ParsingModel, path: str | os.PathLike[str]) -> None:
    """Write `to_official` as a .pt file."""
    path, tensors = Path(path), to_official(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = io.BytesIO()
    torch.save(tensors, file)
    write_bytes(path, file.getvalue())


def _load_native(folder: Path) -> ParsingModel:
    record, weights = folder / "config.json", folder / "model.safetensors"
    values, _ = _SCHEMA.read_format(record, FORMAT)
    config = _SCHEMA.fit(values, record).config
    try:
        with torch.device("meta"):
            model = build_model(config)
    except (InputError, ValueError, RuntimeError) as error:  # sizes that do not go together
        expected = f"expected the config of a native checkpoint ({reason(error)})"
        raise InputError(record, expected, _CHECK) from error
    model.load_state_dict(
        _load(weights, {k: tuple(v.shape) for k, v in model.state_dict().items()}), assign=True
    )
    if (dead := folder / _DEAD).exists():
        model.dead = _load(dead, official.dead_shapes(config), further=True)
    return model.eval()


def _load(path: Path, expected: Mapping[str, tuple], further: bool = False) -> dict[str, Tensor]:
    """Tensors of a native file, which have the shapes expected; there may be `further` ones."""
    try:
        state = load_file(path)
    except (OSError, SafetensorError) as error:
        found = f"expected the weights of a native checkpoint ({reason(error)})"
        raise InputError(path, found, _CHECK) from error
    shapes = {k: tuple(v.shape) for k, v in state.items()}
    _compare(shapes, {**shapes, **expected} if further else expected, str(path))
    _check_finite(state, str(path))
    return state


def _saved(state: Mapping[str, Tensor]) -> bytes:
    return save({k: v.detach().cpu().contiguous() for k, v in state.items()})


def _unwrap(state: object, source: str) -> dict[str, Tensor]:
    for name in _WRAPPERS:
        if isinstance(state, Mapping) and isinstance(state.get(name), Mapping):
            state = state[name]
    if not isinstance(state, Mapping) or not all(
        isinstance(k, str) and isinstance(v, Tensor) and v.is_floating_point() for k, v in state.items()
    ):
        raise InputError(source, "expected a state dict: names and tensors of floats", _CHECK)
    parallel = state and all(key.startswith("module.") for key in state)  # saved from DataParallel
    return {key.removeprefix("module.") if parallel else key: value for key, value in state.items()}


def _compare(found: Mapping[str, tuple], expected: Mapping[str, tuple], source: str) -> None:
    for word, keys in (
        ("misses", expected.keys() - found.keys()),
        ("has unknown", found.keys() - expected.keys()),
    ):
        if keys:
            more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
            raise InputError(source, f"the checkpoint {word} key {min(keys)}{more}", _CHECK)
    for key, shape in expected.items():
        if found[key] != shape:
            raise InputError(source, f"key {key} should have shape {shape}, has {found[key]}", _CHECK)


def _check_finite(state: Mapping[str, Tensor], source: str) -> None:
    for key, value in state.items():
        if not torch.isfinite(value).all():
            raise InputError(source, f"expected numbers, key {key} holds NaN or infinity", _CHECK)


def _part(tensor: Tensor, third: int | None) -> Tensor:
    return tensor if third is None else tensor.chunk(3)[third].clone()
