"""What models are made of: encoders and decoders, known by their frozen settings, which register themselves.

The settings answer all that the rest of the project asks of a kind of encoder or decoder: what it is called,
which maps it can trace, how it is built, where its weights lie in a released state dict and what the released
code computes beside them.  A new kind is a subclass with `@register`; nothing else names it.

    decoders/KIND/config.py     the settings, free of torch
    decoders/KIND/official.py   keys of the released code, where there is any
    decoders/KIND/module.py     the torch module; encoders/KIND likewise
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Protocol, Self, TypeVar

from annotated_types import Interval

from leap_core.maps import OWN, PROBABILITY, TRUTH, MapKind

if TYPE_CHECKING:
    from torch import nn

    from leap_core.config import ModelConfig
    from leap_core.decoders.base import Decoder

Shape = tuple[int, ...]
Size = Annotated[int, Interval(ge=1, le=16_384)]  # a width or a number of heads
Count = Annotated[int, Interval(ge=1, le=64)]  # of layers


class OfficialShapes(Protocol):
    """Shapes in a released state dict."""

    def size(self, key: str, axis: int = 0) -> int:
        """Length of an axis of a tensor; raises InputError where there is no such tensor or axis."""
        ...

    def count(self, prefix: str) -> int:
        """How many numbers or names follow `prefix` in the keys."""
        ...


@dataclass(frozen=True)
class Pair:
    """One tensor here and where it lies in a released state dict."""

    name: str
    official: str
    third: int | None = None  # which third of the rows of a packed query-key-value tensor


@dataclass(frozen=True)
class OfficialKeys:
    """Where a part's tensors lie in the state dict of the released code."""

    modules: tuple[tuple[str, str], ...] = ()  # name here and there; each stands for a weight and a bias
    packed: tuple[Pair, ...] = ()  # thirds of query-key-value tensors
    aliases: Mapping[str, str] = field(default_factory=dict)  # second official name of a tensor -> its first
    dead: Mapping[str, Shape] = field(default_factory=dict)  # official tensors that no forward pass uses


@dataclass(frozen=True)
class Part(ABC):
    """Settings of an encoder or a decoder."""

    kind: ClassVar[str]  # in files and on the command line
    title: ClassVar[str]  # for people

    def resized(self, **sizes: int) -> Self:
        """The same with those of `sizes` (heads, feed_forward) that it has."""
        known = {f.name for f in fields(self)}
        return replace(self, **{name: size for name, size in sizes.items() if name in known})

    def official(self, width: int, classes: int) -> OfficialKeys:
        """Keys of the released code at `width` = d and C `classes`; none where nothing was released."""
        return OfficialKeys()

    def measured(self, shapes: OfficialShapes) -> Self:
        """The same with the sizes that a released state dict has."""
        return self

    def macs_beyond(self, width: int, segments: int, live: int) -> int:
        """MACs of a clip that the released code computes beyond the `live` ones of this package."""
        return 0


class EncoderConfig(Part):
    """Settings of an encoder: projected segments of both modalities -> contextual ones."""

    @abstractmethod
    def build(self, width: int, dropout: float) -> nn.Module:
        """The module: audio and visual (B, T, d) -> audio and visual (B, T, d), at `width` = d.

        Where clips are padded it is also given `present` (B, T), False at the padding; where it has a second
        pass, `alone`, without any attention from one modality to the other.  By a method `rollout` it may say
        where its segments come from (encoders/rollout.py).
        """

    @property
    def second_pass(self) -> float:
        """Share of a second pass, `alone`, in what a model says in eval mode; 0: it has none."""
        return 0.0

    @property
    def alone(self) -> EncoderConfig | None:
        """The same that is always `alone`; None where it cannot be."""
        return None


class DecoderConfig(Part):
    """Settings of a decoder: encoded segments and label embeddings -> Prediction."""

    maps: ClassVar[tuple[MapKind, ...]] = ()  # what it can trace
    takes_mask: ClassVar[bool] = False  # whether segments can be masked as its keys, see decoders/base.py
    keeps_apart: ClassVar[bool] = False  # whether p^m is read from the encoded segments of m alone
    uses_avss: ClassVar[bool] = False  # whether L_avss is a part of its method
    reads_projected: ClassVar[bool] = False  # whether it is also given the segments before the encoder
    weighs_evidence: ClassVar[bool] = False  # whether its predictions carry uncertainties
    thresholded: ClassVar[bool] = False  # whether its p is the OR of p^a and p^v, each at 0.5
    apart: ClassVar[tuple[str, ...]] = ()  # submodules that papers count beside the decoder

    @abstractmethod
    def build(self, config: ModelConfig) -> Decoder:
        """The module of a model of `config`."""

    @property
    def reads_other(self) -> bool:
        """Whether what it says of m, and its maps, are of the other modality's encoded segments."""
        return False

    @property
    def takes_labels(self) -> bool:
        """Whether its queries are made from given label embeddings."""
        return False

    @property
    def layers(self) -> tuple[int, int]:
        """Blocks and heads of its layered maps; 0 and 0 where it has none."""
        return 0, 0

    def model_sizes(self, shapes: OfficialShapes) -> dict[str, int]:
        """Fields of ModelConfig that a released state dict tells by the decoder's weights."""
        return {}


ENCODERS: dict[str, type[EncoderConfig]] = {}
DECODERS: dict[str, type[DecoderConfig]] = {}
P = TypeVar("P", bound=type[Part])


def register(part: P) -> P:
    """Make a kind of encoder or decoder known.

    Raises ValueError where another has its name, or a map of it has the key of a map that is of no decoder.
    """
    if taken := {kind.key for kind in getattr(part, "maps", ())} & {kind.key for kind in OWN}:
        raise ValueError(f"the keys {', '.join(sorted(taken))} are taken: choose others for the maps")
    known: dict[str, Any] = ENCODERS if issubclass(part, EncoderConfig) else DECODERS
    if known.setdefault(part.kind, part) is not part:
        raise ValueError(f"there is a {part.kind!r} already: {known[part.kind]}")
    return part


def known_kinds(traced: Iterable[Iterable[MapKind]]) -> dict[str, MapKind]:
    """Every kind of map by its key, in the order of columns: truth, those of runs, of decoders, probability.

    `traced` has the kinds of some runs; their records go before those of decoders known here.
    """
    found = {TRUTH.key: TRUTH}
    for kinds in (*traced, *(decoder.maps for decoder in DECODERS.values())):
        for kind in kinds:
            found.setdefault(kind.key, kind)
    return found | {PROBABILITY.key: PROBABILITY}
