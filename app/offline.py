"""Web pages without a server: their modules, their colours, and what they may run and load."""

from __future__ import annotations

import base64
import hashlib
import json
import tomllib
from collections.abc import Iterable
from html import escape
from importlib.resources import files
from string import Template
from typing import Any
from urllib.parse import quote

from leap_app.components import FOLDER, modules_of


def document(template: str, title: str, policy: str, head: str, **parts: str) -> str:
    """A page: its body is a template of components/ with parts; `head` is HTML, such as styles."""
    body = _filled(template, **parts)
    return _filled("shared/page.html", title=escape(title), policy=policy, head=head, body=body)


def _filled(template: str, **parts: str) -> str:
    return Template((FOLDER / template).read_text(encoding="utf-8")).substitute(parts)


def import_map(*entries: str) -> str:
    """The text of an import map that brings modules, and all that they import, as URLs."""
    found = {name: _module(text) for entry in entries for name, text in modules_of(entry).items()}
    return json_text({"imports": found})


def themes() -> str:
    """The colours of the dashboard's themes as CSS, after the system's choice of light or dark."""
    theme = tomllib.loads((files("leap_app") / ".streamlit" / "config.toml").read_text(encoding="utf-8"))[
        "theme"
    ]
    names = {
        "primaryColor": "primary-color",
        "backgroundColor": "background-color",
        "textColor": "text-color",
    }

    def colours(kind: str) -> str:
        return " ".join(f"--st-{name}: {theme[kind][key]};" for key, name in names.items())

    light = f":root {{ --st-font: system-ui, sans-serif; {colours('light')} }}\n"
    return light + f"@media (prefers-color-scheme: dark) {{ :root {{ {colours('dark')} }} }}\n"


def policy(scripts: Iterable[str], styles: str, media: str = "", files: str = "") -> str:
    """A Content-Security-Policy of these inline scripts, the modules that they import and one style alone.

    `styles` is a source of styles; `media` and `files` are sources, of the page's folder or of nothing, of
    media, and of scripts in files.
    """
    hashes = " ".join(hash_of(script) for script in scripts)
    scripts = f"script-src {files}{hashes} data:"
    loads = f"style-src {styles}; img-src {media}blob: data:; media-src {media}blob:"
    return f"default-src 'none'; {scripts}; {loads}; base-uri 'none'; form-action 'none'"


def hash_of(text: str) -> str:
    """A source of a policy: the inline script or style of this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def data_url(kind: str, content: bytes) -> str:
    """Content as a URL."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _module(text: str) -> str:
    """A module as a URL, by a quarter shorter than in base64."""
    for letter in "%#\n":
        text = text.replace(letter, quote(letter))
    return f"data:text/javascript,{text}"


def json_text(value: Any) -> str:
    """JSON that ends no script element."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
