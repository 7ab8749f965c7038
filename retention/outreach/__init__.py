"""Outreach: whom to contact next and why, who is left out and why, and clean files for mailings."""

from retention.outreach.call_list import Part, Target, Targets, targets
from retention.outreach.log import OUTCOME, OUTCOMES, Log, Outcome
from retention.outreach.lookup import RuleAnswer, Why, why
from retention.outreach.reasons import REASONS, Reason
from retention.outreach.rules import RULES, Rule

__all__ = [
    "OUTCOME", "OUTCOMES", "REASONS", "RULES", "Log", "Outcome", "Part", "Reason", "Rule", "RuleAnswer",
    "Target", "Targets", "Why", "targets", "why",
]  # fmt: skip
