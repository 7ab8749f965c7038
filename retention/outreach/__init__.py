"""Outreach: whom to contact next and why, who is left out, files for mailings."""

from typing import TYPE_CHECKING

from retention.core.lazy_face import lazy_face

if TYPE_CHECKING:
    from retention.outreach.cadence import may_call
    from retention.outreach.call_queue import Queue, QueueRows, queue
    from retention.outreach.campaigns.compliance import KINDS, CampaignKind
    from retention.outreach.campaigns.effect import (
        WINDOWS,
        Credit,
        Effect,
        PooledEffect,
        effect,
        pooled_effect,
    )
    from retention.outreach.campaigns.mailing import (
        CampaignFile,
        SetAside,
        mailing,
        no_longer_open,
    )
    from retention.outreach.campaigns.planning import (
        SHARE,
        WINDOW,
        CampaignChoices,
        Planned,
        plan,
    )
    from retention.outreach.campaigns.profiles import PROFILES, WITH_FILE, Profile
    from retention.outreach.campaigns.reissue import FileAgain, file_again
    from retention.outreach.campaigns.segments import REASONS as CAMPAIGN_REASONS
    from retention.outreach.campaigns.segments import Segment
    from retention.outreach.campaigns.segments import in_words as segment_in_words
    from retention.outreach.campaigns.windows import Arm, Stratum, Window
    from retention.outreach.contact_log import OUTCOME, OUTCOMES, Log, Outcome
    from retention.outreach.eligibility import RULES, EligibilityRule
    from retention.outreach.explain import Explanation, RuleAnswer, explain_patient
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
    from retention.outreach.ranking import (
        Candidate,
        RankedList,
        ReasonScore,
        ranked_list,
    )
    from retention.outreach.reasons import REASONS, Reason
    from retention.outreach.scripts import Script, script, script_of
    from retention.outreach.success_rates import (
        Calibration,
        SuccessRates,
        calibration,
        learn_rates,
    )
else:
    __getattr__ = lazy_face(__name__)

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
    "CampaignChoices",
    "CampaignFile",
    "CampaignKind",
    "Candidate",
    "Credit",
    "Effect",
    "EligibilityRule",
    "Explanation",
    "FileAgain",
    "Guest",
    "HouseholdRow",
    "Huddle",
    "LastContact",
    "Log",
    "Outcome",
    "Planned",
    "PooledEffect",
    "Profile",
    "Queue",
    "QueueRows",
    "RankedList",
    "Reason",
    "ReasonScore",
    "RuleAnswer",
    "SaidBooked",
    "Script",
    "Segment",
    "SetAside",
    "Stratum",
    "SuccessRates",
    "Window",
    "asks_too",
    "breakdown",
    "calibration",
    "call_sheets",
    "effect",
    "explain_patient",
    "file_again",
    "huddle",
    "learn_rates",
    "mailing",
    "may_call",
    "no_longer_open",
    "of_household",
    "plan",
    "pooled_effect",
    "queue",
    "ranked_list",
    "said_booked",
    "script",
    "script_of",
    "segment_in_words",
]
