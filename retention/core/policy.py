"""What a practice may set about how it is counted and reached, each value with its
limits and a sentence.
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
    """The steps of “phone 7, text 14, mail”, where days left out are 0; None where that
    is not how it reads.
    """
    parts = [part.split() for part in text.split(",")]
    if len(parts) > _MOST_STEPS or not all(_is_step(part) for part in parts):
        return None
    return tuple(Step(way, int(*days or "0")) for way, *days in parts)


def _is_step(part: list[str]) -> bool:
    way, *days = part or [""]
    return (
        way in WAYS
        and len(days) <= 1
        and all(day.isdecimal() and int(day) <= _MOST_DAYS for day in days)
    )


def _one_of(*allowed: int) -> Callable[[str], int | None]:
    return lambda text: int(text) if text.isdecimal() and int(text) in allowed else None


def _between(low: int, high: int) -> Callable[[str], int | None]:
    return lambda text: (
        int(text) if text.isdecimal() and low <= int(text) <= high else None
    )


def _as_cadence(text: str) -> str | None:
    told = text.lower().replace("e-mail", "email")
    steps = _steps(told) if told else ()
    if steps is None:
        return None
    return ", ".join(
        f"{step.way} {step.days}" if step.days else step.way for step in steps
    )


def _setting(
    default: int | str,
    about: str,
    limits: str = ANY_TEXT,
    reads: Callable[[str], object] = str,
) -> Any:
    """A value with its sentence and limits; `reads` gives None for a text that does not
    fit them.
    """
    return field(
        default=default, metadata={"about": about, "limits": limits, "reads": reads}
    )


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
    """The practice's values (definitions.md 0); a change is logged and counts from the
    next look on.
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
        """This policy with new values, read from text; RetentionError names the key or
        limit that does not fit.
        """
        new = replace(self, **{key: _read(key, text) for key, text in values.items()})  # type: ignore[arg-type]
        if new.call_from >= new.call_until:
            raise RetentionError(
                f"call_from must be before call_until; {new.call_from} and "
                f"{new.call_until} were given. Nothing was changed."
            )
        return new

    def cadence(self, reason: str) -> tuple[Step, ...]:
        """The attempts that reason may take, in turn; at least one."""
        own = getattr(self, f"cadence_{reason}")
        return (own and _steps(own)) or (Step("", 0),) * self.most_attempts

    def as_text(self) -> dict[str, str]:
        """Every key with its value as text, in declared order."""
        return {key: str(value) for key, value in asdict(self).items()}


SETTINGS = {setting.name: setting for setting in fields(Policy)}


def _read(key: str, text: str) -> int | str:
    if key not in SETTINGS:
        raise RetentionError(
            f"There is no policy value “{key}”. Known values: {', '.join(SETTINGS)}."
        )
    setting = SETTINGS[key].metadata
    value = setting["reads"](text.strip())
    if value is None:
        raise RetentionError(
            f"{key} takes {setting['limits']}; “{text}” was given. Nothing was changed."
        )
    return value


WINDOWS = (0, 7, 30, 60, 90)
"""Days after planning within which treatment counts as accepted (definitions.md 5)."""

TO_DATE = "to-date"
"""The open window: accepted at any time up to the export."""
