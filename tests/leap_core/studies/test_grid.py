"""The grids vary what they say, hold the rest still, and share what they can."""

from dataclasses import replace

import pytest

from leap_core.config import LeapConfig
from leap_core.metrics import AVERAGE, HEADLINE
from leap_core.published import published_of
from leap_core.studies.grid import DEMO, PAPER, run_name, studies

NAMES = ("decoder", "lambda", "readout", "queries", "blocks", "loss")


@pytest.mark.parametrize("scale", [PAPER, DEMO])
def test_settings_that_studies_share_are_one(scale):
    found = studies(scale)
    assert tuple(found) == NAMES
    settings = [setting for study in found.values() for setting in study.settings.values()]
    by_name = {setting.name: setting for setting in settings}
    assert all(setting == by_name[setting.name] for setting in settings)
    plain = [replace(setting, name="", title="") for setting in by_name.values()]
    assert len(settings) == 23 and len(by_name) == 16 == len(set(plain))
    assert len({setting.title for setting in by_name.values()}) == 16


@pytest.mark.parametrize("scale", [PAPER, DEMO])
def test_each_study_varies_one_thing(scale):
    found = studies(scale)

    def values(study, of):
        return [of(setting) for setting in found[study].settings.values()]

    assert values("lambda", lambda s: s.train.avss_weight) == [0, 0.5, 1, 2]
    assert values("readout", lambda s: s.model.decoder.read_out) == ["first", "last", "average"]
    assert {s.model.decoder.blocks for s in found["readout"].settings.values()} == {2}
    assert values("queries", lambda s: s.model.decoder.queries) == ["learnable", "glove"] * 2
    assert values("blocks", lambda s: s.model.decoder.blocks) == [1, 2, 3]
    assert values("decoder", lambda s: isinstance(s.model.decoder, LeapConfig)) == [False, True] * 2
    encoders = values("decoder", lambda s: s.model.encoder)
    assert encoders[0] == encoders[1] != encoders[2] == encoders[3]
    terms = values("loss", lambda s: (s.train.basic_terms, s.train.avss_weight, s.train.avss_target))
    assert terms == [
        ("clip", 1, "official"), ("segment", 1, "official"), ("both", 0, "official"),
        ("both", 1, "official"), ("both", 1, "eiou"),
    ]  # fmt: skip


def test_contrasts_are_listed_and_few():
    for name, study in studies(DEMO).items():
        assert study.contrasts and len(set(study.contrasts)) == len(study.contrasts)
        assert all(first != second for first, second in study.contrasts)
        assert {label for pair in study.contrasts for label in pair} <= set(study.settings)
        assert study.metrics == (HEADLINE if name == "decoder" else (AVERAGE,))
    decoders = studies(DEMO)["decoder"].contrasts
    assert decoders == (("HAN, LEAP", "HAN, MMIL"), ("MM-Pyr, LEAP", "MM-Pyr, MMIL"))


def test_what_papers_print_has_five_seeds():
    for name, study in studies(PAPER).items():
        printed = set(published_of(name)) & set(study.settings)
        assert study.seeds == (5 if printed else 3)


def test_no_model_is_tuned_against_another():
    for scale in (PAPER, DEMO):
        settings = [s for study in studies(scale).values() for s in study.settings.values()]
        same = {replace(s.train, avss_weight=1, avss_target="official", basic_terms="both") for s in settings}
        assert same == {scale.train} and len({s.model.width for s in settings}) == 1


def test_names_are_folders():
    for study in studies(PAPER).values():
        for setting in study.settings.values():
            assert set(run_name(setting, 3)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_./")
            assert run_name(setting, 3).endswith("/seed-3")
