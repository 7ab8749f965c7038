"""Open Dental's codes, and the words its interface and readable exports write for them.

The vendor publishes both: www.opendental.com/OpenDentalDocumentation25-3.xml, and the
manual beside it.
"""

from retention.ingest.recognise.layouts import words

PATIENT_STATUS = words(
    active="0 patient",
    non_patient="1 nonpatient",
    inactive="2 inactive",
    archived="3 archived",
    deleted="4 deleted",
    deceased="5 deceased",
    prospective="6 prospective",
)
SEX = words(male="0 male m", female="1 female f", unknown="2 unknown", other="3 other")
CONTACT_METHOD = words(
    none="0 none 1 donotcall",
    phone="4 wirelessph 2 hmphone 3 wkphone",
    email="5 email",
    other="6 seenotes",
    mail="7 mail",
    text="8 textmessage",
)
APPOINTMENT_STATUS = words(
    scheduled="1 scheduled 4 asap",
    completed="2 complete",
    unscheduled="3 unschedlist",
    broken_unspecified="5 broken",
    planned="6 planned",
    note="7 ptnote 8 ptnotecompleted",
    unknown="0 none",
)
PROCEDURE_STATUS = words(
    planned="1 tp",
    completed="2 c complete",
    existing="3 ec 4 eo",
    referred="5 r",
    deleted="6 d",
    condition="7 cn",
    planned_inactive="8 tpi",
)
PLAN_STATUS = words(saved="0 saved", active="1 active", inactive="2 inactive")
CHANNEL = words(
    none="0 none",
    email="1 email 6 emailandtext",
    mail="2 mail",
    phone="3 phone 7 phoneandtext",
    in_person="4 inperson",
    text="5 text",
    other="8 fax",
)
DIRECTION = words(neither="0 neither", sent="1 sent", received="2 received")
REFERRAL_DIRECTION = words(to="0 refto", **{"from": "1 reffrom"}, custom="2 refcustom")
IS_FROM = words(to="0 false", **{"from": "1 true"})
CLAIM_STATUS = words(not_sent="u h w i", sent="s", received="r", unknown="a p")
"""Where a claim stands.

A and P are no longer used, and what they meant differed, so they say nothing: claims
are aged by their dates.
"""
