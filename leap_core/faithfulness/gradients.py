"""Gradients as attributions: how much of p^m the features of each second account for, to first order.  Torch.

The gradient is multiplied with what a second has more than `nothing`, and summed over its features: at the
clip itself (gradient x input), or averaged on the straight way to it from a clip whose modality is all
nothing, by Gauss-Legendre quadrature (integrated gradients; Sundararajan et al., ICML 2017).  Features are
projected first: the projection is affine, second by second, so that the products stay what they are.

Shapes: C classes, T seconds, K points on the way, d width.
"""

from __future__ import annotations

import numpy as np
import torch

from leap_core.explainers.what_if import LiveModel
from leap_core.types import MODALITIES, Features

POINTS = 64  # of the quadrature: with fewer, sums over T are off by more than a few hundredths


def gradient_times_input(
    live: LiveModel, features: Features, nothing: Features, wanted: np.ndarray
) -> np.ndarray:
    """Gradient x (input - nothing) of one clip's p^m by the seconds of m: (2, C, T), 0 where not `wanted`.

    `nothing` is of one segment, as for what-if; `wanted` is bool (2, C): each class takes a pass of its own.
    Raises InputError as models do.
    """
    return _along(live, features, nothing, wanted, np.ones(1), np.ones(1))


def integrated_gradients(
    live: LiveModel, features: Features, nothing: Features, wanted: np.ndarray, points: int = POINTS
) -> np.ndarray:
    """Integrated gradients of one clip's p^m by the seconds of m: (2, C, T), 0 where not `wanted`.

    Over T they sum to v(all) - v(none), up to the quadrature.  Arguments and errors as those of
    `gradient_times_input`.
    """
    at, weights = np.polynomial.legendre.leggauss(points)
    return _along(live, features, nothing, wanted, (at + 1) / 2, weights / 2)


def _along(
    live: LiveModel,
    features: Features,
    nothing: Features,
    wanted: np.ndarray,
    at: np.ndarray,
    weights: np.ndarray,
) -> np.ndarray:
    """Mean gradients at points on the way from nothing (0) to the clip (1), times the way."""
    device = next(live.model.parameters()).device
    whole, none = (
        live.model.project(x.map(lambda a: torch.from_numpy(a).to(device))) for x in (features, nothing)
    )
    where = torch.from_numpy(at).to(device, whole[0].dtype)[:, None, None]  # (K, 1, 1)
    weigh = torch.from_numpy(weights).to(device, whole[0].dtype)[:, None]  # (K, 1)
    found = np.zeros((*wanted.shape, whole[0].shape[1]), np.float32)
    for m in range(len(MODALITIES)):
        way = (whole[m] - none[m]).detach()  # (1, T, d)
        inputs = [x.detach().expand(len(at), -1, -1) for x in whole]
        inputs[m] = (none[m] + where * way).detach().requires_grad_()  # (K, T, d)
        projected = inputs[0], inputs[1]
        encoded = live.model.encode(projected)
        prediction = live.model.decode(encoded, live.label_embeddings, projected=projected)
        p = (prediction.clip[:, m] * weigh).sum(dim=0)  # (C,)
        for c in np.flatnonzero(wanted[m]):
            (slope,) = torch.autograd.grad(p[c], inputs[m], retain_graph=True)  # (K, T, d)
            found[m, c] = (slope * way).sum(dim=(0, 2)).cpu().numpy()
    return found
