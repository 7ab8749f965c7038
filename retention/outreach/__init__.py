"""Outreach: whom to contact next and why, who is left out and why, and clean files for
mailings.
"""

from retention.outreach.cadence import may_call
from retention.outreach.call_queue import Queue, Rows, queue
from retention.outreach.campaigns.compliance import KINDS, Kind
from retention.outreach.campaigns.effect import (
    WINDOWS,
    Credit,
    Effect,
    Together,
    effect,
    together,
)
from retention.outreach.campaigns.mailing import (
    Mailing,
    SetAside,
    mailing,
    no_longer_open,
)
from retention.outreach.campaigns.planning import SHARE, WINDOW, Planned, Wish, plan
from retention.outreach.campaigns.profiles import PROFILES, WITH_FILE, Profile
from retention.outreach.campaigns.reissue import FileAgain, file_again
from retention.outreach.campaigns.segments import REASONS as CAMPAIGN_REASONS
from retention.outreach.campaigns.segments import Segment
from retention.outreach.campaigns.segments import in_words as segment_in_words
from retention.outreach.campaigns.windows import Arm, Stratum, Window
from retention.outreach.contact_log import OUTCOME, OUTCOMES, Log, Outcome
from retention.outreach.eligibility import RULES, Rule
from retention.outreach.explain import RuleAnswer, Why, why
from retention.outreach.households import (
    HouseholdRow,
    LastContact,
    asks_too,
    of_household,
)
from retention.outreach.morning_huddle import Guest, Huddle, huddle
from retention.outreach.outcomes import (
    GROUPS,
    Booking,
    SaidBooked,
    breakdown,
    said_booked,
)
from retention.outreach.paper_sheets import Call, CallSheets, call_sheets
from retention.outreach.ranking import Part, Target, Targets, targets
from retention.outreach.reasons import REASONS, Reason
from retention.outreach.scripts import Script, script, script_of
from retention.outreach.success_rates import Calibration, Learnt, calibration, learnt

__all__ = [
    "CAMPAIGN_REASONS",
    "GROUPS",
    "KINDS",
    "OUTCOME",
    "OUTCOMES",
    "PROFILES",
    "REASONS",
    "RULES",
    "SHARE",
    "WINDOW",
    "WINDOWS",
    "WITH_FILE",
    "Arm",
    "Booking",
    "Calibration",
    "Call",
    "CallSheets",
    "Credit",
    "Effect",
    "FileAgain",
    "Guest",
    "HouseholdRow",
    "Huddle",
    "Kind",
    "LastContact",
    "Learnt",
    "Log",
    "Mailing",
    "Outcome",
    "Part",
    "Planned",
    "Profile",
    "Queue",
    "Reason",
    "Rows",
    "Rule",
    "RuleAnswer",
    "SaidBooked",
    "Script",
    "Segment",
    "SetAside",
    "Stratum",
    "Target",
    "Targets",
    "Together",
    "Why",
    "Window",
    "Wish",
    "asks_too",
    "breakdown",
    "calibration",
    "call_sheets",
    "effect",
    "file_again",
    "huddle",
    "learnt",
    "mailing",
    "may_call",
    "no_longer_open",
    "of_household",
    "plan",
    "queue",
    "said_booked",
    "script",
    "script_of",
    "segment_in_words",
    "targets",
    "together",
    "why",
]
