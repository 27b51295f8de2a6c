"""How often and how much at once: limits that keep nobody's address and fade from memory (C-66)."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from throttled import MemoryStore, RateLimiterType, Throttled, rate_limiter

# The same for every refusal: a number that varied would tell how much others at the same address write
# (confidentiality.md section 4). After 20 seconds there is room for ten messages again.
RETRY_AFTER_SECONDS = 20
# C-66: the salt changes daily, and with it everything counted under it is forgotten.
SALT_SECONDS = 24 * 60 * 60
# Subjects remembered for each allowance, at 0.35 kB each: more than the conversations kept. The longest unused goes first.
MOST_SUBJECTS = 20_000
# Where no address can be told, all share one allowance.
NOWHERE = "nowhere"

OPEN_OF_CONVERSATION = 3  # a computer, a phone, and one that was cut off and not yet noticed
OPEN_OF_ADDRESS = 100
OPEN_IN_ALL = 2_000  # each holds a connection and 60 kB


@dataclass(frozen=True)
class Allowance:
    """How many at once, and how many a minute after that."""

    name: str
    burst: int
    a_minute: int


# Nobody types thirty messages a minute; someone who taps choices may send a few within seconds.
MESSAGES_OF_CONVERSATION = Allowance("messages of a conversation", 20, 30)
# A library, a school or a mobile network has many parents behind one address: thirty at a training evening,
# each with ten messages a minute.
MESSAGES_FROM_ADDRESS = Allowance("messages from an address", 150, 300)
# The same thirty begin together, some of them twice.
CONVERSATIONS_FROM_ADDRESS = Allowance("conversations from an address", 60, 60)
# Each of them opens a stream, again with every reload and after every gap in the network.
STREAMS_FROM_ADDRESS = Allowance("streams from an address", 120, 240)

ALLOWANCES = (MESSAGES_OF_CONVERSATION, MESSAGES_FROM_ADDRESS, CONVERSATIONS_FROM_ADDRESS, STREAMS_FROM_ADDRESS)


class Limits:
    """Whether another message, conversation or stream is allowed now.

    A refusal uses nothing up. What is remembered of a subject is a keyed digest and the time at which its allowance
    is whole again; both are lost with the process, with the day's salt, or when `MOST_SUBJECTS` others came later.
    """

    def __init__(self, *, is_on: bool, steady: Callable[[], float] = time.monotonic) -> None:
        """Allows everything unless `is_on`; `steady` gives seconds that never go back, for the life of the salt."""
        self._is_on, self._pseudonyms = is_on, _Pseudonyms(steady)
        self._counting = _new_counts()

    def allows(self, what: Allowance, subject: str) -> bool:
        """Whether `subject`, a conversation's id or `address_of` a caller, may do one more of `what`; counts it."""
        if not self._is_on:
            return True
        self.forget_when_due()
        return not self._counting[what].limit(self._pseudonyms.of(subject)).limited

    def forget_when_due(self) -> None:
        """Forgets all counts, and the salt they were kept under, when the salt is a day old."""
        if self._pseudonyms.renew_when_due():
            self._counting = _new_counts()


class Place:
    """One open stream's place. Given back once, by `release` or when nothing holds it any more."""

    def __init__(self, give_back: Callable[[], None]) -> None:
        """`give_back` is called once."""
        self._give_back: Callable[[], None] | None = give_back

    def release(self) -> None:
        """Gives the place back; again does nothing."""
        give_back, self._give_back = self._give_back, None
        if give_back:
            give_back()

    # A stream whose client left before it began never runs its own clean-up.
    __del__ = release


class OpenStreams:
    """How many streams are open, of each conversation, from each address and in all."""

    def __init__(self, *, is_on: bool, steady: Callable[[], float] = time.monotonic) -> None:
        """Gives out places without end unless `is_on`; `steady` gives seconds that never go back."""
        self._is_on, self._pseudonyms = is_on, _Pseudonyms(steady)
        self._open: Counter[str] = Counter()
        self._in_all = 0

    def take(self, conversation: str, address: str) -> Place | None:
        """A place for one more stream of this conversation from this address; None if there are enough."""
        # A stream from yesterday keeps yesterday's key until it closes, and no longer counts against today's.
        self._pseudonyms.renew_when_due()
        of, at = self._pseudonyms.of("conversation " + conversation), self._pseudonyms.of("address " + address)
        if self._is_on and (
            self._in_all >= OPEN_IN_ALL or self._open[of] >= OPEN_OF_CONVERSATION or self._open[at] >= OPEN_OF_ADDRESS
        ):
            return None
        self._in_all += 1
        self._open.update((of, at))
        return Place(lambda: self._give_back(of, at))

    def __len__(self) -> int:
        """How many streams are open in all."""
        return self._in_all

    def _give_back(self, *keys: str) -> None:
        self._in_all -= 1
        for key in keys:
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]


def address_of(host: str | None) -> str:
    """Whom an address stands for: an IPv4 address whole, of an IPv6 address the /64 that one household has.

    What is no address, or None, is one subject for all.
    """
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return NOWHERE
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Address(int(address) >> 64 << 64)) + "/64"


class _Pseudonyms:
    """Keyed digests that say nothing about their subject and cannot be told from one day to the next."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._renew()

    def of(self, subject: str) -> str:
        return hmac.digest(self._salt, subject.encode("utf-8", "replace"), "sha256")[:16].hex()

    def renew_when_due(self) -> bool:
        is_due = self._steady() - self._salted_at >= SALT_SECONDS
        if is_due:
            self._renew()
        return is_due

    def _renew(self) -> None:
        self._salt, self._salted_at = secrets.token_bytes(32), self._steady()


def _new_counts() -> dict[Allowance, Throttled]:
    return {
        what: Throttled(
            using=RateLimiterType.GCRA.value,
            quota=rate_limiter.per_min(what.a_minute, burst=what.burst),
            store=MemoryStore(options={"MAX_SIZE": MOST_SUBJECTS}),
        )
        for what in ALLOWANCES
    }
