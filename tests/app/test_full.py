"""A full server says so once, not for each try; other errors are told as ever."""

import asyncio
import errno
import socket

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


def test_tries_to_take_connections_that_were_put_off_are_not_told_once_the_server_has_closed(monkeypatch):
    heard = []
    loop = asyncio.new_event_loop()
    monkeypatch.setattr(loop, "default_exception_handler", heard.append)
    loop.set_exception_handler(full.handler())
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setblocking(False)
    listening.close()
    loop.call_soon(loop._start_serving, None, listening)  # as asyncio does a second after it could not
    loop.call_soon(int, "x")
    loop.run_until_complete(asyncio.sleep(0))
    assert ["invalid literal" in str(context["exception"]) for context in heard] == [True]
    loop.close()
