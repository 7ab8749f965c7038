"""Messages: what a text to patients may say (TCPA, exempt health-care messages; for
counsel to confirm).
"""

from retention.outreach.profiles import TEXT_LENGTH, Profile
from retention.policy import Policy
from retention.problems import RetentionError

MESSAGE = "Message"
"""Header of the column that carries it."""


def check_message(message: str, profile: Profile, policy: Policy) -> None:
    """RetentionError for a message that is too long, does not name the practice or does
    not say how to stop.

    Without a message nothing is checked: it is then written where the texts are sent.
    """
    if not message:
        return
    if profile.channel != "text":
        raise RetentionError(
            "Only a file of texts carries a message. Leave it out; nothing was written."
        )
    if len(message) > TEXT_LENGTH:
        raise RetentionError(
            f"A text has at most {TEXT_LENGTH} characters, and this one has "
            f"{len(message)}. Shorten it; nothing was written."
        )
    name = policy.practice_name.strip()
    if not name:
        raise RetentionError(
            "A text must name the practice. Set the policy value practice_name; "
            "nothing was written."
        )
    if name.casefold() not in message.casefold():
        raise RetentionError(
            f"A text must name the practice: write “{name}” into it. Nothing was "
            "written."
        )
    if "stop" not in message.casefold():
        raise RetentionError(
            "A text must say how to stop: write “Reply STOP” into it. Nothing was "
            "written."
        )
