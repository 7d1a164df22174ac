"""Key maps between this package's models and the state dicts of the released code.

One function a part gives pairs of module names; each stands for a weight and a bias.  Two things have no
pair: tensors that no forward pass of the released code uses (dead), and the second name under which
MM-Pyr registers its convolutions (alias).

    leap_mm_pyr          LEAP with MM-Pyr
    mmil_mm_pyr          MM-Pyr with MMIL; stacks (visual, audio) but reads index 0 as audio, kept here
    mmil_han             HAN with MMIL as first released
    mmil_han_valor       VALOR's HAN with MMIL, post-norm; the keys are those of its pre-norm variant too
    mmil_han_valor_pre   that variant, which must be named
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leap_core.config import HanConfig, LeapConfig, MmilConfig, MmPyrConfig, ModelConfig
from leap_core.errors import InputError

Shape = tuple[int, ...]
KINDS = ("leap_mm_pyr", "mmil_mm_pyr", "mmil_han", "mmil_han_valor", "mmil_han_valor_pre")


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

    leap, han = kind == "leap_mm_pyr", "han" in kind
    layers = _count(shapes, "hat_encoder.layers.") if han else _count(shapes, "MMP.capture.msa.")
    feed_forward = rows(
        "hat_encoder.layers.0.linear1.weight"
        if han
        else "MMP.capture.msa.0.vsablock.layer.feed_forward.w_1.weight"
    )
    valor = kind.startswith("mmil_han_valor")
    encoder = MmPyrConfig(levels=layers, feed_forward=feed_forward)
    if han:
        order, norm = ("sequential" if valor else "parallel"), ("pre" if kind.endswith("_pre") else "post")
        encoder = HanConfig(
            layers, heads=8 if valor else 1, feed_forward=feed_forward, order=order, norm=norm
        )
    decoder = MmilConfig(swap_modalities=kind == "mmil_mm_pyr")
    if leap:
        width = rows("AVL.la_cma_network.0.feed_forward.w_1.weight")
        decoder = LeapConfig(blocks=_count(shapes, "AVL.la_cma_network."), feed_forward=width)
    return ModelConfig(
        encoder=encoder,
        decoder=decoder,
        classes=25 if leap else rows("fc_prob.weight"),  # LEAP's weights hold for any number of labels
        width=rows("fc_a.weight"),
        audio_dim=rows("fc_a.weight", 1),
        visual_dim=rows("fc_v.weight", 1),
        visual_st_dim=rows("fc_st.weight", 1),
        label_dim=rows("fc_l.weight", 1) if leap else ModelConfig.label_dim,
    )


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
    d, found = config.width, {}

    def linear(stem: str, rows: int, columns: int) -> None:
        found.update({f"{stem}.weight": (rows, columns), f"{stem}.bias": (rows,)})

    def norm(stem: str) -> None:
        found.update({f"{stem}.weight": (d,), f"{stem}.bias": (d,)})

    if isinstance(config.encoder, MmPyrConfig):
        templates = [("MMP.capture", config.encoder), ("MMP.fusion", config.encoder)]
        templates += [("AVL", config.decoder)] if isinstance(config.decoder, LeapConfig) else []
        for stem, part in templates:
            for i in range(4):
                linear(f"{stem}.multiheadattn.linears.{i}", d, d)
            norm(f"{stem}.multiheadattn.layer_norm")
            linear(f"{stem}.feedforward.w_1", part.feed_forward, d)
            linear(f"{stem}.feedforward.w_2", d, part.feed_forward)
        blocks = [official for name, official in _blocks(config)]
        for stem in blocks:
            norm(f"{stem}.self_attn.layer_norm")
    elif config.encoder.order == "sequential":
        if config.encoder.norm == "post":
            norm("hat_encoder.final_norm_a")
            norm("hat_encoder.final_norm_v")
    else:
        ff = config.encoder.feed_forward
        for stem in ("audio_encoder", "visual_encoder", "cmt_encoder"):
            for layer in (f"{stem}.layers.{i}" for i in range(config.encoder.layers)):
                found.update(
                    {
                        f"{layer}.self_attn.in_proj_weight": (3 * d, d),
                        f"{layer}.self_attn.in_proj_bias": (3 * d,),
                    }
                )
                linear(f"{layer}.self_attn.out_proj", d, d)
                linear(f"{layer}.linear1", ff, d)
                linear(f"{layer}.linear2", d, ff)
                norm(f"{layer}.norm1")
                norm(f"{layer}.norm2")
        for stem in ("cmt_encoder", "hat_encoder"):
            norm(f"{stem}.norm1")
            norm(f"{stem}.norm2")
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
            for name, official in (
                ("audio_self", "asablock"),
                ("visual_self", "vsablock"),
                ("cross", "cmablock"),
            ):
                yield f"encoder.levels.{i}.{name}", f"MMP.capture.msa.{i}.{official}.layer"
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
