"""A git server on this machine: git's own `http-backend` behind a small HTTP server, with all that can go wrong."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit


@dataclass
class GitServer:
    """address: of the server, without a slash at its end. asked: the paths of all requests. said: their headers."""

    address: str = ""
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    closing: Event = field(default_factory=Event)

    def requests_for(self, name: str) -> list[str]:
        return [path for path in self.asked if path.startswith(f"/{name}/")]


@contextmanager
def git_server(folder: Path) -> Iterator[GitServer]:
    """A server of the bare repositories in folder, which does what the name of a repository says:

    slow-X waits, dropped-X breaks off in the middle of the objects, secret-X wants a password, moved-X leads to X,
    busy-X cannot just now.
    """
    state = GitServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

        def _answer(self, body: bytes) -> None:
            state.asked.append(self.path)
            state.said.append(str(self.headers))
            fault, _, name = self.path.removeprefix("/").partition("-")
            if fault == "slow":
                state.closing.wait(10)
            elif fault == "secret":
                self._say(401, b"", "WWW-Authenticate", 'Basic realm="git"')
            elif fault == "busy":
                self._say(503, b"")
            elif fault == "moved":
                self._say(301, b"", "Location", f"/{name}")
            else:
                self._serve(body, breaks_off=fault == "dropped" and body.startswith(b"0011command=fetch"))

        def _serve(self, body: bytes, breaks_off: bool) -> None:
            asked = urlsplit(self.path)
            variables = {
                "PATH": os.environ["PATH"],
                "GIT_PROJECT_ROOT": str(folder),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": "safe.directory",
                "GIT_CONFIG_VALUE_0": "*",
                "PATH_INFO": asked.path,
                "QUERY_STRING": asked.query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            }
            made = subprocess.run(["git", "http-backend"], input=body, env=variables, capture_output=True, check=False)
            head, _, content = made.stdout.partition(b"\r\n\r\n")
            headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
            status = int(headers.pop("Status", "200").split()[0])
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if breaks_off else content)
            self.close_connection = breaks_off

        def _say(self, status: int, content: bytes, *header: str) -> None:
            self.send_response(status)
            if header:
                self.send_header(*header)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.address = f"http://127.0.0.1:{server.server_address[1]}"
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield state
        state.closing.set()
        server.shutdown()
