"""The gate before every route: a request under a foreign name, from a foreign page or
from the network is refused.

A web page that has its own name point at this computer (DNS rebinding) would be the
dashboard's own origin: it is known by the Host it names. Refusing comes before the
toolkit, which would ask outside for its own address.
"""

import re
import secrets
from collections.abc import Collection, Iterable
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retention.web import network

NOT_OUR_NAME = (
    "The dashboard does not answer under this name or address. On the computer that it "
    "runs on, open http://localhost with its port, such as http://localhost:8501. For "
    "other computers see RETENTION_OPEN_TO_NETWORK in the README.\n"
)
NOT_OUR_PAGE = (
    "The dashboard answers only its own pages, and another page asked for this. Open "
    "the dashboard in a window of its own, such as http://localhost:8501.\n"
)
NOT_THIS_COMPUTER = (
    "The dashboard answers only the computer that it runs on. For other computers see "
    "RETENTION_OPEN_TO_NETWORK in the README.\n"
)

HEADERS = {
    "content-security-policy": "frame-ancestors 'none'",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
"""On every answer: no page may frame it, no browser guess its type, no other site learn
its address.
"""

NOT_KEPT = {"cache-control": "no-store"}

OWN_ANSWERS = {
    "/_stcore/host-config": JSONResponse(
        {
            "allowedOrigins": [],
            "useExternalAuthToken": False,
            "enableCustomParentMessages": False,
            "enforceDownloadInNewTab": False,
            "metricsUrl": "",
            "blockErrorDialogs": False,
            "resourceCrossOriginMode": None,
        },
        headers=NOT_KEPT,
    )
}
"""What we answer in the toolkit's place: its own words, but that no page around ours is
trusted.
"""

_HOST = re.compile(
    r"(\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?)(?::[0-9]{1,5})?", re.IGNORECASE
)
# Known to this process alone
_MARK = "x-retention-gate"
_PASSED = secrets.token_hex(16)


class Gate:
    """Stands before the dashboard; `names` are those it has besides the loopback's, by
    default the switch's.
    """

    def __init__(self, app: ASGIApp, names: Collection[str] | None = None) -> None:
        self._app = app
        self._names = network.names() if names is None else names
        self._base = f"/{st.get_option('server.baseUrlPath').strip('/')}".rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, answer, or let through with our headers."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        asked = Asked(scope)
        say = self._refusal(asked)
        if say and scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        path = asked.path.removeprefix(self._base)
        ours = PlainTextResponse(say, 403) if say else OWN_ANSWERS.get(path)
        await (ours or self._app)(_marked(scope), receive, _answered(send, path, asked))

    def _refusal(self, asked: "Asked") -> str:
        if not self._names and not asked.is_from_here:
            return NOT_THIS_COMPUTER
        if not self._is_ours(asked.name):
            return NOT_OUR_NAME
        return "" if asked.is_from_own_page else NOT_OUR_PAGE

    def _is_ours(self, name: str) -> bool:
        return name == "localhost" or network.is_loopback(name) or name in self._names


class Asked:
    """What a request says of itself."""

    def __init__(self, scope: Scope) -> None:
        self.path: str = scope["path"]
        self._reached: str = (scope.get("server") or ("", 0))[0]
        self._scheme: str = scope["scheme"]
        self._modes = _values(scope, b"sec-fetch-mode")
        self._hosts, self._origins = (
            _values(scope, header) for header in (b"host", b"origin")
        )

    @property
    def is_from_here(self) -> bool:
        """Whether it reached us on the loopback, whatever address the server was told
        to listen on.
        """
        return network.is_loopback(self._reached)

    @property
    def name(self) -> str:
        """The name it asks for, in its one Host; "" where it does not say so
        plainly.
        """
        if len(self._hosts) != 1 or not self.path.startswith("/"):
            return ""
        found = _HOST.fullmatch(self._hosts[0])
        return network.plain(found[1]) if found else ""

    @property
    def is_script(self) -> bool:
        """Whether a script of a page asks, and not somebody who takes a file.

        The toolkit's own asks for each list it offers whether it is there, and reads
        none of it: it would be sent to every visitor who only looks at the button, and
        a browser that may not keep it would wait for it.
        """
        return self._modes == ["cors"]

    @property
    def is_from_own_page(self) -> bool:
        """Whether our own page asks, by scheme, name and port to the letter; so does
        who names no page.

        The toolkit compares letters too, and where they differ asks outside for its own
        address.
        """
        scheme = "https" if self._scheme in ("https", "wss") else "http"
        return all(
            [origin] == [f"{scheme}://{host}" for host in self._hosts]
            for origin in self._origins
        )


def middleware() -> list[Middleware]:
    """What `st.App` puts around everything it serves."""
    return [Middleware(Gate)]


def was_passed() -> bool:
    """Whether the visitor of this run came through the gate; so it is where there is no
    visitor, in a test.
    """
    headers = st.context.headers
    return not headers or secrets.compare_digest(headers.get(_MARK, ""), _PASSED)


def _values(scope: Scope, header: bytes) -> list[str]:
    return [
        value.decode("latin-1")
        for name, value in scope["headers"]
        if name.lower() == header
    ]


def _marked(scope: Scope) -> Scope:
    others = [pair for pair in scope["headers"] if pair[0].lower() != _MARK.encode()]
    return {**scope, "headers": [*others, (_MARK.encode(), _PASSED.encode())]}


def _answered(send: Send, path: str, asked: "Asked") -> Send:
    """Sends with our headers on the answer, in place of any of their names, and of a
    list no more than is asked for.
    """
    ours = HEADERS | (NOT_KEPT if path.startswith("/media/") else {})
    is_blank = False

    async def sending(message: Message) -> None:
        nonlocal is_blank
        if message["type"] == "http.response.start":
            headers = {
                name.decode("latin-1").lower(): value
                for name, value in message.get("headers", ())
            }
            is_blank = asked.is_script and headers.get(
                "content-disposition", b""
            ).startswith(b"attachment")
            put = ours | ({"content-length": "0"} if is_blank else {})
            message = {**message, "headers": [*_others(message, put), *_encoded(put)]}
        elif is_blank:
            message = {**message, "body": b""}
        await send(message)

    return sending


def _others(message: Message, ours: Collection[str]) -> list[Any]:
    return [
        pair
        for pair in message.get("headers", ())
        if pair[0].decode("latin-1").lower() not in ours
    ]


def _encoded(headers: dict[str, str]) -> Iterable[tuple[bytes, bytes]]:
    return ((name.encode(), value.encode()) for name, value in headers.items())
