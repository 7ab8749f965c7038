"""Requests written by hand, for a browser never says who it is not."""

import socket
from dataclasses import dataclass

UPGRADE = (
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol: streamlit",
)
SOCKET = "/_stcore/stream"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


def knock(
    port: int,
    path: str,
    *headers: str,
    host: str | None = "own",
    origin: str | None = None,
    method: str = "GET",
    reached: str = "127.0.0.1",
) -> Answer:
    """Ask for a path; with the Host of the server itself, another or none, and an
    Origin or none.
    """
    hosts = (
        [f"Host: {'127.0.0.1:' + str(port) if host == 'own' else host}"]
        if host is not None
        else []
    )
    origins = [f"Origin: {origin}"] if origin is not None else []
    connection = f"Connection: {'Upgrade' if path == SOCKET else 'close'}"
    upgrade = UPGRADE if path == SOCKET else ()
    head = "\r\n".join(
        [f"{method} {path} HTTP/1.1", *hosts, *origins, connection, *upgrade, *headers]
    )
    with socket.create_connection((reached, port), timeout=10) as line:
        line.sendall(head.encode("latin-1") + b"\r\n\r\n")
        return _read(line, whole=path != SOCKET)


def _read(line: socket.socket, *, whole: bool) -> Answer:
    got = b""
    while (whole or b"\r\n\r\n" not in got) and (more := line.recv(65536)):
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = dict(one.lower().split(": ", 1) for one in rest)
    return Answer(int(first.split()[1]), headers, body)
