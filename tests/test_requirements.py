"""What is installed is what was chosen: every package pinned, with its hashes."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PINNED = ("requirements", "requirements-dev")


def named(file: str) -> set[str]:
    """The pins that a file of requirements names itself, as `name==version`."""
    lines = (ROOT / file).read_text("utf-8").splitlines()
    pins = (re.match(r"([A-Za-z][\w.-]*)(\[\w+\])?==([\w.]+)", line) for line in lines)
    return {f"{normal(pin[1])}=={pin[3]}" for pin in pins if pin}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_short_list_names_what_the_package_depends_on():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {normal(re.split(r"[<>=\[]", line)[0]) for line in project["dependencies"]}
    assert {pin.split("==")[0] for pin in named("requirements.in")} == needed


@pytest.mark.parametrize("name", PINNED)
def test_every_package_is_pinned_with_hashes(name: str):
    text = (ROOT / f"{name}.txt").read_text("utf-8")
    entries = re.split(r"\n(?=[a-z])", re.sub(r"(?m)^\s*#.*\n?", "", text).strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert [
        entry for entry in entries if not re.match(r"[\w.-]+(\[\w+\])?==", entry)
    ] == []
    assert named(f"{name}.in") <= named(f"{name}.txt")


def test_the_tests_run_with_the_packages_of_the_dashboard():
    assert named("requirements.txt") <= named("requirements-dev.txt")


@pytest.mark.parametrize("name", PINNED)
def test_no_host_is_named_from_which_packages_come(name: str):
    for file in (f"{name}.in", f"{name}.txt"):
        assert "://" not in (ROOT / file).read_text("utf-8")
