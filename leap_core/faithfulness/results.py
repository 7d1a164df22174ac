"""What is found of a run, as `leap faithfulness` prints it and the screens draw it; no torch.

Shapes: T seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leap_core.maps import MapKind
from leap_core.wording import counted

Row = Mapping[str, str | float | None]
TOP_DOWN = ("nothing", "decoder", "and encoder", "and front end")  # with fresh weights, see sanity.py
OWN = ("worth", "worth_low", "worth_high", "lost", "auroc")  # numbers of a row of SecondsTrack


@dataclass(frozen=True)
class Curve:
    """Mean curves of an attribution over claims, then clips."""

    deletion: tuple[float, ...]  # (T + 1,) p^m with 0 to T seconds taken away
    insertion: tuple[float, ...]  # (T + 1,) and given back
    deviation: tuple[float, ...] | None = None  # (T + 1,) standard, of all orders' deletion; of RANDOM alone


@dataclass(frozen=True)
class Track:
    """What one table says: of sound, of picture or of both."""

    name: str
    clips: int  # with a claim
    claims: int  # pairs
    present: int | None  # pairs that are true in some second; None where that is unknown
    rows: tuple[Row, ...]  # one an attribution, figures by name
    curves: Mapping[str, Curve]  # by attribution


@dataclass(frozen=True)
class SecondsTrack:
    """What one table says of P's own seconds (seconds.py): of sound, of picture or of both."""

    name: str
    clips: int  # with a claim
    claims: int  # pairs
    seconds: int  # of them, where P is at least THRESHOLD
    probability: float | None  # mean P of these seconds; None where there is none, as the next
    lost: float | None  # mean of what goes with the second itself
    worth: float | None  # mean Shapley value
    rows: tuple[Row, ...]  # one an attribution

    @property
    def means(self) -> str:
        """What it comes to."""
        if self.probability is None or self.lost is None or self.worth is None:
            return "it claims nothing here"
        return (
            f"P is {self.probability:.3f}, {self.lost:.3f} lost without the second itself, "
            f"{self.worth:.3f} its Shapley value, over {counted(self.seconds, 'second')} of "
            f"{counted(self.claims, 'claim')} in {counted(self.clips, 'clip')}"
        )


@dataclass(frozen=True)
class Found:
    """What was found of a run: of whom, how, and of how many clips."""

    weights_sha256: str
    split: str
    removal: str  # by name, see Removal
    clips: int
    of: int  # clips of the run
    seed: int | None  # of the sample; None where it is all clips

    @property
    def sample(self) -> str:
        """Of how many clips, in words."""
        whole = self.clips == self.of
        return f"all {self.of:,} clips" if whole else f"{self.clips:,} of {self.of:,} clips"


@dataclass(frozen=True)
class Results(Found):
    """Of p: how faithful each attribution is."""

    tracks: tuple[Track, ...]  # audio, visual, both
    sanity: tuple[Row, ...] = ()  # see sanity.py; none where it was not asked
    agreement: tuple[Row, ...] = ()  # likewise

    def track(self, name: str) -> Track:
        """By name.  Raises StopIteration on another."""
        return next(track for track in self.tracks if track.name == name)


@dataclass(frozen=True)
class SecondsResults(Found):
    """Of P: what each second owes to itself."""

    tracks: tuple[SecondsTrack, ...]  # audio, visual, both

    def track(self, name: str) -> SecondsTrack:
        """By name.  Raises StopIteration on another."""
        return next(track for track in self.tracks if track.name == name)


def main_map(kinds: Sequence[MapKind]) -> str | None:
    """The name of the attribution that stands for a run: its first attention over time, A or W_t."""
    first = next((kind for kind in kinds if kind.scale == "attention" and kind.axis == "time"), None)
    return None if first is None else first.symbol + (first.lowered and f"_{first.lowered}")


def is_whole(attribution: str) -> bool:
    """Whether it is more than one of a block or a head alone, by its name."""
    return " block " not in attribution
