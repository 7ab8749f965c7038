"""Cadence: when people may be called, how often for a reason, and in which ways in turn."""

from datetime import datetime

from retention.policy import Policy


def may_call(policy: Policy, now: datetime) -> bool:
    """Whether people may be called or texted at that time of the practice's clock: never before 8 nor after 21."""
    return policy.call_from <= now.hour < policy.call_until
