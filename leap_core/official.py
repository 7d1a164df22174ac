"""Key maps between this package's models and the state dicts of the released code.

Each encoder and decoder knows its own keys (`official.py` beside its settings); here they are put together,
and releases told apart.  Two things have no pair: tensors that no forward pass of the released code uses
(dead), and the second name under which MM-Pyr registers its convolutions (alias).

    leap_mm_pyr          LEAP with MM-Pyr
    mmil_mm_pyr          MM-Pyr with MMIL; stacks (visual, audio) but reads index 0 as audio, kept here
    mmil_han             HAN with MMIL as first released
    mmil_han_valor       VALOR's HAN with MMIL, post-norm; the keys are those of its pre-norm variant too
    mmil_han_valor_l2    the same, under the name of its two-layer checkpoint
    mmil_han_valor_pre   that variant, which must be named
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from leap_core.config import HanConfig, LeapConfig, MmilConfig, MmPyrConfig, ModelConfig
from leap_core.errors import InputError
from leap_core.parts import DecoderConfig, EncoderConfig, Pair, Part, Shape

_VALOR = HanConfig(heads=8, order="sequential")
_RELEASES: Mapping[str, tuple[EncoderConfig, DecoderConfig]] = {  # every setting but sizes, which shapes tell
    "leap_mm_pyr": (MmPyrConfig(), LeapConfig()),
    "mmil_mm_pyr": (MmPyrConfig(), MmilConfig(swap_modalities=True)),
    "mmil_han": (HanConfig(), MmilConfig()),
    "mmil_han_valor": (_VALOR, MmilConfig()),
    "mmil_han_valor_l2": (_VALOR, MmilConfig()),
    "mmil_han_valor_pre": (replace(_VALOR, norm="pre"), MmilConfig()),
}
KINDS = tuple(_RELEASES)
_FRONT_END = (("audio", "fc_a"), ("visual", "fc_v"), ("visual_st", "fc_st"), ("fusion", "fc_fusion"))


def find_kind(shapes: Mapping[str, Shape], source: str) -> str:
    """Which release a state dict comes from.  Raises InputError where its keys are of none."""
    for prefix, kind in (
        ("AVL.", "leap_mm_pyr"),
        ("MMP.", "mmil_mm_pyr"),
        ("audio_encoder.", "mmil_han"),
        ("hat_encoder.final_norm_a", "mmil_han_valor"),
    ):
        if any(key.startswith(prefix) for key in shapes):
            return kind
    first = next(iter(shapes), "none")
    expected = f"its keys (the first is {first}) are of no known release"
    raise InputError(source, expected, f"Name the kind, one of {', '.join(KINDS)}, or convert the file.")


def find_config(shapes: Mapping[str, Shape], kind: str, source: str) -> ModelConfig:
    """The config of a state dict of `kind`: sizes from the shapes, the rest as released."""
    if kind not in KINDS:
        raise InputError(source, f"{kind!r} is no known kind", f"Choose one of {', '.join(KINDS)}.")
    found = _Shapes(shapes, kind, source)
    encoder, decoder = _RELEASES[kind]
    sizes = {
        "width": found.size("fc_a.weight"),
        "audio_dim": found.size("fc_a.weight", 1),
        "visual_dim": found.size("fc_v.weight", 1),
        "visual_st_dim": found.size("fc_st.weight", 1),
        **decoder.model_sizes(found),
    }
    return ModelConfig(encoder.measured(found), decoder.measured(found), **sizes)


def is_released(config: ModelConfig) -> bool:
    """Whether some release has a model of these settings, whatever its sizes."""
    settings = _sizeless(config.encoder), _sizeless(config.decoder)
    return settings in [tuple(map(_sizeless, release)) for release in _RELEASES.values()]


def pairs(config: ModelConfig) -> list[Pair]:
    """Every tensor of the model and its official key."""
    modules = [(f"front_end.{name}", official) for name, official in _FRONT_END]
    packed = []
    for part in (config.encoder, config.decoder):
        keys = part.official(config.width)
        modules += keys.modules
        packed += keys.packed
    return [Pair(f"{a}.{p}", f"{b}.{p}") for a, b in modules for p in ("weight", "bias")] + packed


def aliases(config: ModelConfig) -> dict[str, str]:
    """Second official name of a tensor -> its first."""
    parts = (config.encoder, config.decoder)
    return {second: first for part in parts for second, first in part.official(config.width).aliases.items()}


def dead_shapes(config: ModelConfig) -> dict[str, Shape]:
    """Official tensors that no forward pass uses."""
    return {**config.encoder.official(config.width).dead, **config.decoder.official(config.width).dead}


@dataclass(frozen=True)
class _Shapes:
    """Shapes of a state dict that should be of `kind`."""

    shapes: Mapping[str, Shape]
    kind: str
    source: str

    def size(self, key: str, axis: int = 0) -> int:
        """Length of an axis of a tensor; raises InputError where there is no such tensor or axis."""
        if key not in self.shapes or len(self.shapes[key]) <= axis:
            expected = f"expected a matrix {key} of kind {self.kind}"
            raise InputError(self.source, expected, "Check the file, or name another kind.")
        return self.shapes[key][axis]

    def count(self, prefix: str) -> int:
        """How many names follow `prefix` in the keys."""
        return len({key[len(prefix) :].split(".")[0] for key in self.shapes if key.startswith(prefix)})


def _sizeless(part: Part) -> Part:
    sizes = {"layers", "levels", "blocks", "feed_forward"} & {f.name for f in fields(part)}
    return replace(part, **dict.fromkeys(sizes, 0))
