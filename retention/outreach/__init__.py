"""Outreach: whom to contact next and why, who is left out and why, and clean files for
mailings.
"""

from retention.outreach.again import FileAgain, file_again
from retention.outreach.breakdowns import GROUPS, breakdown
from retention.outreach.cadence import may_call
from retention.outreach.calibration import Calibration, calibration
from retention.outreach.call_list import Part, Target, Targets, targets
from retention.outreach.chances import Learnt, learnt
from retention.outreach.credit import Credit
from retention.outreach.effect import WINDOWS, Effect, effect
from retention.outreach.households import HouseholdRow, LastContact
from retention.outreach.huddle import Guest, Huddle, huddle
from retention.outreach.kinds import KINDS, Kind
from retention.outreach.log import OUTCOME, OUTCOMES, Log, Outcome
from retention.outreach.lookup import RuleAnswer, Why, why
from retention.outreach.mailing import Mailing, SetAside, mailing, no_longer_open
from retention.outreach.planning import SHARE, WINDOW, Planned, Wish, plan
from retention.outreach.profiles import PROFILES, WITH_FILE, Profile
from retention.outreach.queue import Queue, Rows, queue
from retention.outreach.reasons import REASONS, Reason
from retention.outreach.rules import RULES, Rule
from retention.outreach.said_booked import Booking, SaidBooked, said_booked
from retention.outreach.scripts import Script, script, script_of
from retention.outreach.segments import REASONS as CAMPAIGN_REASONS
from retention.outreach.segments import Segment
from retention.outreach.segments import in_words as segment_in_words
from retention.outreach.sheets import Call, CallSheets, call_sheets
from retention.outreach.stopping import asks_too, of_household
from retention.outreach.together import Together, together
from retention.outreach.windows import Arm, Stratum, Window

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
