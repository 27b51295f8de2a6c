"""Slows guessing down, and lets no stranger lock an officer out (channels.md E2, C-74).

Tries are counted in four places, each a number within a time after which it fades:

- every password and every code, by the network it came from: a hundred in a quarter of an hour, for a whole office may
  stand behind one address (right ones too, or the count would tell that a password was right before its code is asked);
- wrong ones, by account and network together: ten in a quarter of an hour;
- wrong ones, by account, from wherever: a hundred in an hour, against one who guesses from many networks;
- wrong codes after a right password: ten in a day, or until the password is changed. Only someone who has the password
  can use these up.

Past the first, nothing is looked at from that network. Past another a try fails whatever is typed, and looks just like
a wrong one. A stranger can use up the third;
so a browser in which the officer has signed in before keeps a signed token (`device`), and a try with it is counted
against that token alone: ten in a quarter of an hour, after which it is looked at like any other. It saves nobody the
password or the code.

Names that no account has are counted just as those of accounts. What is remembered is a digest under a key that is
lost with the process, with the times of its last tries; the longest unused is forgotten first.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_SUBJECTS = 20_000


@dataclass(frozen=True)
class Bound:
    """How many wrong tries within what time."""

    name: str
    most: int
    within: timedelta


QUARTER = timedelta(minutes=15)
ACCOUNT_FROM_ADDRESS = Bound("account from address", 10, QUARTER)
ADDRESS = Bound("address", 100, QUARTER)
ACCOUNT = Bound("account", 100, timedelta(hours=1))
DEVICE = Bound("device", 10, QUARTER)
CODE = Bound("code", 10, timedelta(days=1))


@dataclass(frozen=True)
class Try:
    """Who tries: the name as typed, the network (`address_of`), and the id of a known browser of that name or None."""

    user_name: str
    address: str
    device: str | None


class Brake:
    """Counts wrong tries and says whether another may be looked at."""

    def __init__(self, most_subjects: int = MOST_SUBJECTS) -> None:
        """Remembers at most `most_subjects` in all."""
        self._key, self._most = secrets.token_bytes(32), most_subjects
        self._times: OrderedDict[bytes, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def lets_in(self, a_try: Try, now: datetime) -> bool:
        """Whether anything more is looked at from this network now, and counts it. A known browser always is."""
        with self._lock:
            if self._is_known(a_try, now):
                return True
            if self._is_full(ADDRESS, now, a_try.address):
                return False
            self._count(ADDRESS, now, a_try.address)
            return True

    def allows(self, a_try: Try, now: datetime) -> bool:
        """Whether this try may succeed."""
        with self._lock:
            if self._is_known(a_try, now):
                return True
            return not any(self._is_full(bound, now, *of) for bound, of in _of_strangers(a_try))

    def allows_code(self, password: str, now: datetime) -> bool:
        """Whether a code may still follow; `password` stands for one officer's present password and is not it."""
        with self._lock:
            return not self._is_full(CODE, now, password)

    def failed_code(self, a_try: Try, password: str, now: datetime) -> None:
        """Counts a wrong code after a right password."""
        with self._lock:
            self._count(CODE, now, password)
        self.failed(a_try, now)

    def failed(self, a_try: Try, now: datetime) -> None:
        """Counts a wrong try."""
        with self._lock:
            if self._is_known(a_try, now):
                self._count(DEVICE, now, a_try.user_name, a_try.device or "")
            else:
                for bound, of in _of_strangers(a_try):
                    self._count(bound, now, *of)

    def succeeded(self, a_try: Try, password: str) -> None:
        """Forgets what the officer mistyped here before."""
        with self._lock:
            self._times.pop(self._digest(ACCOUNT_FROM_ADDRESS, a_try.user_name, a_try.address), None)
            self._times.pop(self._digest(DEVICE, a_try.user_name, a_try.device or ""), None)
            self._times.pop(self._digest(CODE, password), None)

    def _is_known(self, a_try: Try, now: datetime) -> bool:
        return a_try.device is not None and not self._is_full(DEVICE, now, a_try.user_name, a_try.device)

    def _is_full(self, bound: Bound, now: datetime, *of: str) -> bool:
        times = self._times.get(self._digest(bound, *of))
        # The oldest of the last `most`: while it is inside the time, all of them are.
        return times is not None and len(times) == bound.most and now - times[0] < bound.within

    def _count(self, bound: Bound, now: datetime, *of: str) -> None:
        key = self._digest(bound, *of)
        self._times.setdefault(key, deque(maxlen=bound.most)).append(now)
        self._times.move_to_end(key)
        while len(self._times) > self._most:
            self._times.popitem(last=False)

    def _digest(self, bound: Bound, *of: str) -> bytes:
        said = "\x00".join((bound.name, *of))
        return hmac.digest(self._key, said.encode("utf-8", "replace"), "sha256")[:16]


def _of_strangers(a_try: Try) -> tuple[tuple[Bound, tuple[str, ...]], ...]:
    return (
        (ACCOUNT_FROM_ADDRESS, (a_try.user_name, a_try.address)),
        (ACCOUNT, (a_try.user_name,)),
    )
