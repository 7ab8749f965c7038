"""The gate before every route.

A request under a foreign name, from a foreign page or from the network is refused. A
web page may have its own name point at this computer (DNS rebinding). It would be the
dashboard's own origin, and is known by the Host it names. Refusing comes before the
toolkit, which would ask outside for its own address.
"""

import re
import secrets
from collections.abc import Collection

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
    """Stands before the dashboard, and refuses what does not belong to it.

    Args:
        app: The dashboard.
        names: Those it has besides the loopback's; by default the switch's.
    """

    def __init__(self, app: ASGIApp, names: Collection[str] | None = None) -> None:
        self._app = app
        self._names = network.names() if names is None else names
        base = st.get_option("server.baseUrlPath").strip("/")
        self._base = f"/{base}" if base else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, answer, or let through with our headers."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        asked = Asked(scope)
        refusal = self._refusal(asked)
        if refusal and scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        path = asked.path.removeprefix(self._base)
        answering: ASGIApp = OWN_ANSWERS.get(path, self._app)
        if refusal:
            answering = PlainTextResponse(refusal, 403)
        await answering(_marked(scope), receive, _answered(send, path, asked))

    def _refusal(self, asked: "Asked") -> str:
        if not self._names and not asked.is_from_here:
            return NOT_THIS_COMPUTER
        if not self._is_ours(asked.name):
            return NOT_OUR_NAME
        if not asked.is_from_own_page:
            return NOT_OUR_PAGE
        return ""

    def _is_ours(self, name: str) -> bool:
        if name == "localhost" or network.is_loopback(name):
            return True
        return name in self._names


class Asked:
    """What a request says of itself."""

    def __init__(self, scope: Scope) -> None:
        self.path: str = scope["path"]
        self._scheme: str = scope["scheme"]
        self._reached: str = ""
        if server := scope.get("server"):
            self._reached = server[0]
        self._modes = _values(scope, b"sec-fetch-mode")
        self._hosts = _values(scope, b"host")
        self._origins = _values(scope, b"origin")

    @property
    def is_from_here(self) -> bool:
        """Whether it reached us on the loopback.

        The address that the server was told to listen on does not matter.
        """
        return network.is_loopback(self._reached)

    @property
    def name(self) -> str:
        """The name it asks for, in its one Host; "" where it names none plainly."""
        if len(self._hosts) != 1 or not self.path.startswith("/"):
            return ""

        host = _HOST.fullmatch(self._hosts[0])
        if host is None:
            return ""
        return network.plain(host[1])

    @property
    def is_script(self) -> bool:
        """Whether a script of a page asks, and not somebody who takes a file.

        The toolkit's own script asks for each list it offers whether it is there, and
        reads none of it. The list would be sent to every visitor who only looks at the
        button, and a browser that may not keep it would wait for it.
        """
        return self._modes == ["cors"]

    @property
    def is_from_own_page(self) -> bool:
        """Whether our own page asks, by scheme, name and port to the letter.

        A request that names no page counts as our own. The toolkit compares letters
        too, and where they differ asks outside for its own address.
        """
        scheme = "https" if self._scheme in ("https", "wss") else "http"
        own_origins = [f"{scheme}://{host}" for host in self._hosts]
        return all([origin] == own_origins for origin in self._origins)


def middleware() -> list[Middleware]:
    """What `st.App` puts around everything it serves."""
    return [Middleware(Gate)]


def was_passed() -> bool:
    """Whether the visitor of this run came through the gate.

    So it is too where there is no visitor, in a test.
    """
    headers = st.context.headers
    if not headers:
        return True

    mark = headers.get(_MARK, "")
    return secrets.compare_digest(mark, _PASSED)


def _values(scope: Scope, header: bytes) -> list[str]:
    return [
        value.decode("latin-1")
        for name, value in scope["headers"]
        if name.lower() == header
    ]


def _marked(scope: Scope) -> Scope:
    """The request with the gate's own mark, in place of any that it brought along."""
    mark = _MARK.encode()
    headers = [
        (name, value) for name, value in scope["headers"] if name.lower() != mark
    ]
    headers.append((mark, _PASSED.encode()))
    return {**scope, "headers": headers}


def _answered(send: Send, path: str, asked: "Asked") -> Send:
    """Sends the answer with our headers, in place of any of their names.

    Of a list no more is sent than is asked for.
    """
    ours = dict(HEADERS)
    if path.startswith("/media/"):
        ours |= NOT_KEPT
    is_blank = False

    async def sending(message: Message) -> None:
        nonlocal is_blank
        if message["type"] == "http.response.start":
            is_blank = asked.is_script and _is_attachment(message)
            headers = ours | {"content-length": "0"} if is_blank else ours
            message = _with_headers(message, headers)
        elif is_blank:
            message = {**message, "body": b""}
        await send(message)

    return sending


def _is_attachment(message: Message) -> bool:
    """Whether the answer that begins is a file to take."""
    headers = {
        name.decode("latin-1").lower(): value
        for name, value in message.get("headers", ())
    }
    disposition = headers.get("content-disposition", b"")
    return disposition.startswith(b"attachment")


def _with_headers(message: Message, ours: dict[str, str]) -> Message:
    """The message with our headers after those of other names."""
    headers = [
        (name, value)
        for name, value in message.get("headers", ())
        if name.decode("latin-1").lower() not in ours
    ]
    for name, text in ours.items():
        headers.append((name.encode(), text.encode()))
    return {**message, "headers": headers}
