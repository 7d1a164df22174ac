"""`leap app` opens nothing on folders and files that are not there."""

import pytest

from leap_core.cli import main


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--data", "no"], "no: expected the folder of a data set"),
        (["--words", "no"], "no: expected a GloVe text file, or a folder of MiniLM"),
    ],
)
def test_what_is_not_there_is_said(words, said, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("leap_app.server.serve", lambda *_, **__: None)
    with pytest.raises(SystemExit) as ended:
        main(["app", *words])
    assert ended.value.code == 2 and said in capsys.readouterr().err
