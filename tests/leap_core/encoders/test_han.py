import torch

from leap_core.config import HanConfig, MixedHanConfig
from leap_core.encoders.han.module import HanEncoder, MixedHanEncoder

B, T, WIDTH = 2, 7, 6


def encode(order, norm="post", layers=2):
    torch.manual_seed(0)
    encoder = HanEncoder(HanConfig(layers, 3, 11, order, norm), WIDTH, 0.1).double().eval()
    audio, visual = torch.randn(B, T, WIDTH).double(), torch.randn(B, T, WIDTH).double()
    return encoder, audio, visual


@torch.inference_mode()
def test_parallel_layers_read_the_inputs_again():
    encoder, audio, visual = encode("parallel")
    for layer in encoder.layers:
        expected = layer(audio, visual), layer(visual, audio)
    assert all(torch.equal(a, b) for a, b in zip(encoder(audio, visual), expected, strict=True))


@torch.inference_mode()
def test_chained_layers_read_what_was_before_the_layer():
    encoder, audio, visual = encode("chained")
    found = encoder(audio, visual)
    for layer in encoder.layers:
        audio, visual = layer(audio, visual), layer(visual, audio)
    assert torch.equal(found[0], audio)
    assert torch.equal(found[1], visual)


@torch.inference_mode()
def test_mixed_is_a_share_of_each_encoding():
    """A fifth without cross-modal attention, which its weights then do not touch."""
    plain, audio, visual = encode("chained")
    across = plain(audio, visual)
    alone = audio, visual
    for layer in plain.layers:
        alone = tuple(layer(x, None) for x in alone)
    for share in (0.0, 0.2, 1.0):
        mixed = MixedHanEncoder(MixedHanConfig(2, 3, 11, without_cross=share), WIDTH, 0.1).double().eval()
        mixed.load_state_dict(plain.state_dict())
        for found, a, b in zip(mixed(audio, visual), across, alone, strict=True):
            torch.testing.assert_close(found, (1 - share) * a + share * b)


def test_alone_is_without_any_of_the_other_modality():
    config = MixedHanConfig(2, 3, 11, without_cross=0.2, evaluated_alone=0.3)
    assert config.alone == MixedHanConfig(2, 3, 11, without_cross=1.0, evaluated_alone=0.0)
    assert HanConfig(2, 3, 11).alone is None


@torch.inference_mode()
def test_sequential_visual_attends_to_the_updated_audio():
    encoder, audio, visual = encode("sequential")
    found = encoder(audio, visual)
    for layer in encoder.layers:
        audio = layer(audio, visual)
        visual = layer(visual, audio)
    assert torch.equal(found[0], audio)
    assert torch.equal(found[1], visual)


@torch.inference_mode()
def test_pre_norm_layer_by_its_equations():
    encoder, audio, visual = encode("sequential", "pre", layers=1)
    layer = encoder.layers[0]
    n = layer.norm_attention(audio)
    x = audio + layer.cross_attention(n, visual) + layer.self_attention(n, n)
    x = x + layer.contract(layer.expand(layer.norm_feed_forward(x)).relu())
    torch.testing.assert_close(encoder(audio, visual)[0], encoder.norm_audio(x))
