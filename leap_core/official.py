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
    mmil_han_valorpp     VALOR++, which reads patches of CLAP; told from VALOR by their width alone
    mmil_han_jomold      HAN with MMIL without the dead modules, as JoMoLD saves it
    mmil_han_lsld        the same in chained layers, without spatio-temporal features
    cmpae                CMPAE
    coleaf               CoLeaF: the same with two tensors more that nothing uses; it must be named
    cmpae_two_pass       either as its evaluation runs it, 0.7 with and 0.3 without cross-modal attention;
    coleaf_two_pass      they must be named
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from leap_core.config import (
    EvidentialConfig,
    FrontEndConfig,
    HanConfig,
    LeapConfig,
    MixedHanConfig,
    MmilConfig,
    MmPyrConfig,
    ModelConfig,
)
from leap_core.errors import InputError
from leap_core.parts import OfficialKeys, Pair, Part, Shape

_VALOR = HanConfig(heads=8, order="sequential")
_CHAINED = HanConfig(order="chained")
_CMPAE = ModelConfig(MixedHanConfig(), EvidentialConfig(), front_end=FrontEndConfig(activation="elu"))
_TWO_PASS = replace(_CMPAE, encoder=MixedHanConfig(evaluated_alone=0.3))
_RELEASES: Mapping[str, ModelConfig] = {  # every setting but sizes, which shapes tell
    "leap_mm_pyr": ModelConfig(MmPyrConfig(), LeapConfig()),
    "mmil_mm_pyr": ModelConfig(MmPyrConfig(), MmilConfig(swap_modalities=True)),
    "mmil_han": ModelConfig(HanConfig(), MmilConfig()),
    "mmil_han_jomold": ModelConfig(_CHAINED, MmilConfig()),
    "mmil_han_lsld": ModelConfig(_CHAINED, MmilConfig(), front_end=FrontEndConfig(spatio_temporal=False)),
    "mmil_han_valor": ModelConfig(_VALOR, MmilConfig()),
    "mmil_han_valor_l2": ModelConfig(_VALOR, MmilConfig()),
    "mmil_han_valor_pre": ModelConfig(replace(_VALOR, norm="pre"), MmilConfig()),
    "mmil_han_valorpp": ModelConfig(_VALOR, MmilConfig(), front_end=FrontEndConfig(audio="patches")),
    "cmpae": _CMPAE,
    "coleaf": _CMPAE,
    "cmpae_two_pass": _TWO_PASS,
    "coleaf_two_pass": _TWO_PASS,
}
KINDS = tuple(_RELEASES)
_SPARE = {"coleaf": 2, "coleaf_two_pass": 2}  # further dead tensors, under whatever names
_CLAP = 768  # width of its patches


def find_kind(shapes: Mapping[str, Shape], source: str) -> str:
    """Which release a state dict comes from.  Raises InputError where its keys are of none."""
    valor = "mmil_han_valorpp" if shapes.get("fc_a.weight", ())[1:] == (_CLAP,) else "mmil_han_valor"
    for prefix, kind in (  # the first that is there
        ("AVL.", "leap_mm_pyr"),
        ("MMP.", "mmil_mm_pyr"),
        ("audio_encoder.", "mmil_han"),
        ("hat_encoder.final_norm_a", valor),
        ("fc_prob_beta.", "cmpae"),
        ("hat_encoder.norm1.", "mmil_han_jomold" if "fc_st.weight" in shapes else "mmil_han_lsld"),
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
    release = _RELEASES[kind]
    encoder, decoder = release.encoder.measured(found), release.decoder.measured(found)
    sizes = {**release.front_end.model_sizes(found), **decoder.model_sizes(found)}
    return replace(release, encoder=encoder, decoder=decoder, **sizes)


def is_released(config: ModelConfig) -> bool:
    """Whether some release has a model of these settings, whatever its sizes."""
    return _settings(config) in map(_settings, _RELEASES.values())


def spare(kind: str | None) -> int:
    """How many dead tensors a state dict of `kind` has whose names are not known."""
    return _SPARE.get(kind or "", 0)


def pairs(config: ModelConfig) -> list[Pair]:
    """Every tensor of the model and its official key."""
    modules = [module for keys in _keys(config) for module in keys.modules]
    packed = [pair for keys in _keys(config) for pair in keys.packed]
    return [Pair(f"{a}.{p}", f"{b}.{p}") for a, b in modules for p in ("weight", "bias")] + packed


def aliases(config: ModelConfig) -> dict[str, str]:
    """Second official name of a tensor -> its first."""
    return {second: first for keys in _keys(config) for second, first in keys.aliases.items()}


def dead_shapes(config: ModelConfig) -> dict[str, Shape]:
    """Official tensors that no forward pass uses."""
    return {key: shape for keys in _keys(config) for key, shape in keys.dead.items()}


def _keys(config: ModelConfig) -> list[OfficialKeys]:
    parts = (config.front_end, config.encoder, config.decoder)
    return [part.official(config.width, config.classes) for part in parts]


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


def _settings(config: ModelConfig) -> tuple[FrontEndConfig, Part, Part]:
    return config.front_end, _sizeless(config.encoder), _sizeless(config.decoder)


def _sizeless(part: Part) -> Part:
    sizes = {"layers", "levels", "blocks", "feed_forward"} & {f.name for f in fields(part)}
    return replace(part, **dict.fromkeys(sizes, 0))
