"""A real web server before the dashboard, set up as docs/hosting.md says."""

import contextlib
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.served import free_port, running

DOCUMENT = (Path(__file__).parents[2] / "docs" / "hosting.md").read_text(encoding="utf-8")
HOST, TOKEN = "lens.lab.org", "a word of the laboratory".replace(" ", "-")
HANDSHAKE = {  # of a WebSocket, RFC 6455
    **{"Connection": "Upgrade", "Upgrade": "websocket"},
    **{"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="},
}


def block(kind: str, number: int = 0) -> str:
    """A block of the document."""
    return re.findall(rf"```{kind}\n(.*?)```", DOCUMENT, re.DOTALL)[number]


class Front:
    """A web server before the dashboard."""

    def __init__(self, port: int, base_path: str) -> None:
        self.port, self.base_path = port, base_path
        self.origin = f"https://{HOST}:{port}"

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str):
        """Ask by name, below the base path -> status, headers in lower case, body."""
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        # Caddy finds its site by the name in the handshake
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.sock = context.wrap_socket(raw, server_hostname=HOST)
        connection.request(method, self.base_path + path, body, {"Host": f"{HOST}:{self.port}", **named})
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        content = b"" if answer.status == 101 else answer.read()
        connection.close()
        return answer.status, found, content

    def upgrades(self, origin: str, cookie: str = "") -> int:
        """The status that a WebSocket's handshake gets."""
        return self.ask("/_stcore/stream", **HANDSHAKE, Origin=origin, Cookie=cookie)[0]

    def enter(self, name: str = "Ada") -> str:
        """Say the token; the cookie."""
        form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
        _, headers, _ = self.ask("/", "POST", f"token={TOKEN}&name={name}".encode(), **form)
        return headers["set-cookie"].partition(";")[0]


def nginx(folder: Path, port: int, behind: int, base_path: str) -> list[str]:
    """The command that runs the document's server of nginx."""
    server = block("nginx").replace("listen 443", f"listen 127.0.0.1:{port}").replace(":8501", f":{behind}")
    for name in ("pem", "key"):
        server = server.replace(f"/etc/ssl/lens.{name}", str(folder / f"lens.{name}"))
    if base_path:
        server = server.replace("location / {", f"location {base_path}/ {{")
        more = re.search(r"`(location = /lens \{.*?\})`", DOCUMENT)
        server = server.rstrip().removesuffix("}") + more[1] + "\n}"
    names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{name}_temp_path {folder}/{name};" for name in names)
    top = f"pid {folder}/pid; error_log stderr; daemon off; events {{}}"
    (folder / "nginx.conf").write_text(f"{top} http {{ access_log off; {places} {server} }}")
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]


def caddy(folder: Path, port: int, behind: int, base_path: str) -> list[str]:
    """The command that runs the document's site of Caddy."""
    site = block("caddy").replace(HOST, f"{HOST}:{port}", 1).replace(":8501", f":{behind}")
    if base_path:
        site = site.replace("reverse_proxy ", f"reverse_proxy {base_path}* ")
    keys = f"tls {folder}/lens.pem {folder}/lens.key"  # in place of a certificate from the network
    site = site.rstrip().removesuffix("}") + f"  {keys}\n}}\n"
    top = "{\n  admin off\n  auto_https disable_redirects\n}\n"
    (folder / "Caddyfile").write_text(top + site)
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


@contextlib.contextmanager
def fronted(kind: str, folder: Path, data: Path, base_path: str):
    """The dashboard, and a web server before it."""
    if shutil.which(kind) is None:
        pytest.skip(f"no {kind} found; install it, on Debian with `apt-get install {kind}`")
    subject = ["-subj", f"/CN={HOST}", "-days", "2", "-nodes", "-newkey", "rsa:2048"]
    keys = ["-keyout", str(folder / "lens.key"), "-out", str(folder / "lens.pem")]
    subprocess.run(["openssl", "req", "-x509", *subject, *keys], check=True, capture_output=True)
    options = ["--data", str(data), "--notes", str(folder / "notes.sqlite"), "--allowed-host", HOST]
    own = {**os.environ, "LEAP_CACHE": str(folder / "cache"), "LEAP_TOKEN": TOKEN, "HOME": str(folder)}
    command = [sys.executable, "-m", "app", *options, "--base-path", base_path]
    with running(command, base_path, env=own) as server:
        behind, port = int(server.address.rpartition(":")[2]), free_port()
        commands = {"nginx": nginx, "caddy": caddy}
        web = subprocess.Popen(commands[kind](folder, port, behind, base_path), env=own)
        try:
            _listening(port)
            yield Front(port, base_path)
        finally:
            web.terminate()
            web.wait(10)


def _listening(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail("the web server did not start")
