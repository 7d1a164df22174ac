"""Training losses, pure functions (LEAP, section 3.3; the released training code).

L = L_basic + lambda L_avss.  L_basic ends with BCE(p, y), y the clip's labels, as released: it is what trains
MMIL's attention over the modalities.  LEAP's p is a threshold without a gradient; there it is left out.

Where clips are padded, `present` (B, T) is False there, and means are over what is left.

Shapes: B clips, T segments, C classes, d width.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from leap_core.config import TrainConfig
from leap_core.types import Prediction

VISUAL_SMOOTHING = 0.9, 0.05  # p^v is trained on 0.9 y + 0.05 (HAN's label smoothing)


@dataclass(frozen=True)
class Losses:
    """What one batch costs: the total to minimise and its unweighted parts, scalars."""

    total: Tensor
    basic: Tensor
    avss: Tensor


def total_loss(
    prediction: Prediction,
    weak: Tensor,
    pseudo: Tensor,
    config: TrainConfig,
    present: Tensor | None = None,
) -> Losses:
    """L_basic + lambda L_avss of a batch; `weak` (B, C) and `pseudo` (B, 2, C, T) in {0, 1}.

    With `config.labels` weak, only the clip's labels are looked at, and L_avss is left out.
    """
    if config.labels == "weak":
        basic = weak_loss(prediction, weak)
        return Losses(basic, basic, torch.zeros_like(basic))
    basic = pseudo_loss(prediction, weak, pseudo, config.basic_terms, present)
    if not config.avss_weight:
        return Losses(basic, basic, torch.zeros_like(basic))
    avss = avss_loss(*prediction.encoded, pseudo, config.avss_target, present)
    return Losses(basic + config.avss_weight * avss, basic, avss)


def pseudo_loss(
    prediction: Prediction,
    weak: Tensor,
    pseudo: Tensor,
    terms: str = "both",
    present: Tensor | None = None,
) -> Tensor:
    """L_basic as LEAP is trained: BCE of p^m with any second of the pseudo-label, of P^m with each, p with y.

    `terms` may be `clip`, without P^m, or `segment`, without p^m, which is how VALOR trains MMIL.
    """
    # a modality has as many terms as the other, so the mean over both is half the sum of theirs
    clip = 2 * _bce(prediction.clip, pseudo.amax(dim=3))
    mine = None if present is None else present[:, None, None].expand_as(pseudo)
    segment = 2 * _bce(prediction.segments, pseudo, mine)
    chosen = {"both": clip + segment, "clip": clip, "segment": segment}[terms]
    return chosen + _video_loss(prediction, weak)


def weak_loss(prediction: Prediction, weak: Tensor) -> Tensor:
    """L_basic as HAN and MM-Pyr were trained: BCE of p^a, smoothed p^v and p with the clip's labels."""
    scale, shift = VISUAL_SMOOTHING
    p_audio, p_visual = prediction.clip.unbind(dim=1)  # (B, C) each
    return _bce(p_audio, weak) + _bce(p_visual, scale * weak + shift) + _video_loss(prediction, weak)


def _video_loss(prediction: Prediction, weak: Tensor) -> Tensor | float:
    p = prediction.video_prob
    return _bce(p, weak) if p.requires_grad else 0.0  # a threshold has nothing to learn


def avss_loss(
    audio: Tensor, visual: Tensor, labels: Tensor, target: str = "official", present: Tensor | None = None
) -> Tensor:
    """L_avss: mean squared error between the audio-visual cosine map and the overlap of the labels.

    `audio` and `visual` are encoded segments (B, T, d), `labels` (B, 2, C, T).
    """
    cosine = F.normalize(audio, dim=-1) @ F.normalize(visual, dim=-1).transpose(1, 2)  # (B, T, T)
    found, wanted = cosine.relu(), overlap(labels, target)
    if present is not None:
        pairs = present[:, :, None] & present[:, None, :]
        found, wanted = found[pairs], wanted[pairs]
    return F.mse_loss(found, wanted)


def overlap(labels: Tensor, target: str) -> Tensor:
    """How much the events of each audio and each visual second agree: (B, 2, C, T) -> (B, T, T).

    `eiou`: |A and V| / |A or V|, 0 where neither has an event (section 3.3).  `official`, the released
    code: x / (1 + x) + 0.01 with x = |A and V| over the most events in any second of the clip.
    """
    audio, visual = labels.unbind(dim=1)  # (B, C, T)
    both = audio.transpose(1, 2) @ visual  # (B, T, T) |A_i and V_j|
    in_audio, in_visual = audio.sum(dim=1), visual.sum(dim=1)  # (B, T)
    if target == "eiou":
        either = in_audio[:, :, None] + in_visual[:, None, :] - both
        return both / either.clamp(min=1)
    most = torch.maximum(in_audio.amax(dim=1), in_visual.amax(dim=1)).clamp(min=1)  # (B,)
    x = both / most[:, None, None]
    return x / (1 + x) + 0.01


def _bce(prob: Tensor, label: Tensor, mine: Tensor | None = None) -> Tensor:
    if mine is not None:
        prob, label = prob[mine], label[mine]
    return F.binary_cross_entropy(prob.clamp(max=1), label)  # MMIL's pooled p may exceed 1 by rounding
