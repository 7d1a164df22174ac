"""LEAP Lens: see and hear why LEAP and MMIL parse the same video differently.

The public names below load on first use, so that importing the package does not import torch.
"""

from importlib import import_module

_NAMES = {
    "CATEGORIES": "leap_core.categories",
    "InputError": "leap_core.errors",
    "Features": "leap_core.types",
    "Prediction": "leap_core.types",
    "Explanation": "leap_core.types",
    "Run": "leap_core.types",
    "ModelConfig": "leap_core.config",
    "TrainConfig": "leap_core.config",
    "build_model": "leap_core.model",
    "from_official": "leap_core.checkpoints",
    "load_checkpoint": "leap_core.checkpoints",
    "save_checkpoint": "leap_core.checkpoints",
    "explain": "leap_core.explainers.capture",
    "show": "leap_core.notebook",
}
_MODULES = ("presets", "metrics", "data", "extract", "faithfulness")

__all__ = ["CATEGORIES", *sorted(set(_NAMES) - {"CATEGORIES"}), *_MODULES]


def __getattr__(name: str):
    if name == "__version__":
        return import_module("importlib.metadata").version("leap-lens")
    if name in _NAMES:
        return getattr(import_module(_NAMES[name]), name)
    if name in _MODULES:
        return import_module(f"leap_core.{name}")
    raise AttributeError(f"module 'leap_core' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
