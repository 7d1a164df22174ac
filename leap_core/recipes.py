"""How published models were trained, as whole TrainConfigs.

Sources: Zhou et al. (LEAP, ECCV 2024) and its released code; Lai et al. (VALOR, NeurIPS 2023), the strongest
published MMIL on dense pseudo-labels; Tian et al. (HAN, ECCV 2020), on weak labels alone.
"""

from __future__ import annotations

from collections.abc import Callable

from leap_core.config import TrainConfig


def leap() -> TrainConfig:
    """LEAP's: p^m and P^m on pseudo-labels, p on the clip's labels, and L_avss."""
    return TrainConfig()


def valor() -> TrainConfig:
    """VALOR's for MMIL: P^m on pseudo-labels and p on the clip's labels; no term on p^m."""
    return TrainConfig(epochs=60, batch_size=64, weight_decay=1e-3, basic_terms="segment", avss_weight=0.0)


def han() -> TrainConfig:
    """HAN's and MM-Pyr's: p^m and p on the clip's labels, the visual ones smoothed."""
    return TrainConfig(epochs=40, batch_size=16, learning_rate=3e-4, labels="weak", avss_weight=0.0)


RECIPES: dict[str, Callable[[], TrainConfig]] = {f.__name__: f for f in (leap, valor, han)}
