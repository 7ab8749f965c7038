"""Practice: the records of one snapshot, conformed for counting, with the policy; and
the period a figure speaks of.
"""

from retention.practice.conforming import conform
from retention.practice.ids import natural
from retention.practice.model import Period, Practice, Subject, fact

__all__ = ["Period", "Practice", "Subject", "conform", "fact", "natural"]
