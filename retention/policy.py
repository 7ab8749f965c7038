"""What a practice may set about how it is counted and reached, each value with its limits and a sentence."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace

from retention.problems import RetentionError


def _one_of(*allowed: int) -> Callable[[int], bool]:
    return lambda value: value in allowed


def _between(low: int, high: int) -> Callable[[int], bool]:
    return lambda value: low <= value <= high


def _setting(default: int | str, about: str, limits: str, fits: Callable[[int], bool] | None = None):  # type: ignore[no-untyped-def]
    return field(default=default, metadata={"about": about, "limits": limits, "fits": fits})


@dataclass(frozen=True)
class Policy:
    """The practice's values (definitions.md 0); a change is logged and counts from the next look on."""

    active_months: int = _setting(
        18, "Months after a visit during which a patient counts as active; the same gap makes a return a reactivation.",
        "12, 18, 24 or 36", _one_of(12, 18, 24, 36))  # fmt: skip
    recall_months: int = _setting(
        6, "Recall interval in months for people without a recall row.", "1 to 24", _between(1, 24))  # fmt: skip
    cool_down_days: int = _setting(
        14, "Days a person is left in peace after a contact.", "0 to 365", _between(0, 365))  # fmt: skip
    most_attempts: int = _setting(
        4, "Attempts per person and reason before we stop.", "1 to 20", _between(1, 20))  # fmt: skip
    calls_per_day: int = _setting(
        25, "Households that the front desk means to speak to in a day.", "1 to 500", _between(1, 500))  # fmt: skip
    call_from: int = _setting(
        8, "Hour from which people may be called or texted.", "8 to 20", _between(8, 20))  # fmt: skip
    call_until: int = _setting(
        21, "Hour until which people may be called or texted.", "9 to 21", _between(9, 21))  # fmt: skip
    practice_name: str = _setting("", "The practice's name, for letters.", "any text")
    postal_address: str = _setting(
        "", "The practice's postal address; e-mail files are only made once it is set.", "any text")  # fmt: skip

    def changed(self, values: Mapping[str, str]) -> "Policy":
        """This policy with new values, read from text; RetentionError names the key or limit that does not fit."""
        new = replace(self, **{key: _read(key, text) for key, text in values.items()})  # type: ignore[arg-type]
        if new.call_from >= new.call_until:
            raise RetentionError(
                f"call_from must be before call_until; {new.call_from} and {new.call_until} were given. "
                "Nothing was changed."
            )
        return new

    def as_text(self) -> dict[str, str]:
        """Every key with its value as text, in declared order."""
        return {key: str(value) for key, value in asdict(self).items()}


SETTINGS = {setting.name: setting for setting in fields(Policy)}


def _read(key: str, text: str) -> int | str:
    if key not in SETTINGS:
        raise RetentionError(f"There is no policy value “{key}”. Known values: {', '.join(SETTINGS)}.")
    setting = SETTINGS[key]
    fits = setting.metadata["fits"]
    if fits is None:
        return text.strip()
    if not text.strip().isdecimal() or not fits(int(text)):
        raise RetentionError(f"{key} takes {setting.metadata['limits']}; “{text}” was given. Nothing was changed.")
    return int(text)


WINDOWS = (0, 7, 30, 60, 90)
"""Days after planning within which treatment counts as accepted (definitions.md 5)."""

TO_DATE = "to-date"
"""The open window: accepted at any time up to the export."""
