"""How work is spread without Ray, and what of a command line is an address.  With Ray: tests/ray."""

import pytest

from leap_core.spread import here, is_address, spread_over, with_addresses


def doubling():
    return lambda items: (2 * item for item in items)


def test_without_an_address_this_process_works_in_order():
    with spread_over(None) as spread:
        assert spread is here
        assert list(spread(doubling, [3, 1, 2])) == [6, 2, 4]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("explain --ray --json", "explain --ray=local --json"),
        ("faithfulness --ray runs/a --data D", "faithfulness --ray=local runs/a --data D"),
        ("explain --json --ray", "explain --json --ray=local"),
        ("explain --ray 10.0.0.1:6379", "explain --ray 10.0.0.1:6379"),
        ("explain --ray ray://head:10001 x", "explain --ray ray://head:10001 x"),
        ("explain --ray=auto", "explain --ray=auto"),
        ("explain --data D", "explain --data D"),
    ],
)
def test_ray_takes_an_address_or_this_machine(words, found, monkeypatch):
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    assert with_addresses(words.split()) == found.split()


def test_the_address_of_the_environment_counts(monkeypatch):
    monkeypatch.setenv("RAY_ADDRESS", "head:6379")
    assert with_addresses(["explain", "--ray"]) == ["explain", "--ray=head:6379"]


@pytest.mark.parametrize(
    "word", ["local", "auto", "a-b.c:1", "127.0.0.1:6379", "ray://head:10001", "[::1]:6379"]
)
def test_addresses(word):
    assert is_address(word)


@pytest.mark.parametrize("word", ["", "runs/a", "videos", "--json", "host", "host:", "a b:1", "http://x:1"])
def test_what_is_none(word):
    assert not is_address(word)
