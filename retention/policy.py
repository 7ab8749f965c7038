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
    practice_name: str = _setting("", "The practice's name, for letters.", "any text")
    postal_address: str = _setting(
        "", "The practice's postal address; e-mail files are only made once it is set.", "any text")  # fmt: skip

    def changed(self, values: Mapping[str, str]) -> "Policy":
        """This policy with new values, read from text; RetentionError names the key or limit that does not fit."""
        return replace(self, **{key: _read(key, text) for key, text in values.items()})

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


VISIT_NOT = ("D9986", "D9987")  # broken-appointment codes: never a visit, production or care
HYGIENE = ("D1110", "D1120", "D4910", "D4341", "D4342", "D4346", "D4355")
EXAMS = ("D0120", "D0140", "D0145", "D0150", "D0160", "D0180")
CARE_NOT = ("D4910", "D9310", *VISIT_NOT)
CARE_FROM, CARE_TO = "D2000", "D9999"
WINDOWS = (0, 7, 30, 60, 90)  # days after planning in which treatment counts as accepted
TO_DATE = "to-date"

CATEGORIES: tuple[tuple[str, str, str], ...] = (
    ("D0200", "D0399", "imaging"),
    ("D0100", "D0999", "diagnostic"),
    ("D1000", "D1999", "preventive"),
    ("D2700", "D2799", "crowns"),
    ("D2000", "D2999", "restorative"),
    ("D3000", "D3999", "endodontic"),
    ("D4000", "D4999", "periodontic"),
    ("D5000", "D5899", "removable prosthetics"),
    ("D5900", "D5999", "maxillofacial"),
    ("D6000", "D6199", "implants"),
    ("D6200", "D6999", "fixed prosthetics"),
    ("D7000", "D7999", "oral surgery"),
    ("D8000", "D8999", "orthodontic"),
    ("D9000", "D9999", "adjunctive"),
)
"""Our own category names by code range, the narrower range first (exports.md 5)."""

UNKNOWN_CATEGORY = "unknown"


def category(code: str | None) -> str:
    """The category of a normalised code; "unknown" for none or one outside the ranges."""
    if code is None:
        return UNKNOWN_CATEGORY
    return next((name for low, high, name in CATEGORIES if low <= code[:5] <= high), UNKNOWN_CATEGORY)


def is_care(code: str | None) -> bool:
    """Whether a normalised code is treatment that is presented and accepted: a care item (definitions.md 0)."""
    return code is not None and CARE_FROM <= code[:5] <= CARE_TO and code[:5] not in CARE_NOT
