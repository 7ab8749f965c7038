"""Who may ask: a foreign Host, a foreign page and another computer are refused in a
sentence on every route.
"""

import asyncio
import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import streamlit
from starlette.responses import PlainTextResponse

from retention.web import gate, shell
from tests.knocking import SOCKET, knock
from tests.serving import free_port, serving, start, stopping, wait
from tests.web.outside import asked, watched

pytestmark = pytest.mark.slow

SCRIPT = next(
    (Path(streamlit.__file__).parent / "static" / "static" / "js").glob("index.*.js")
).name
PAGES = [f"/{page.key}" for page in shell.PAGES]
OTHERS = [
    "/",
    SOCKET,
    "/_stcore/health",
    "/_stcore/metrics",
    "/_stcore/host-config",
    "/_stcore/script-health-check",
    "/_stcore/upload_file/a/b",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/interact",
    "/_stcore/bidi-components/a/b",
    "/media/a.csv",
    f"/static/js/{SCRIPT}",
    "/component/a/b",
    "/app/static/a",
    "/auth/login",
    "/auth/logout",
    "/oauth2callback",
    "/nothing/here",
]
ROUTES = [*PAGES, *OTHERS]
READ = [
    "/",
    *PAGES,
    "/_stcore/health",
    "/_stcore/metrics",
    "/_stcore/host-config",
    f"/static/js/{SCRIPT}",
]
"""What answers 200 to whoever may ask."""
SENTENCES = {gate.NOT_OUR_NAME, gate.NOT_OUR_PAGE, gate.NOT_THIS_COMPUTER}
METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "POST", "DELETE")


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("watch")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory, watch: Path) -> Iterator[int]:
    """One dashboard for all that is asked here; whom it asks itself is written down."""
    with serving(tmp_path_factory.mktemp("gate") / "home", **watched(watch)) as address:
        yield int(address.rpartition(":")[2])


@pytest.fixture(scope="module")
def lan() -> str:
    """An address of this computer that others on its network know."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            line.connect(("192.0.2.1", 9))  # a datagram socket: nothing is sent
        except OSError:
            pytest.skip("This computer is on no network.")
        return line.getsockname()[0]


def refusals(port: int, paths: list[str], **how: str | None) -> dict[str, int]:
    """Which of these are not refused in a sentence of ours and nothing else, and what
    they answer.
    """
    found = {}
    for path in paths:
        got = knock(port, path, **how)
        said = not got.body if path == SOCKET else got.body.decode() in SENTENCES
        if got.status != 403 or not said:
            found[path] = got.status
    return found


FOREIGN = [
    "evil.example:{port}",
    "evil.example",
    "EVIL.example:{port}",
    "127.0.0.1.evil.example:{port}",
    "localhost.evil.example:{port}",
    "sub.localhost:{port}",
    "0.0.0.0:{port}",
    "192.168.1.20:{port}",
    "[::2]:{port}",
    "[::]:{port}",
    "127.1:{port}",
    "2130706433",
    "localhost..",
    "localhost:",
    "localhost:x",
    "localhost:1:2",
    "::1",
    "[::1",
    "localhost@evil.example",
    "evil.example@localhost",
    "localhost/evil.example",
    "localhost, evil.example",
]


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_host_is_refused_on_every_route(port: int, host: str):
    assert refusals(port, ROUTES, host=host.format(port=port)) == {}


@pytest.mark.parametrize("method", METHODS[1:])
def test_a_foreign_host_is_refused_by_every_method(port: int, method: str):
    paths = [path for path in ROUTES if path != SOCKET]
    got = {
        path: knock(port, path, host=f"evil.example:{port}", method=method)
        for path in paths
    }
    assert {path: one.status for path, one in got.items() if one.status != 403} == {}
    assert {one.body.decode() for one in got.values()} <= {"", gate.NOT_OUR_NAME}


def test_who_names_no_host_or_two_is_refused(port: int):
    assert {
        path: got
        for path in ROUTES
        if (got := knock(port, path, host=None).status) not in (400, 403)
    } == {}
    twice = f"Host: localhost:{port}"
    assert {
        path: got
        for path in ROUTES
        if (got := knock(port, path, twice).status) not in (400, 403)
    } == {}


def test_a_foreign_host_in_the_first_line_is_refused(port: int):
    assert knock(port, f"http://evil.example:{port}/_stcore/metrics").status == 403


@pytest.mark.parametrize(
    "host",
    [
        "localhost:{port}",
        "LocalHost:{port}",
        "localhost.:{port}",
        "127.0.0.1:{port}",
        "[::1]:{port}",
        "127.0.0.2:{port}",
        "localhost",
        "localhost:9000",
    ],
)
def test_our_own_names_are_answered_on_every_route(port: int, host: str):
    got = {path: knock(port, path, host=host.format(port=port)) for path in ROUTES}
    assert {path: got[path].status for path in READ if got[path].status != 200} == {}
    assert got[SOCKET].status == 101
    assert [
        path
        for path, one in got.items()
        if one.body.decode("utf-8", "ignore") in SENTENCES
    ] == []


ORIGINS = [
    "http://evil.example",
    "http://evil.example:{port}",
    "http://127.0.0.1:9999",
    "http://localhost:9999",
    "http://localhost:{port}",
    "http://localhost",
    "https://localhost",
    "http://127.0.0.1",
    "https://127.0.0.1:{port}",
    "http://127.0.0.1.evil.example:{port}",
    "http://127.0.0.1:{port}.evil.example",
    "http://127.0.0.1:{port}@evil.example",
    "http://0.0.0.0:{port}",
    "http://[::1]:{port}",
    "null",
    "file://",
    "file:///tmp/a.html",
    "ws://127.0.0.1:{port}",
    "127.0.0.1:{port}",
    "HTTP://127.0.0.1:{port}",
    "http://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}, http://evil.example",
    "",
]


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_page_of_another_origin_is_refused_on_every_route(port: int, origin: str):
    assert refusals(port, ROUTES, origin=origin.format(port=port)) == {}


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "OPTIONS"])
def test_a_page_of_another_origin_changes_nothing(port: int, method: str):
    got = knock(
        port, "/_stcore/upload_file/a/b", origin="http://localhost:9999", method=method
    )
    assert (got.status, got.body.decode()) == (403, gate.NOT_OUR_PAGE)


def test_a_page_on_this_networks_address_is_refused(port: int, lan: str):
    assert refusals(port, ROUTES, origin=f"http://{lan}:{port}") == {}


def test_two_origins_are_refused(port: int):
    twice = "Origin: http://evil.example"
    assert knock(port, "/", twice, origin=f"http://127.0.0.1:{port}").status == 403
    assert knock(port, SOCKET, twice, origin=f"http://127.0.0.1:{port}").status in (
        400,
        403,
    )


def test_our_own_page_and_a_program_without_an_origin_are_let_in(port: int):
    """A browser always names the origin of a websocket; whoever does not is a program
    on this computer.
    """
    assert knock(port, SOCKET, origin=f"http://127.0.0.1:{port}").status == 101
    assert (
        knock(
            port, SOCKET, host=f"localhost:{port}", origin=f"http://localhost:{port}"
        ).status
        == 101
    )
    assert knock(port, SOCKET).status == 101


def test_nobody_outside_is_asked_when_strangers_knock(port: int, watch: Path):
    for origin in ("http://evil.example", "https://localhost", "null"):
        knock(port, SOCKET, origin=origin)
    assert asked(watch) == []


@pytest.mark.parametrize("host", ["own", "evil.example"])
def test_every_answer_forbids_frames_guessing_and_referrers(port: int, host: str):
    for path in (path for path in ROUTES if path != SOCKET):
        headers = knock(port, path, host=host).headers
        assert headers.get("content-security-policy") == "frame-ancestors 'none'", path
        assert headers.get("x-frame-options") == "deny", path
        assert headers.get("x-content-type-options") == "nosniff", path
        assert headers.get("referrer-policy") == "no-referrer", path


def test_no_foreign_parent_is_trusted(port: int):
    answer = json.loads(knock(port, "/_stcore/host-config").body)
    assert answer["allowedOrigins"] == []
    assert answer["useExternalAuthToken"] is False
    assert (
        knock(port, "/imports/_stcore/host-config").headers["content-type"]
        != "application/json"
    )


def test_a_list_that_was_taken_is_kept_by_nobody_on_the_way(port: int):
    assert knock(port, "/media/a.csv").headers.get("cache-control") == "no-store"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, "let in"),
        ({"server": None}, gate.NOT_THIS_COMPUTER),
        ({"server": ("/run/door.sock", None)}, gate.NOT_THIS_COMPUTER),
        ({"server": ("::ffff:127.0.0.1", 8501)}, "let in"),
        ({"server": ("::ffff:192.168.1.20", 8501)}, gate.NOT_THIS_COMPUTER),
        ({"headers": []}, gate.NOT_OUR_NAME),
        (
            {"headers": [(b"host", b"localhost"), (b"host", b"localhost")]},
            gate.NOT_OUR_NAME,
        ),
        (
            {"headers": [(b"Host", b"localhost"), (b"host", b"evil.example")]},
            gate.NOT_OUR_NAME,
        ),
        ({"headers": [(b"host", b"localhost\r\n")]}, gate.NOT_OUR_NAME),
        (
            {"headers": [(b"host", b"localhost"), (b"Origin", b"null")]},
            gate.NOT_OUR_PAGE,
        ),
        ({"path": "http://evil.example/"}, gate.NOT_OUR_NAME),
        ({"path": "*"}, gate.NOT_OUR_NAME),
    ],
)
def test_under_another_server_that_lets_more_through_it_is_the_same(
    changed: dict[str, object], says: str
):
    """uvicorn with h11 refuses some of these itself; other servers do not."""
    sent = []

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "scheme": "http",
        "server": ("127.0.0.1", 8501),
    }
    app = gate.Gate(PlainTextResponse("let in"), names=())
    asked = {**scope, "headers": [(b"host", b"localhost:8501")], **changed}
    with ThreadPoolExecutor(1) as other:  # a browser's loop may be running in this one
        other.submit(lambda: asyncio.run(app(asked, None, send))).result()
    assert sent[-1]["body"].decode() == says


def test_the_sentences_name_nobody_and_say_what_to_do():
    assert all(
        "RETENTION_OPEN_TO_NETWORK" in one or "http://localhost" in one
        for one in SENTENCES
    )
    assert all(one.isascii() and re.search(r"\.\n$", one) for one in SENTENCES)


def test_over_ipv6_it_is_the_same(tmp_path: Path):
    port = free_port()
    server = start(tmp_path / "home", port, "--server.address=::1")
    with stopping(server):
        wait(f"http://[::1]:{port}/_stcore/health", server)
        assert knock(port, "/", host=f"[::1]:{port}", reached="::1").status == 200
        assert (
            knock(
                port,
                SOCKET,
                host=f"[::1]:{port}",
                origin=f"http://[::1]:{port}",
                reached="::1",
            ).status
            == 101
        )
        assert (
            knock(port, "/", host=f"evil.example:{port}", reached="::1").status == 403
        )


def test_the_network_gets_in_by_the_names_that_were_said_and_by_no_other(
    tmp_path: Path, lan: str
):
    said = {
        "RETENTION_OPEN_TO_NETWORK": f"Reception.example, {lan}",
        **watched(tmp_path),
    }
    with serving(
        tmp_path / "home", "2026-11-22T10:00", "--server.address=0.0.0.0", **said
    ) as address:
        port = int(address.rpartition(":")[2])
        for host in (f"{lan}:{port}", f"reception.example:{port}"):
            assert knock(port, "/outreach", host=host, reached=lan).status == 200
            assert (
                knock(
                    port, SOCKET, host=host, origin=f"http://{host}", reached=lan
                ).status
                == 101
            )
            assert (
                knock(
                    port, SOCKET, host=host, origin="http://evil.example", reached=lan
                ).status
                == 403
            )
        for path in ROUTES:
            assert (
                knock(port, path, host=f"evil.example:{port}", reached=lan).status
                == 403
            )
        # what a proxy of this computer says that speaks TLS to the others
        sealed = "X-Forwarded-Proto: https"
        for origin, status in (
            ("https://reception.example", 101),
            ("http://reception.example", 403),
        ):
            assert (
                knock(
                    port, SOCKET, sealed, host="reception.example", origin=origin
                ).status
                == status
            )
        assert knock(port, "/outreach", host=f"localhost:{port}").status == 200
    assert asked(tmp_path) == []


def test_another_servers_open_port_lets_nobody_in_from_the_network(
    tmp_path: Path, lan: str
):
    """Our settings say loopback, and uvicorn's own command line says everywhere: each
    connection is looked at.
    """
    port = free_port()
    line = [
        sys.executable,
        "-m",
        "uvicorn",
        "app:app",
        "--host",
        "0.0.0.0",
        "--port",
        str(port),
        "--log-level",
        "error",
    ]
    known = {"RETENTION_HOME": str(tmp_path / "home")}
    server = start(
        tmp_path,
        port,
        command=tuple(line),
        known=known,
        bare=True,
        stderr=subprocess.DEVNULL,
    )
    with stopping(server):
        wait(f"http://127.0.0.1:{port}/_stcore/health", server)
        for host in (f"{lan}:{port}", f"localhost:{port}"):
            assert {
                path: one
                for path in ROUTES
                if (one := knock(port, path, host=host, reached=lan).status) != 403
            } == {}
        assert knock(port, "/", host=f"localhost:{port}").status == 200
