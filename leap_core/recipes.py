"""How published models, and the demo set's, were trained: whole TrainConfigs.

Sources: Zhou et al. (LEAP, ECCV 2024) and its released code; Lai et al. (VALOR, NeurIPS 2023), the strongest
published MMIL on dense pseudo-labels; Tian et al. (HAN, ECCV 2020), on weak labels alone; Gao et al. (CMPAE,
CVPR 2023) and its released code.
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


def cmpae() -> TrainConfig:
    """CMPAE's: HAN's terms by weight, L_contrast and L_mutual, noisy labels left out (docs)."""
    return TrainConfig(
        epochs=20,
        batch_size=128,
        learning_rate=5e-4,
        step_epochs=6,
        step_factor=0.25,
        labels="weak",
        avss_weight=0.0,
        weak_weights=(2.0, 0.6, 0.6),
        contrast_weight=1.0,
        mutual_weight=1.0,
        removes_noise=True,
    )


def demo() -> TrainConfig:
    """The narrow models' on the demo set: LEAP's terms on a schedule that ends on patience."""
    return TrainConfig(epochs=100, patience=25, batch_size=32, learning_rate=1e-3, step_epochs=40)


RECIPES: dict[str, Callable[[], TrainConfig]] = {f.__name__: f for f in (leap, valor, han, cmpae, demo)}
