"""The first safeguarding screen: rules alone, run before anything else reads a message.

It would rather be wrong by showing the emergency words than by keeping them back: they are shown and the
question is then answered all the same. A concern found here is never a finding about a family. Nothing is
stored, sent or logged by this package (requirements C-90 to C-98).
"""

from enum import StrEnum

from bot.safeguarding.abuse import ABUSE
from bot.safeguarding.danger import HURT, URGENT
from bot.safeguarding.domestic import DOMESTIC
from bot.safeguarding.exploitation import EXPLOITATION
from bot.safeguarding.harmless import HARMLESS
from bot.safeguarding.normalise import readings
from bot.safeguarding.self_harm import SELF_HARM
from bot.safeguarding.wording import one_pattern

MOST_READ = 2_000  # characters; the chat takes no more, a longer text message is read this far


class Concern(StrEnum):
    """Which emergency words to show."""

    DANGER = "danger"  # someone in danger now, violence, a child hurt or missing
    ABUSE = "abuse"  # abuse, neglect, exploitation, FGM, forced marriage, harm by staff, online harm
    DOMESTIC = "domestic"  # domestic abuse
    SELF_HARM = "self_harm"  # a child or parent suicidal or hurting themself


# The first that fits names the concern. Danger comes twice: what cannot wait goes before everything; plain
# "someone was hit" goes last, because the words on staff, family or partner say better who can help.
_IN_ORDER = [
    (Concern.DANGER, one_pattern(URGENT)),
    (Concern.SELF_HARM, one_pattern(SELF_HARM)),
    (Concern.DOMESTIC, one_pattern(DOMESTIC)),
    (Concern.ABUSE, one_pattern(ABUSE + EXPLOITATION)),
    (Concern.DANGER, one_pattern(HURT)),
]
_HARMLESS = one_pattern(HARMLESS)


def is_domestic(text: str) -> bool:
    """Whether `text` speaks of abuse between adults at home, whatever else it speaks of: then somebody may read along."""
    pattern = next(pattern for concern, pattern in _IN_ORDER if concern is Concern.DOMESTIC)
    return any(pattern.search(_HARMLESS.sub("_", reading)) for reading in readings(text[:MOST_READ]))


def screen(text: str) -> Concern | None:
    """The concern to show emergency words for, or None. Reads the first 2,000 characters; never raises."""
    heard = [_HARMLESS.sub("_", reading) for reading in readings(text[:MOST_READ])]
    for concern, pattern in _IN_ORDER:
        if any(pattern.search(reading) for reading in heard):
            return concern
    return None
