"""A start that would open the patients to a network, or undo what keeps strangers out,
ends in a sentence.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from retention.core.errors import RetentionError
from retention.web import network
from tests.serving import ROOT, free_port, start, stopping, wait
from tests.web.outside import asked, watched

SAFE = {
    "server.address": "127.0.0.1",
    **{key: safe for key, (safe, _) in network.SAFE.items()},
}
KEPT = {"stderr": subprocess.PIPE, "start_new_session": True}
STARTED = "The dashboard was not started."


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "localhost", "LOCALHOST", "::1", "[::1]", "127.0.0.2"]
)
def test_this_computer_alone_may_be_listened_to(address: str):
    network.check((SAFE | {"server.address": address}).get, frozenset())


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "", None, "::", "192.168.1.20", "reception.local", "127.0.0.1.example"],
)
def test_listening_to_a_network_is_refused_unless_its_names_are_said(
    address: str | None,
):
    with pytest.raises(
        RetentionError,
        match=r"network would see all patients\. Leave server\.address out",
    ):
        network.check((SAFE | {"server.address": address}).get, frozenset())
    network.check(
        (SAFE | {"server.address": address}).get, frozenset({"reception.local"})
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("server.enableCORS", False),
        ("server.enableXsrfProtection", False),
        ("server.enableStaticServing", True),
        ("server.enableAgentApi", True),
        ("client.showErrorDetails", "full"),
        ("client.showErrorDetails", "stacktrace"),
        ("client.showErrorDetails", "type"),
        ("global.developmentMode", True),
    ],
)
def test_a_setting_that_undoes_the_safety_is_refused_and_named(key: str, value: object):
    for opened in (frozenset(), frozenset({"reception.local"})):
        with pytest.raises(
            RetentionError,
            match=rf"(?i){key} is {value} and has to be {SAFE[key]}: else .*Leave",
        ):
            network.check((SAFE | {key: value}).get, opened)


@pytest.mark.parametrize(
    "said",
    [
        "*",
        "0.0.0.0",
        "::",
        "http://reception.local",
        "reception.local:8501",
        "*.local",
        "a/b",
        "yes!",
    ],
)
def test_what_is_no_name_does_not_open_the_network(
    monkeypatch: pytest.MonkeyPatch, said: str
):
    monkeypatch.setenv(network.SWITCH, said)
    with pytest.raises(
        RetentionError, match="which is no name or address of this computer"
    ):
        network.names()


def test_the_names_of_the_switch_are_read_as_they_are_written(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv(
        network.SWITCH,
        " Reception.local, 192.168.1.20;fd00::0:2".replace(";", ",") + ", [FD00::3]",
    )
    assert network.names() == {"reception.local", "192.168.1.20", "fd00::2", "fd00::3"}
    monkeypatch.setenv(network.SWITCH, "  ")
    assert network.names() == frozenset()


def _refused(server: subprocess.Popen, port: int) -> tuple[int, str, bytes]:
    """How a process ended, what it said, and what its port answered until then; one
    that answers is stopped.
    """
    answered = b""
    until = time.monotonic() + 30
    while server.poll() is None and not answered and time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=0.2) as line:
                line.sendall(b"GET /_stcore/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                answered += line.recv(100)
        except OSError:
            time.sleep(0.02)
    with suppress(ProcessLookupError):
        os.killpg(
            server.pid, signal.SIGTERM
        )  # all that it started; it leads a group of its own
    return server.wait(timeout=60), server.communicate()[1].decode(), answered


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "known", "said"),
    [
        (["--server.address=0.0.0.0"], {}, "It was told to listen on 0.0.0.0"),
        (["--server.address="], {}, "It was told to listen on every address"),
        ([], {"STREAMLIT_SERVER_ADDRESS": "::"}, "It was told to listen on ::"),
        (
            ["--server.enableCORS=false"],
            {},
            "server.enableCORS is false and has to be true",
        ),
        (
            ["--client.showErrorDetails=full"],
            {},
            "client.showErrorDetails is full and has to be none",
        ),
        ([], {network.SWITCH: "*"}, "says “*”"),
    ],
)
def test_an_unsafe_start_ends_before_it_answers_anybody(
    tmp_path: Path, options: list[str], known: dict[str, str], said: str
):
    port = free_port()
    server = start(
        tmp_path / "home", port, *options, known={**watched(tmp_path), **known}, **KEPT
    )
    status, words, answered = _refused(server, port)
    assert (status, answered) == (1, b"")
    assert f"{STARTED} " in words
    assert said in words
    assert "Traceback" not in words
    assert asked(tmp_path) == []


@pytest.mark.slow
def test_started_from_another_folder_it_is_as_safe(tmp_path: Path):
    app = str(ROOT / "app.py")
    known = {"PYTHONPATH": ""}
    streamlit = str(Path(sys.executable).with_name("streamlit"))
    port = free_port()
    server = start(
        tmp_path, port, command=(streamlit, "run", app), known=known, cwd=tmp_path
    )
    with stopping(server):
        wait(f"http://127.0.0.1:{port}/_stcore/health", server)
        assert _listens(port) == ["127.0.0.1"]
    port = free_port()
    options = "--server.address=0.0.0.0"
    server = start(
        tmp_path,
        port,
        options,
        command=(streamlit, "run", app),
        known=known,
        cwd=tmp_path,
        **KEPT,
    )
    status, words, answered = _refused(server, port)
    assert (status, answered) == (1, b"")
    assert STARTED in words


def _listens(port: int) -> list[str]:
    """At which of these addresses that port is open."""
    found = []
    for address in ("127.0.0.1", "127.0.0.2", "::1"):
        try:
            socket.create_connection((address, port), timeout=1).close()
        except OSError:
            continue
        found.append(address)
    return found


@pytest.mark.slow
def test_the_demo_opens_no_network_either(tmp_path: Path):
    port = free_port()
    known = {
        "STREAMLIT_SERVER_ADDRESS": "0.0.0.0",
        "STREAMLIT_SERVER_PORT": str(port),
        "STREAMLIT_SERVER_HEADLESS": "true",
    }
    line = [
        sys.executable,
        "-m",
        "retention",
        "--home",
        str(tmp_path / "home"),
        "demo",
        "--patients",
        "20",
        "--open",
    ]
    server = subprocess.Popen(
        line, cwd=ROOT, env={**os.environ, **known}, stdout=subprocess.DEVNULL, **KEPT
    )
    status, words, answered = _refused(server, port)
    assert (status, answered) == (1, b"")
    assert STARTED in words
