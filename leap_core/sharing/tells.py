"""What in a site's files might tell who made it: names, addresses and folders of the user."""

from __future__ import annotations

import getpass
import os
import re
import socket
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

_SAID = (".html", ".js", ".css", ".pdf")
_AROUND = 30  # characters shown on either side
_ANYBODY = frozenset({"root", "user", "admin", "ubuntu", "debian", "nobody", "localhost"})  # names of none
_SHORTEST = 3  # characters of a name that is looked for
_WORDS = re.compile(rb"[ -~]{6,}")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_FOLDER = re.compile(r"(?<![\w.:/<)])/(?:home|Users|root|mnt|srv|scratch|data|work)/[\w.-]+")


@dataclass(frozen=True)
class Told:
    """A string in a file that might tell."""

    file: str  # relative to the site
    what: str  # of whom or what it is
    text: str  # with some of what is around it


def own_names(authors: Iterable[str], folders: Iterable[Path]) -> dict[str, str]:
    """What to look for: each string with what it is, of this machine, this user, git here, and as given.

    `authors` are those that notes name, `folders` those of data and runs.
    """
    found = {
        getpass.getuser(): "user name",
        socket.gethostname(): "host name",
        str(Path.home()): "home folder",
        **{os.environ[key]: "user name" for key in ("USER", "LOGNAME") if key in os.environ},
        _git("config", "user.name"): "author in git",
        _git("config", "user.email"): "e-mail in git",
        **dict.fromkeys((str(path.resolve()) for path in folders), "folder of data or runs"),
        **dict.fromkeys(authors, "author of a note"),
    }
    for line in _git("remote", "-v").splitlines():
        address = line.split()[1]
        found[address] = "git remote"
        found |= dict.fromkeys(re.split(r"[/:@]", address.removesuffix(".git"))[-2:], "git remote")
    return {t: w for t, w in found.items() if len(t) >= _SHORTEST and Path(t).name.casefold() not in _ANYBODY}


def tells(folder: Path, names: Mapping[str, str]) -> list[Told]:
    """Where `names`, an e-mail address or a folder of a machine stands in files of `folder` or their names.

    Upper and lower case are alike, names are whole words.
    """
    words = {re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.I): what for name, what in names.items()}
    texts = {**words, _EMAIL: "e-mail address", _FOLDER: "folder of a machine"}
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        looked = texts if path.suffix in _SAID else words  # in others chance would find an address
        for part in (name, *_texts(path)):
            hits = ((what, match) for form, what in looked.items() for match in form.finditer(part))
            found += [Told(name, what, _shown(part, match)) for what, match in hits]
    return found


def _texts(path: Path) -> list[str]:
    """A file as text; of a PDF, whose streams are packed, what it says of itself and on its pages.

    Of media whatever is words: some characters to print in a row.
    """
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as document:
            pages = [page.get_textpage().get_text_bounded() for page in document]
            return [*document.get_metadata_dict().values(), *pages]
    if path.suffix in _SAID:
        return [path.read_text(encoding="utf-8")]
    return [words.decode("ascii") for words in _WORDS.findall(path.read_bytes())]


def _shown(text: str, match: re.Match[str]) -> str:
    around = text[max(0, match.start() - _AROUND) : match.end() + _AROUND]
    return "".join(letter if letter.isprintable() else " " for letter in around)


def _git(*words: str) -> str:
    """What git says here; nothing where it does not."""
    try:
        said = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return said.stdout.strip()
