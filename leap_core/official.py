"""Key maps between this package's models and the state dicts of the released code.

One function a part gives pairs of module names; each stands for a weight and a bias.  Two things have no
pair: tensors that no forward pass of the released code uses (dead), and the second name under which
MM-Pyr registers its convolutions (alias).

    leap_mm_pyr          LEAP with MM-Pyr
    mmil_mm_pyr          MM-Pyr with MMIL; stacks (visual, audio) but reads index 0 as audio, kept here
    mmil_han             HAN with MMIL as first released
    mmil_han_valor       VALOR's HAN with MMIL, post-norm; the keys are those of its pre-norm variant too
    mmil_han_valor_l2    the same, under the name of its two-layer checkpoint
    mmil_han_valor_pre   that variant, which must be named
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

from leap_core.config import HanConfig, LeapConfig, MmilConfig, MmPyrConfig, ModelConfig
from leap_core.errors import InputError

Shape = tuple[int, ...]

_VALOR = HanConfig(heads=8, order="sequential")
_RELEASES = {  # every setting but the sizes, which the shapes tell
    "leap_mm_pyr": (MmPyrConfig(), LeapConfig()),
    "mmil_mm_pyr": (MmPyrConfig(), MmilConfig(swap_modalities=True)),
    "mmil_han": (HanConfig(), MmilConfig()),
    "mmil_han_valor": (_VALOR, MmilConfig()),
    "mmil_han_valor_l2": (_VALOR, MmilConfig()),
    "mmil_han_valor_pre": (replace(_VALOR, norm="pre"), MmilConfig()),
}
KINDS = tuple(_RELEASES)


@dataclass(frozen=True)
class Pair:
    """One tensor here and where it lies in a released state dict."""

    name: str
    official: str
    third: int | None = None  # which third of the rows of a packed query-key-value tensor


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

    def rows(key: str, axis: int = 0) -> int:
        if key not in shapes or len(shapes[key]) <= axis:
            raise InputError(
                source, f"expected a matrix {key} of kind {kind}", "Check the file, or name another kind."
            )
        return shapes[key][axis]

    encoder, decoder = _RELEASES[kind]
    if isinstance(encoder, HanConfig):
        width = rows("hat_encoder.layers.0.linear1.weight")
        encoder = replace(encoder, layers=_count(shapes, "hat_encoder.layers."), feed_forward=width)
    else:
        width = rows("MMP.capture.msa.0.vsablock.layer.feed_forward.w_1.weight")
        encoder = replace(encoder, levels=_count(shapes, "MMP.capture.msa."), feed_forward=width)
    leap = isinstance(decoder, LeapConfig)
    if leap:
        width = rows("AVL.la_cma_network.0.feed_forward.w_1.weight")
        decoder = replace(decoder, blocks=_count(shapes, "AVL.la_cma_network."), feed_forward=width)
    return ModelConfig(
        encoder=encoder,
        decoder=decoder,
        classes=ModelConfig.classes if leap else rows("fc_prob.weight"),  # no weight of LEAP has a class axis
        width=rows("fc_a.weight"),
        audio_dim=rows("fc_a.weight", 1),
        visual_dim=rows("fc_v.weight", 1),
        visual_st_dim=rows("fc_st.weight", 1),
        label_dim=rows("fc_l.weight", 1) if leap else ModelConfig.label_dim,
    )


def is_released(config: ModelConfig) -> bool:
    """Whether some release has a model of these settings, whatever its sizes."""
    settings = _sizeless(config.encoder), _sizeless(config.decoder)
    return settings in [tuple(map(_sizeless, release)) for release in _RELEASES.values()]


def pairs(config: ModelConfig) -> list[Pair]:
    """Every tensor of the model and its official key."""
    modules = [(f"front_end.{a}", f"fc_{b}") for a, b in zip(*_FRONT_END, strict=True)]
    han = isinstance(config.encoder, HanConfig)
    modules += list(_han(config.encoder) if han else _mm_pyr(config.encoder))
    modules += list(_leap(config.decoder) if isinstance(config.decoder, LeapConfig) else _MMIL)
    found = [Pair(f"{a}.{p}", f"{b}.{p}") for a, b in modules for p in ("weight", "bias")]
    return found + (list(_han_packed(config.encoder)) if han else [])


def aliases(config: ModelConfig) -> dict[str, str]:
    """Second official name of a tensor -> its first."""
    if isinstance(config.encoder, HanConfig):
        return {}
    stems = [f"MMP.capture.{m}network.{i}" for m in "av" for i in range(config.encoder.levels)]
    twins = (("conv1", "net.0"), ("conv2", "net.2"))
    return {f"{s}.{a}.{p}": f"{s}.{b}.{p}" for s in stems for a, b in twins for p in ("weight", "bias")}


def dead_shapes(config: ModelConfig) -> dict[str, Shape]:
    """Official tensors that no forward pass uses."""
    d, encoder, decoder = config.width, config.encoder, config.decoder
    found: dict[str, Shape] = {}

    def linear(stem: str, rows: int, columns: int) -> None:
        found.update({f"{stem}.weight": (rows, columns), f"{stem}.bias": (rows,)})

    def norm(stem: str) -> None:
        found.update({f"{stem}.weight": (d,), f"{stem}.bias": (d,)})

    def template(stem: str, feed_forward: int) -> None:
        for i in range(4):
            linear(f"{stem}.multiheadattn.linears.{i}", d, d)
        norm(f"{stem}.multiheadattn.layer_norm")
        linear(f"{stem}.feedforward.w_1", feed_forward, d)
        linear(f"{stem}.feedforward.w_2", d, feed_forward)

    def transformer_layer(stem: str, feed_forward: int) -> None:
        packed = f"{stem}.self_attn.in_proj"
        found.update({f"{packed}_weight": (3 * d, d), f"{packed}_bias": (3 * d,)})
        linear(f"{stem}.self_attn.out_proj", d, d)
        linear(f"{stem}.linear1", feed_forward, d)
        linear(f"{stem}.linear2", d, feed_forward)
        norm(f"{stem}.norm1")
        norm(f"{stem}.norm2")

    for _, stem in _blocks(config):
        norm(f"{stem}.self_attn.layer_norm")
    if isinstance(decoder, LeapConfig):
        template("AVL", decoder.feed_forward)
    if isinstance(encoder, MmPyrConfig):
        template("MMP.capture", encoder.feed_forward)
        template("MMP.fusion", encoder.feed_forward)
    elif encoder.order == "parallel":
        for stem in ("audio_encoder", "visual_encoder", "cmt_encoder"):
            for i in range(encoder.layers):
                transformer_layer(f"{stem}.layers.{i}", encoder.feed_forward)
        for stem in ("cmt_encoder", "hat_encoder"):
            norm(f"{stem}.norm1")
            norm(f"{stem}.norm2")
    elif encoder.norm == "post":
        norm("hat_encoder.final_norm_a")
        norm("hat_encoder.final_norm_v")
    return found


_FRONT_END = ("audio", "visual", "visual_st", "fusion"), ("a", "v", "st", "fusion")
_MMIL = [
    ("decoder.classify", "fc_prob"),
    ("decoder.attend_time", "fc_frame_att"),
    ("decoder.attend_modality", "fc_av_att"),
]


def _blocks(config: ModelConfig) -> Iterator[tuple[str, str]]:
    """Query blocks: name here, official name."""
    if isinstance(config.encoder, MmPyrConfig):
        for i in range(config.encoder.levels):
            for name, block in (("audio_self", "asa"), ("visual_self", "vsa"), ("cross", "cma")):
                yield f"encoder.levels.{i}.{name}", f"MMP.capture.msa.{i}.{block}block.layer"
        for m in ("audio", "visual"):
            yield f"encoder.{m}_fusion.interaction", f"MMP.fusion.{m[0]}adaptiveinteraction"
    if isinstance(config.decoder, LeapConfig):
        for m in ("audio", "visual"):
            for i in range(config.decoder.blocks):
                yield f"decoder.{m}_blocks.{i}", f"AVL.l{m[0]}_cma_network.{i}"


def _query_block(name: str, official: str) -> Iterator[tuple[str, str]]:
    for i, part in enumerate(("query", "key", "value", "output")):
        yield f"{name}.attention.{part}", f"{official}.self_attn.linears.{i}"
    yield f"{name}.norm_attention", f"{official}.sublayer.0.norm"
    yield f"{name}.norm_feed_forward", f"{official}.sublayer.1.norm"
    yield f"{name}.expand", f"{official}.feed_forward.w_1"
    yield f"{name}.contract", f"{official}.feed_forward.w_2"


def _mm_pyr(config: MmPyrConfig) -> Iterator[tuple[str, str]]:
    for name, official in _blocks(ModelConfig(config, MmilConfig())):
        yield from _query_block(name, official)
    for m in ("audio", "visual"):
        for i in range(config.levels):
            level = f"encoder.levels.{i}.{m}"
            yield f"{level}_gate.first", f"MMP.capture.msa.{i}.l{m[0]}1"
            yield f"{level}_gate.second", f"MMP.capture.msa.{i}.l{m[0]}2"
            yield f"{level}_convolution.dilated", f"MMP.capture.{m[0]}network.{i}.net.0"
            yield f"{level}_convolution.pointwise", f"MMP.capture.{m[0]}network.{i}.net.2"
        yield f"encoder.{m}_fusion.select", f"MMP.fusion.{m[0]}selectfusion"


def _leap(config: LeapConfig) -> Iterator[tuple[str, str]]:
    yield "decoder.project_label", "fc_l"
    for m in ("audio", "visual"):
        yield f"decoder.{m}_head", f"fc_l{m[0]}"
        for i in range(config.blocks):
            yield from _query_block(f"decoder.{m}_blocks.{i}", f"AVL.l{m[0]}_cma_network.{i}")


_HAN_ATTENTION = (("self_attention", "self_attn"), ("cross_attention", "cm_attn"))


def _han(config: HanConfig) -> Iterator[tuple[str, str]]:
    for i in range(config.layers):
        name, official = f"encoder.layers.{i}", f"hat_encoder.layers.{i}"
        for mine, theirs in _HAN_ATTENTION:
            yield f"{name}.{mine}.output", f"{official}.{theirs}.out_proj"
        yield f"{name}.expand", f"{official}.linear1"
        yield f"{name}.contract", f"{official}.linear2"
        yield f"{name}.norm_attention", f"{official}.norm1"
        yield f"{name}.norm_feed_forward", f"{official}.norm2"
    if config.norm == "pre":
        yield "encoder.norm_audio", "hat_encoder.final_norm_a"
        yield "encoder.norm_visual", "hat_encoder.final_norm_v"


def _han_packed(config: HanConfig) -> Iterator[Pair]:
    for i in range(config.layers):
        for mine, theirs in _HAN_ATTENTION:
            for third, part in enumerate(("query", "key", "value")):
                for p in ("weight", "bias"):
                    official = f"hat_encoder.layers.{i}.{theirs}.in_proj_{p}"
                    yield Pair(f"encoder.layers.{i}.{mine}.{part}.{p}", official, third)


def _count(shapes: Mapping[str, Shape], prefix: str) -> int:
    return len({key[len(prefix) :].split(".")[0] for key in shapes if key.startswith(prefix)})


def _sizeless(part: HanConfig | MmPyrConfig | MmilConfig | LeapConfig) -> object:
    sizes = {"layers", "levels", "blocks", "feed_forward"} & {f.name for f in fields(part)}
    return replace(part, **dict.fromkeys(sizes, 0))
