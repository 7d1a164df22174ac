"""Labels that are wrong for one modality, left out while a model trains on weak labels.

JoMoLD (Cheng et al., ECCV 2022), as CMPAE trains too; by the released code of both.  A clip's label may be
true of its sound alone, or of its picture.  How often it is not of a modality, the ratio of noise of a class,
an estimator tells that was trained on each modality by itself: how many of the clips with the label have a
p^m that is low beside the mean over all clips.  Of the labels in a batch, at most that share is then left
out: what is among the hardest to learn in the modality and among the easiest in the other.

Shapes: B clips, C classes.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from leap_core.losses import weak_targets

LOW = 0.6, 1.8  # p^m of a wrong label over the mean, at most: of sound, of picture
_LEAST = 1e-7


def noise_ratios(clip: np.ndarray, weak: np.ndarray) -> np.ndarray:
    """Share of wrong labels by modality and class, (2, C), by p^m (N, 2, C) and labels (N, C) of N clips."""
    low = clip < np.array(LOW)[:, None] * clip.mean(axis=0)
    return (low & weak[:, None]).sum(axis=0) / np.maximum(weak.sum(axis=0), 1)


def kept_labels(clip: Tensor, weak: Tensor, ratios: Tensor) -> Tensor:
    """Which labels are kept, bool (B, 2, C), by p^m (B, 2, C), labels (B, C) in {0, 1} and ratios (2, C)."""
    there = weak[:, None].expand_as(clip) > 0
    cost = F.binary_cross_entropy(clip.clamp(_LEAST, 1 - _LEAST), weak_targets(weak), reduction="none")
    rank = cost.masked_fill(~there, torch.inf).argsort(dim=0, stable=True).argsort(dim=0)  # 0 the easiest
    many = there.sum(dim=0)  # (2, C)
    wrong = (ratios * many).int()
    hardest = (rank >= many - wrong) & there
    easiest = rank.flip(1) < wrong  # in the other modality
    return ~(hardest & easiest)
