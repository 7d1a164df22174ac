import pytest
import torch
import torch.nn.functional as F

from leap_core.config import MmPyrConfig
from leap_core.encoders.mm_pyr.module import MmPyrEncoder, TemporalConvolution

B, WIDTH = 2, 6


@pytest.mark.parametrize("segments", [1, 2, 5, 13])
@pytest.mark.parametrize("dilation", [1, 2, 4, 8])
@torch.inference_mode()
def test_matrix_products_are_the_dilated_convolution(segments, dilation):
    torch.manual_seed(0)
    block = TemporalConvolution(WIDTH, dilation, 0.1).double().eval()
    x = torch.randn(B, segments, WIDTH).double()
    channels_first = x.transpose(1, 2)
    expected = F.relu(block.pointwise(F.relu(block.dilated(channels_first))) + channels_first)
    torch.testing.assert_close(block(x), expected.transpose(1, 2))


@torch.inference_mode()
def test_a_segment_sees_as_far_as_its_levels_reach():
    """A level's attention and convolution each reach 2^i: two levels see 2 (1 + 2) = 6 segments away."""
    torch.manual_seed(0)
    encoder = MmPyrEncoder(MmPyrConfig(levels=2, heads=3, feed_forward=11), WIDTH, 0.1).double().eval()
    audio, visual = torch.randn(B, 17, WIDTH).double(), torch.randn(B, 17, WIDTH).double()
    changed = audio.clone()
    changed[:, 8] += 1
    for before, after in zip(encoder(audio, visual), encoder(changed, visual), strict=True):
        moved = (before - after).abs().amax(dim=(0, 2)) > 1e-12
        assert moved.nonzero().flatten().tolist() == list(range(2, 15))


@torch.inference_mode()
def test_some_clips_are_encoded_as_among_all():
    """Three clips' audio and three others' picture, of seven clips."""
    torch.manual_seed(3)
    encoder = MmPyrEncoder(MmPyrConfig(heads=2, levels=3, feed_forward=11), 6, 0.1).double().eval()
    audio, visual = torch.randn(2, 7, 5, 6, dtype=torch.double)
    heard, seen = slice(0, 3), slice(4, 7)
    found, wanted = encoder.some(audio, visual, heard, seen), encoder(audio, visual)
    torch.testing.assert_close(found[0], wanted[0][heard])
    torch.testing.assert_close(found[1], wanted[1][seen])
