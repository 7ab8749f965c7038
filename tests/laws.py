"""How many examples a law is held against: fewer in a quick run, all of them in CI."""

from hypothesis import HealthCheck, settings

FULL = "retention"
QUICK = "quick"
SEARCH = "search"
QUICK_EXAMPLES = 15


def register_profiles() -> None:
    """The same examples on every run, without a deadline: machines differ in speed."""
    settings.register_profile(
        FULL,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    full = settings.get_profile(FULL)
    settings.register_profile(QUICK, full, max_examples=QUICK_EXAMPLES)
    settings.register_profile(SEARCH, full, derandomize=False)


def examples(number: int) -> int:
    """The examples of a law that names its own number.

    Args:
        number: how many a full run takes, as CI does.

    Returns:
        That number; in a quick run, at most `QUICK_EXAMPLES`.
    """
    if settings.get_current_profile_name() == QUICK:
        return min(number, QUICK_EXAMPLES)
    return number
