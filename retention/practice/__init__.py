"""Practice: the records of one snapshot, conformed for counting, with the policy; and
the period a figure speaks of.
"""

from retention.practice.conform import conform
from retention.practice.ids import natural
from retention.practice.model import Practice, Subject, fact
from retention.practice.period import Period

__all__ = ["Period", "Practice", "Subject", "conform", "fact", "natural"]
