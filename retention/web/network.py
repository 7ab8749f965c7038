"""Who may reach the dashboard: only this computer, unless a switch names others.

Also what no start may set.
"""

import os
import re
import sys
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address

import streamlit as st

from retention.core.errors import RetentionError

SWITCH = "RETENTION_OPEN_TO_NETWORK"

SAFE: dict[str, tuple[object, str]] = {
    "server.enableCORS": (True, "other web pages could read patients"),
    "server.enableXsrfProtection": (True, "other web pages could send files in"),
    "server.enableStaticServing": (
        False,
        "files beside the program could be read without the dashboard",
    ),
    "server.enableAgentApi": (
        False,
        "programs could work the dashboard without a browser",
    ),
    "client.showErrorDetails": (
        "none",
        "an error could show what a patient's row holds",
    ),
    "global.developmentMode": (False, "other web pages could read patients"),
}
"""Settings of the toolkit that have to stand as they ship, and what could happen else.
"""

_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")


def refuse_unsafe_start() -> None:
    """End the program with a sentence where its start is not safe.

    It would listen to whom it must not, or a setting undoes its safety.
    """
    try:
        check(st.get_option, names())
    except RetentionError as refusal:
        sys.exit(f"The dashboard was not started. {refusal}")


def check(option: Callable[[str], object], opened: frozenset[str]) -> None:
    """Check that the settings of this start are safe.

    Args:
        option: Gives a setting of the toolkit by its name.
        opened: The names by which other computers may reach this one.

    Raises:
        RetentionError: The network would be listened to and no name is said for it, or
            a setting is unsafe.
    """
    address = str(option("server.address") or "")
    if not opened and not _is_this_computer(plain(address)):
        raise RetentionError(
            f"It was told to listen on {address or 'every address'}, and there is no "
            "log-in: everybody on that network would see all patients. Leave "
            "server.address out, and only this computer can open it; or say in "
            f"{SWITCH} under which names others reach this computer, such as "
            "reception.local or 192.168.1.20."
        )
    for key, (safe, why) in SAFE.items():
        value = option(key)
        if value != safe:
            now = str(value).lower()
            shipped = str(safe).lower()
            raise RetentionError(
                f"{key} is {now} and has to be {shipped}: else {why}. Leave this "
                "setting out."
            )


def _is_this_computer(name: str) -> bool:
    return name == "localhost" or is_loopback(name)


def names() -> frozenset[str]:
    """The names and addresses by which other computers may reach this one.

    There are none where the switch is not set.

    Raises:
        RetentionError: One of them is no such name.
    """
    switch = os.environ.get(SWITCH, "").strip().lower()
    words = re.split(r"[,\s]+", switch)
    return frozenset(_name(word) for word in words if word)


def is_loopback(name: str) -> bool:
    """Whether that is an address at which a computer reaches none but itself."""
    address = _address(name)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped.is_loopback
    return address is not None and address.is_loopback


def plain(name: str) -> str:
    """A name as it is compared: small letters, without the dot at its end.

    An address is given at its shortest.
    """
    lower = name.lower().removesuffix(".")
    bare = lower.removeprefix("[").removesuffix("]")
    address = _address(bare)
    if address is None:
        return bare
    return str(address)


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


def _is_reachable(name: str) -> bool:
    """Whether one computer can have that name or address."""
    address = _address(name)
    if address is None:
        return _NAME.fullmatch(name) is not None
    return not address.is_unspecified


def _name(word: str) -> str:
    name = plain(word)
    if not _is_reachable(name):
        raise RetentionError(
            f"{SWITCH} says “{word}”, which is no name or address of this computer. "
            "Write them without a port, with commas between, such as reception.local, "
            "192.168.1.20."
        )
    return name
