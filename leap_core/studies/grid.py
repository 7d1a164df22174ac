"""The paper's studies as grids of settings: what is varied, and everything else held still.

The decoder study is the one of the method; lambda, read-out and queries are those of the paper's supplement
(Tables 6 to 8); blocks and loss go with them.  A setting that several studies share is one setting, trained
once.  Each study lists before any training which settings it will compare, and by which metrics: nothing else
is tested.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from leap_core import presets, recipes
from leap_core.config import ModelConfig, TrainConfig

SEEDS, FEWER_SEEDS = 5, 3  # of settings that papers print, and of others


@dataclass(frozen=True)
class Setting:
    """A model and how it is trained; the seed is not part of it."""

    name: str  # of its folder
    title: str  # for people
    model: ModelConfig
    train: TrainConfig


@dataclass(frozen=True)
class Study:
    """Settings by the value of what is varied."""

    name: str
    title: str
    question: str
    settings: Mapping[str, Setting]
    contrasts: tuple[tuple[str, str], ...]  # settings to compare, the first less the second
    by_all_metrics: bool = False  # to compare them by the ten metrics and Avg., else by Avg. alone
    seeds: int = SEEDS  # of each setting

    @property
    def metrics(self) -> tuple[str, ...]:
        """What the settings are compared by."""
        from leap_core.metrics import AVERAGE, HEADLINE  # numpy, for which the commands do not wait

        return HEADLINE if self.by_all_metrics else (AVERAGE,)


@dataclass(frozen=True)
class Scale:
    """How large the models are and how long they are trained."""

    name: str
    small: bool
    train: TrainConfig


PAPER = Scale("paper", False, TrainConfig())  # widths and schedule as released
DEMO = Scale("demo", True, recipes.demo())


def studies(scale: Scale) -> dict[str, Study]:
    """Every study by name, at a scale."""
    leap, leap_han = _model(presets.leap_mm_pyr, scale), _model(presets.leap_han, scale)
    base = Setting("leap-mm_pyr", "LEAP, MM-Pyr", leap, scale.train)
    han = Setting("leap-han", "LEAP, HAN", leap_han, scale.train)

    def named(of: Setting, name: str, **changes) -> Setting:
        return replace(of, name=f"{of.name}-{name}", title=f"{of.title}, {name.replace('-', ' ')}", **changes)

    def loss(name: str, **changes) -> Setting:
        return named(base, name, train=replace(scale.train, **changes))

    def decoder(of: Setting, name: str, **changes) -> Setting:
        return named(of, name, model=replace(of.model, decoder=replace(of.model.decoder, **changes)))

    def mmil(encoder: str, title: str, preset) -> Setting:
        # L_avss is a part of LEAP's method, VALOR's terms of MMIL's: validation prefers them on the demo set
        train = replace(scale.train, avss_weight=0.0, basic_terms="segment")
        return Setting(f"mmil-{encoder}", f"MMIL, {title}", _model(preset, scale), train)

    without_avss = loss("lambda-0", avss_weight=0.0)
    terms = {
        "p only, with L_avss": loss("clip-term", basic_terms="clip"),
        "P only, with L_avss": loss("segment-term", basic_terms="segment"),
        "p and P, without L_avss": without_avss,
        "p and P, L_avss (official)": base,
        "p and P, L_avss (eiou)": loss("eiou", avss_target="eiou"),
    }
    found = (
        Study(
            "decoder",
            "Decoder",
            "What does LEAP give over MMIL, with either encoder?",
            {
                "HAN, MMIL": mmil("han", "HAN", presets.mmil_han_valor),
                "HAN, LEAP": han,
                "MM-Pyr, MMIL": mmil("mm_pyr", "MM-Pyr", presets.mmil_mm_pyr),
                "MM-Pyr, LEAP": base,
            },
            (("HAN, LEAP", "HAN, MMIL"), ("MM-Pyr, LEAP", "MM-Pyr, MMIL")),
            by_all_metrics=True,
        ),
        Study(
            "lambda",
            "Weight of L_avss",
            "How much should the audio-visual similarity weigh beside L_basic?",
            {
                "0": without_avss,
                "0.5": loss("lambda-0.5", avss_weight=0.5),
                "1": base,
                "2": loss("lambda-2", avss_weight=2.0),
            },
            (("1", "0"), ("1", "0.5"), ("1", "2")),
        ),
        Study(
            "readout",
            "Read-out block",
            "Which of the two blocks should p and P be read from?",
            {
                "first": decoder(base, "readout-first", read_out="first"),
                "last": base,
                "average": decoder(base, "readout-average", read_out="average"),
            },
            (("last", "first"), ("last", "average")),
        ),
        Study(
            "queries",
            "Label queries",
            "Do queries made from GloVe vectors of the labels help over learnable ones?",
            {
                "HAN, learnable": decoder(han, "learnable", queries="learnable"),
                "HAN, GloVe": han,
                "MM-Pyr, learnable": decoder(base, "learnable", queries="learnable"),
                "MM-Pyr, GloVe": base,
            },
            (("HAN, GloVe", "HAN, learnable"), ("MM-Pyr, GloVe", "MM-Pyr, learnable")),
        ),
        Study(
            "blocks",
            "LEAP blocks",
            "How many blocks should the decoder have?",
            {
                "1": decoder(base, "blocks-1", blocks=1),
                "2": base,
                "3": decoder(base, "blocks-3", blocks=3),
            },
            (("2", "1"), ("2", "3")),
            seeds=FEWER_SEEDS,
        ),
        Study(
            "loss",
            "Terms of the loss",
            "What does each term give: p^m and P^m of L_basic, L_avss and its target?",
            terms,
            tuple(("p and P, L_avss (official)", other) for other in terms if terms[other] is not base),
            seeds=FEWER_SEEDS,
        ),
    )
    return {study.name: study for study in found}


def run_name(setting: Setting, seed: int) -> str:
    """Where the run of a setting and seed lies in the folder of the studies, with slashes."""
    return f"{setting.name}/seed-{seed}"


def _model(preset, scale: Scale) -> ModelConfig:
    return presets.small(preset()) if scale.small else preset()
