"""Attention rollout of the encoders: by hand where attention is even, and what holds of any weights."""

import numpy as np
import pytest
import torch

from leap_core.encoders.han import HanConfig, MixedHanConfig
from leap_core.encoders.mm_pyr import MmPyrConfig
from leap_core.encoders.rollout import carry, origins
from leap_core.layers import Attention, local_mask

B, T, D = 2, 3, 12  # three segments, two heads of six


def encoder(config, even=False):
    torch.manual_seed(5)
    made = config.build(D, 0.0).eval()
    if even:  # queries of zero ask for all alike
        with torch.no_grad():
            for part in made.modules():
                if isinstance(part, Attention):
                    part.query.weight.zero_()
                    part.query.bias.zero_()
    return made


def inputs(t=T):
    return torch.randn(B, t, D, generator=torch.Generator().manual_seed(7)), torch.randn(
        B, t, D, generator=torch.Generator().manual_seed(11)
    )


def both(made, *given):
    """All 2 T rows of the first clip."""
    return torch.cat(made.rollout(*given), dim=1)[0].detach().numpy()


def test_weights_are_those_of_the_attention():
    """With one head what is attended to is the weights times the values, through the output."""
    torch.manual_seed(1)
    attend, (x, y) = Attention(D, 1), inputs()
    mask = local_mask(T, 1, x.device)
    mixed = attend.output(attend.weights(x, y, mask) @ attend.value(y))
    torch.testing.assert_close(mixed, attend(x, y, mask))
    assert attend.weights(x, y, mask)[:, 0, 2].tolist() == [0, 0]


def test_one_layer_without_the_other_modality_is_half_itself_half_its_attention():
    attention = torch.tensor([[[0.2, 0.8], [0.6, 0.4]]])
    audio, visual = origins(torch.zeros(1, 2, D))
    assert carry(attention, None, audio, visual)[0].tolist() == [
        pytest.approx([0.6, 0.4, 0, 0]),
        pytest.approx([0.3, 0.7, 0, 0]),
    ]
    made = encoder(MixedHanConfig(heads=2, without_cross=1.0))
    x, y = inputs()
    own, _ = made.layers[0].weights(x, None)
    np.testing.assert_allclose(
        both(made, x, y)[:T, :T], (own[0] / 2 + torch.eye(T) / 2).detach().numpy(), atol=1e-6
    )


def test_two_layers_that_see_both_modalities_by_hand():
    """Of two segments that attend evenly: 0.5 + 0.125 themselves, 0.125 of each other; then squared."""
    made, x, y = encoder(HanConfig(heads=2, layers=2, order="chained"), even=True), *inputs(2)
    step = np.full((4, 4), 0.125) + 0.5 * np.eye(4)
    np.testing.assert_allclose(both(made, x, y), step @ step, atol=1e-6)
    assert step @ step == pytest.approx(np.full((4, 4), 0.1875) + 0.25 * np.eye(4))
    made = encoder(HanConfig(heads=2, layers=2, order="parallel"), even=True)  # the last layer alone
    np.testing.assert_allclose(both(made, x, y), step, atol=1e-6)


def test_in_sequence_picture_attends_to_the_updated_sound():
    """0.25 of picture's row are the mean of sound's rows, (0.375, 0.375, 0.125, 0.125)."""
    made, x, y = encoder(HanConfig(heads=2, layers=1, order="sequential"), even=True), *inputs(2)
    found = both(made, x, y)
    np.testing.assert_allclose(found[0], [0.625, 0.125, 0.125, 0.125], atol=1e-6)
    np.testing.assert_allclose(found[2], [0.09375, 0.09375, 0.65625, 0.15625], atol=1e-6)


def test_with_and_without_the_other_modality_are_mixed_as_their_encodings():
    made, x, y = encoder(MixedHanConfig(heads=2, without_cross=0.2), even=True), *inputs(2)
    row = 0.8 * np.array([0.625, 0.125, 0.125, 0.125]) + 0.2 * np.array([0.75, 0.25, 0, 0])
    np.testing.assert_allclose(both(made, x, y)[0], row, atol=1e-6)


def test_a_level_of_mm_pyr_reaches_its_neighbours():
    made, x, y = encoder(MmPyrConfig(levels=1, heads=2), even=True), *inputs()
    third, half = 0.25 / 3, 0.25 / 2
    expected = [
        [0.5 + half, half, 0, half, half, 0],
        [third, 0.5 + third, third, third, third, third],
        [0, half, 0.5 + half, 0, half, half],
    ]
    np.testing.assert_allclose(both(made, x, y)[:T], expected, atol=1e-6)


def test_levels_are_summed_by_their_shares():
    """One level weighs 3, the other 1; where they attend to each other evenly each is 3/4 itself."""
    fusion, given = encoder(MmPyrConfig(levels=2, heads=2), even=True).audio_fusion, inputs(1)
    fusion.select.forward = lambda x: torch.tensor([0.75, 0.25]).logit()[None, :, None].expand(B, -1, -1)
    of = [torch.tensor([[[1.0, 0.0]]]).expand(B, -1, -1), torch.tensor([[[0.0, 1.0]]]).expand(B, -1, -1)]
    found = fusion.rollout(list(given), of)
    np.testing.assert_allclose(found.detach().numpy()[0, 0], [0.625, 0.375], atol=1e-6)


CONFIGS = {
    "parallel": HanConfig(heads=2, layers=2),
    "chained, pre-norm": HanConfig(heads=3, layers=3, order="chained", norm="pre"),
    "sequential": HanConfig(heads=2, layers=2, order="sequential"),
    "mixed": MixedHanConfig(heads=2, layers=2),
    "MM-Pyr": MmPyrConfig(levels=3, heads=2),
}


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_rows_are_shares_and_the_encoding_stays_as_it_is(config):
    made, given = encoder(config), inputs(5)
    before = made(*given)
    rows = torch.cat(made.rollout(*given), dim=1)
    assert rows.shape == (B, 10, 10) and rows.min() >= 0
    torch.testing.assert_close(rows.sum(dim=-1), torch.ones(B, 10))
    assert all(torch.equal(a, b) for a, b in zip(before, made(*given), strict=True))


@pytest.mark.parametrize("order", ["parallel", "chained", "sequential"])
def test_where_all_is_attended_evenly_every_second_counts_the_same(order):
    found = both(encoder(HanConfig(heads=2, layers=2, order=order), even=True), *inputs(5))
    own = found[:5, :5].mean(axis=0)  # as a decoder that attends evenly asks
    np.testing.assert_allclose(own, own[0], atol=1e-6)


def test_each_level_of_mm_pyr_reads_the_one_before():
    made, (x, y) = encoder(MmPyrConfig(levels=2, heads=2)).double(), (z.double() for z in inputs(5))
    of_x, of_y = origins(x)
    assert of_x.dtype == torch.double
    heard, seen, of_heard, of_seen = [], [], [], []
    for level in made.levels:
        near = local_mask(5, level.reach, x.device)
        own, across = level.audio_self.weights(x, x, near), level.cross.weights(x, y, near)
        its, theirs = level.visual_self.weights(y, y, near), level.cross.weights(y, x, near)
        of_x, of_y = carry(own, across, of_x, of_y), carry(its, theirs, of_y, of_x)
        x, y = level(x, y, None)
        for found, value in zip((heard, seen, of_heard, of_seen), (x, y, of_x, of_y), strict=True):
            found.append(value)
    found = made.rollout(*(z.double() for z in inputs(5)))
    torch.testing.assert_close(found[0], made.audio_fusion.rollout(heard, of_heard))
    torch.testing.assert_close(found[1], made.visual_fusion.rollout(seen, of_seen))
