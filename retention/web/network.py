"""Who may reach the dashboard: only this computer, unless a switch names how others do;
and what no start may set.
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
"""Settings of the toolkit that have to stand as they ship, and what could happen
else.
"""

_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")


def refuse_unsafe_start() -> None:
    """End the program with a sentence where it would listen to whom it must not, or a
    setting undoes its safety.
    """
    try:
        check(st.get_option, names())
    except RetentionError as refusal:
        sys.exit(f"The dashboard was not started. {refusal}")


def check(option: Callable[[str], object], opened: frozenset[str]) -> None:
    """RetentionError where the network would be listened to and no name is said for it,
    or a setting is unsafe.
    """
    address = str(option("server.address") or "")
    if not opened and plain(address) != "localhost" and not is_loopback(plain(address)):
        raise RetentionError(
            f"It was told to listen on {address or 'every address'}, and there is no "
            "log-in: everybody on that network would see all patients. Leave "
            "server.address out, and only this computer can open it; or say in "
            f"{SWITCH} under which names others reach this computer, such as "
            "reception.local or 192.168.1.20."
        )
    for key, (safe, why) in SAFE.items():
        if (found := option(key)) != safe:
            said, shipped = (str(value).lower() for value in (found, safe))
            raise RetentionError(
                f"{key} is {said} and has to be {shipped}: else {why}. Leave this "
                "setting out."
            )


def names() -> frozenset[str]:
    """The names and addresses by which other computers may reach this one; none where
    the switch is not set.

    RetentionError where one is no such name.
    """
    said = re.split(r"[,\s]+", os.environ.get(SWITCH, "").strip().lower())
    return frozenset(_name(word) for word in said if word)


def is_loopback(name: str) -> bool:
    """Whether that is an address at which a computer reaches none but itself."""
    address = _address(name)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    known = mapped or address
    return known is not None and known.is_loopback


def plain(name: str) -> str:
    """A name as it is compared: small letters, without the dot at its end; an address
    at its shortest.
    """
    name = name.lower().removesuffix(".").removeprefix("[").removesuffix("]")
    return str(_address(name) or name)


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


def _name(word: str) -> str:
    name = plain(word)
    address = _address(name)
    if address.is_unspecified if address else not _NAME.fullmatch(name):
        raise RetentionError(
            f"{SWITCH} says “{word}”, which is no name or address of this computer. "
            "Write them without a port, with commas between, such as reception.local, "
            "192.168.1.20."
        )
    return name
