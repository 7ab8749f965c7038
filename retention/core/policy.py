"""What a practice may set, each value with its limits and a sentence.

The values say how people are counted and reached.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from retention.core.errors import RetentionError

WAYS = ("phone", "text", "email", "mail")
"""The ways to reach a person that a cadence may name."""
ANY_TEXT = "any text"
MOST_HELD_OUT = 0.5
"""Of a campaign's households, held out at most."""
_MOST_STEPS = 20
_MOST_DAYS = 365


@dataclass(frozen=True)
class Step:
    """One attempt of a cadence."""

    way: str
    """One of `WAYS`; "" for the first that is allowed and usable."""
    days: int
    """Days from it to the next attempt; the cool-down of the person holds besides."""


def _steps(text: str) -> tuple[Step, ...] | None:
    """Read the steps of “phone 7, text 14, mail”; days left out are 0.

    None where that is not how it reads.
    """
    parts = [part.split() for part in text.split(",")]
    if len(parts) > _MOST_STEPS:
        return None

    steps = []
    for part in parts:
        if not _is_step(part):
            return None

        way, *days = part
        steps.append(Step(way, int(*days or "0")))
    return tuple(steps)


def _is_step(part: list[str]) -> bool:
    if not part or len(part) > 2:
        return False

    way, *days = part
    return way in WAYS and all(_is_number_of_days(text) for text in days)


def _is_number_of_days(text: str) -> bool:
    return text.isdecimal() and int(text) <= _MOST_DAYS


def _one_of(*allowed: int) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        if not text.isdecimal():
            return None

        number = int(text)
        return number if number in allowed else None

    return read


def _between(low: int, high: int) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        if not text.isdecimal():
            return None

        number = int(text)
        return number if low <= number <= high else None

    return read


def _as_cadence(text: str) -> str | None:
    if not text:
        return ""

    steps = _steps(text.lower().replace("e-mail", "email"))
    if steps is None:
        return None
    return ", ".join(_step_as_text(step) for step in steps)


def _step_as_text(step: Step) -> str:
    if not step.days:
        return step.way
    return f"{step.way} {step.days}"


def _setting(
    default: int | str,
    about: str,
    limits: str = ANY_TEXT,
    reads: Callable[[str], object] = str,
) -> Any:
    """Declare a value with its sentence and limits.

    `reads` gives None for a text that does not fit them.
    """
    metadata = {"about": about, "limits": limits, "reads": reads}
    return field(default=default, metadata=metadata)


def _cadence(whom: str) -> Any:
    about = (
        f"Attempts to reach {whom}: the ways in turn, each with the days until the "
        "next one, like “phone 7, phone 7, text 14, mail”. Where it is empty: "
        "most_attempts times, by the first way that works."
    )
    limits = (
        "up to 20 of phone, text, email and mail, each with 0 to 365 days or none, "
        "with commas between"
    )
    return _setting("", about, limits, _as_cadence)


@dataclass(frozen=True)
class Policy:
    """The practice's values (definitions.md 0).

    A change is logged and counts from the next look on.
    """

    active_months: int = _setting(
        18,
        "Months after a visit during which a patient counts as active; the same "
        "gap makes a return a reactivation.",
        "12, 18, 24 or 36",
        _one_of(12, 18, 24, 36),
    )
    recall_months: int = _setting(
        6,
        "Recall interval in months for people without a recall row.",
        "1 to 24",
        _between(1, 24),
    )
    cool_down_days: int = _setting(
        14,
        "Days a person is left in peace after a contact.",
        "0 to 365",
        _between(0, 365),
    )
    most_attempts: int = _setting(
        4, "Attempts per person and reason before we stop.", "1 to 20", _between(1, 20)
    )
    calls_per_day: int = _setting(
        25,
        "Households that the front desk means to speak to in a day.",
        "1 to 500",
        _between(1, 500),
    )
    call_from: int = _setting(
        8, "Hour from which people may be called or texted.", "8 to 20", _between(8, 20)
    )
    call_until: int = _setting(
        21,
        "Hour until which people may be called or texted.",
        "9 to 21",
        _between(9, 21),
    )
    practice_name: str = _setting("", "The practice's name, for letters.")
    practice_phone: str = _setting(
        "",
        "The number that people call back; said on voicemail with the practice's name.",
    )
    postal_address: str = _setting(
        "", "The practice's postal address; e-mail files are only made once it is set."
    )
    cadence_sitting: str = _cadence("people with treatment left sitting")
    cadence_recall_overdue: str = _cadence("people overdue for recall")
    cadence_recall_estimated: str = _cadence(
        "people whose recall is estimated to be overdue"
    )
    cadence_came_once: str = _cadence("people who came once")
    cadence_lapsing: str = _cadence("people who are lapsing")
    cadence_lapsed: str = _cadence("people who have lapsed")
    cadence_broken: str = _cadence(
        "people with a broken appointment that was not rebooked"
    )
    cadence_best_at_risk: str = _cadence("best customers at risk")
    cadence_call_back: str = _cadence("people who asked to be called back")
    cadence_call: str = _cadence("people whose call was not returned")
    cadence_complaint: str = _cadence("people with an open complaint")
    cadence_claim: str = _cadence("people to whom a claim is to be explained")

    def changed(self, values: Mapping[str, str]) -> "Policy":
        """Return this policy with new values, read from text.

        Raises:
            RetentionError: A key is not known or a value does not fit its limits.
        """
        read_values = {key: _read(key, text) for key, text in values.items()}
        new = replace(self, **read_values)  # type: ignore[arg-type]
        if new.call_from >= new.call_until:
            raise RetentionError(
                f"call_from must be before call_until; {new.call_from} and "
                f"{new.call_until} were given. Nothing was changed."
            )
        return new

    def cadence(self, reason: str) -> tuple[Step, ...]:
        """Return the attempts that reason may take, in turn; at least one."""
        own_text = getattr(self, f"cadence_{reason}")
        own_steps = _steps(own_text) if own_text else None
        if own_steps:
            return own_steps
        return (Step("", 0),) * self.most_attempts

    def as_text(self) -> dict[str, str]:
        """Return every key with its value as text, in declared order."""
        values = asdict(self)
        return {key: str(value) for key, value in values.items()}


SETTINGS = {setting.name: setting for setting in fields(Policy)}


def _read(key: str, text: str) -> int | str:
    if key not in SETTINGS:
        raise RetentionError(
            f"There is no policy value “{key}”. Known values: {', '.join(SETTINGS)}."
        )

    setting = SETTINGS[key].metadata
    value: int | str | None = setting["reads"](text.strip())
    if value is None:
        raise RetentionError(
            f"{key} takes {setting['limits']}; “{text}” was given. Nothing was changed."
        )
    return value


WINDOWS = (0, 7, 30, 60, 90)
"""Days after planning within which treatment counts as accepted (definitions.md 5)."""

TO_DATE = "to-date"
"""The open window: accepted at any time up to the export."""
