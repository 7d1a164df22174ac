"""A full server says so once, not for each try; other errors are told as ever."""

import asyncio
import errno

from leap_app import full


def test_one_line_says_that_the_server_is_full_and_others_are_left_to_the_loop(capfd, monkeypatch):
    clock, heard = [7.0], []
    monkeypatch.setattr(full.time, "monotonic", lambda: clock[0])
    loop = asyncio.new_event_loop()
    monkeypatch.setattr(loop, "default_exception_handler", heard.append)
    loop.set_exception_handler(full.handler())
    refused, broken = ({"exception": OSError(number, "")} for number in (errno.EMFILE, errno.EPIPE))
    for context in (refused, refused, broken):
        loop.call_exception_handler(context)
    assert heard == [broken]
    said = capfd.readouterr().err
    assert said.count("the server is full") == said.count("\n") == 1 and "`ulimit -n`" in said
    clock[0] += 60
    loop.call_exception_handler(refused)
    assert "the server is full" in capfd.readouterr().err
    loop.close()
