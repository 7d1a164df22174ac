"""`leap app` opens nothing on folders and files that are not there, nor where it cannot listen."""

import socket

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


@pytest.mark.parametrize(
    ("host", "said"), [("127.0.0.1", "Address already in use"), ("192.0.2.1", "Cannot assign")]
)
def test_where_it_cannot_listen_is_said(host, said, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit) as ended:
            main(["app", "--host", host, "--port", f"{port}", "--token", "0123456789abcdef"])
    assert ended.value.code == 2
    assert f"{host}, port {port}: cannot listen there: {said}" in capsys.readouterr().err
