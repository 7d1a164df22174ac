"""Training losses, pure functions (LEAP, section 3.3; the released training code).

L = L_basic + lambda L_avss.  L_basic ends with BCE(p, y), y the clip's labels, as released: it is what trains
MMIL's attention over the modalities.  LEAP's p is a threshold without a gradient; there it is left out.

CMPAE (CVPR 2023, released code) adds two terms on the clip's labels: L_contrast, by which sound and picture
of one second are to lie near each other (Wu and Yang, CVPR 2021), and L_mutual, by which p and p^m teach
each other, the less, the less sure they are.

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

CONTRAST_TEMPERATURE, CONTRAST_SMOOTHING = 0.2, 0.1
LEAST_UNCERTAINTY = 0.9  # of p, as L_mutual takes it
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
    place: int = 0,
    kept: Tensor | None = None,
) -> Losses:
    """L_basic + lambda L_avss of a batch; `weak` (B, C) and `pseudo` (B, 2, C, T) in {0, 1}.

    With `config.labels` weak, only the clip's labels are looked at, and L_avss is left out; L_contrast and
    L_mutual are there by their weights.  `place` is the batch's in its epoch, from 0: L_mutual changes sides.
    `kept` are the labels of p^m that are not left out, see `weak_loss`.
    """
    if config.labels == "weak":
        basic = total = weak_loss(prediction, weak, config.weak_weights, kept)
        if config.contrast_weight:
            total = total + config.contrast_weight * contrast_loss(*prediction.encoded, present)
        if config.mutual_weight:
            total = total + config.mutual_weight * mutual_loss(prediction, weak, p_learns=place % 2 == 1)
        return Losses(total, basic, torch.zeros_like(basic))
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


def weak_loss(
    prediction: Prediction,
    weak: Tensor,
    weights: tuple[float, float, float] = (1.0, 1.0, 1.0),
    kept: Tensor | None = None,
) -> Tensor:
    """L_basic as HAN and MM-Pyr were trained: BCE of p^a, smoothed p^v and p with the clip's labels.

    `weights` are those of the three, in that order.  Where `kept` (B, 2, C) is False, p^m is to be 0.
    """
    of_audio, of_visual, of_video = weights
    targets = weak_targets(weak) if kept is None else weak_targets(weak) * kept
    heard, seen = (_bce(prediction.clip[:, m], targets[:, m]) for m in range(2))
    return of_audio * heard + of_visual * seen + of_video * _video_loss(prediction, weak)


def weak_targets(weak: Tensor) -> Tensor:
    """What p^m is trained on, (B, 2, C), by the clip's labels (B, C): the visual ones smoothed."""
    scale, shift = VISUAL_SMOOTHING
    return torch.stack((weak, scale * weak + shift), dim=1)


def contrast_loss(audio: Tensor, visual: Tensor, present: Tensor | None = None) -> Tensor:
    """L_contrast: of all seconds of the picture, that of a second's sound is to be the likeliest, smoothed.

    `audio` and `visual` are encoded segments (B, T, d).
    """
    cosine = F.normalize(audio, dim=-1) @ F.normalize(visual, dim=-1).transpose(1, 2)  # (B, T, T)
    if present is None:
        present = torch.ones_like(cosine[..., 0], dtype=torch.bool)
    logits = (cosine / CONTRAST_TEMPERATURE).masked_fill(~present[:, None], -torch.inf)
    same = logits.softmax(dim=-1).diagonal(dim1=1, dim2=2)  # (B, T)
    others = (present.sum(dim=1, keepdim=True) - 1).clamp(min=1)
    likely = (1 - CONTRAST_SMOOTHING) * same + CONTRAST_SMOOTHING * (1 - same) / others
    return -likely[present].log().mean()


def mutual_loss(prediction: Prediction, weak: Tensor, p_learns: bool) -> Tensor:
    """L_mutual: squared distance of p to the higher p^m where a class is there, else to their mean.

    Either p learns, by its own uncertainty, or p^m does, by what is left of 1; both the less, the less sure
    p^m is.
    The prediction is one of a decoder that weighs evidence.
    """
    doubt, of_p = prediction.clip_uncertainty, prediction.video_uncertainty
    assert doubt is not None and of_p is not None  # training asks for decoders that have them
    of_p = of_p.clamp(min=LEAST_UNCERTAINTY)[:, None]  # (B, 1)
    highest, which = prediction.clip.max(dim=1, keepdim=True)  # (B, 1, C)
    p, weigh = prediction.video_prob, of_p if p_learns else 1 - of_p

    def distance(p_m: Tensor, doubt: Tensor) -> Tensor:
        ours, theirs = (p, p_m.detach()) if p_learns else (p.detach(), p_m)
        return weigh * (1 - doubt) * (ours - theirs) ** 2

    there = distance(highest[:, 0], doubt.gather(1, which)[:, 0])
    absent = distance(prediction.clip.mean(dim=1), doubt.mean(dim=1))
    return (weak * there + (1 - weak) * absent).mean()


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
