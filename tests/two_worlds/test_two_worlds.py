"""Nobody can tell a world that holds a record of Marian Ashgrove from one that does not, whatever they do (C-80, C-83).

Both worlds undergo the same deeds: a walk that does everything once, then deeds at random. After each, everything that
can be seen must be equal, byte for byte, and so must the work that was done. docs/non-disclosure.md says it in plain words.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from bot.front_desk.desk import Desk
from tests.two_worlds.deeds import WAYS
from tests.two_worlds.figures import is_full
from tests.two_worlds.views import MASKED
from tests.two_worlds.walking import Pair, crowded, short_crowd, short_walk, walk
from tests.two_worlds.words import (
    ABOUT,
    ANSWERS,
    AS_PROFESSIONAL,
    ASKED,
    BEGIN_REFERRAL,
    CALL_ME,
    DETAILS,
    ELSEWHERE,
    FOR_ANOTHER,
    OWN,
    REFERRAL,
    REQUESTS,
    WANTED,
    told,
)
from tests.two_worlds.worlds import FIXTURES, JOSS, MARIAN, NEIGHBOUR, PARTS, STRANGER

pytestmark = pytest.mark.service

# The first walk fills what is read in once; its work is compared from the second on.
WALKED = FIXTURES if is_full() else FIXTURES[3:4]
# With the random machine, about ten times more in the full proof.
ROUNDS, DEEDS_A_ROUND = (100, 30) if is_full() else (7, 15)
SETTINGS = settings(
    max_examples=ROUNDS,
    stateful_step_count=DEEDS_A_ROUND,
    deadline=None,
    # The same rounds each time, so that a commit is judged as the one before it; the full proof draws new ones.
    derandomize=not is_full(),
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def rehearsed(pair: Pair) -> Pair:
    pair.walk(FIXTURES[0], walk(), rehearsing=True)
    pair.walk(FIXTURES[0], crowded(), limited=True, rehearsing=True)
    return pair


def test_nothing_is_masked() -> None:
    assert MASKED == ()


def test_every_part_of_the_front_desk_is_accounted_for() -> None:
    """A new part that remembers anything must begin anew with each round, or one round would colour the next."""
    assert {part.name for part in fields(Desk)} == {name for names in PARTS for name in names}


@pytest.mark.parametrize("fixture", WALKED)
def test_everything_done_once_shows_no_difference(rehearsed: Pair, fixture: str) -> None:
    before, logged = rehearsed.posted.copy(), rehearsed.figures["log records"]
    rehearsed.walk(fixture, walk())
    # Or the walk went past the forms, and would say nothing of them.
    sent = rehearsed.posted - before
    assert sent["referral"] >= 3 and sent["call_me"] >= 3, sent
    assert all(sent[kind] for kind in REQUESTS), sent
    assert rehearsed.figures["log records"] > logged


@pytest.mark.parametrize("fixture", WALKED)
def test_the_limits_are_the_same_for_all(rehearsed: Pair, fixture: str) -> None:
    refused = rehearsed.refused
    rehearsed.walk(fixture, crowded(), limited=True)
    assert rehearsed.refused > refused


def test_somebody_who_talks_at_this_moment_is_not_noticed(rehearsed: Pair) -> None:
    """Their conversation is one more in memory, so the work differs when it is forgotten; nothing else does."""
    for limited, texts, steps in ((False, REFERRAL, short_walk), (True, REFERRAL[:15], short_crowd)):
        rehearsed.begin("referral waiting", limited=limited)
        rehearsed.talk_in_one(told(text, MARIAN) for text in (*texts, OWN[3], ABOUT[0]))
        rehearsed.go([deed for deed in steps() if deed != ("wait", 31 * 60)], rehearsing=True)


PEOPLE = st.sampled_from([MARIAN, MARIAN, MARIAN, JOSS, NEIGHBOUR, STRANGER])
TALKS = st.integers(0, 9)
PATHS = (
    "/chat",
    "/leaflets/{reference}",
    "/cases/{phone}",
    "/people?name={name_start}",
    "/api/conversations/current/messages?after=0",
    "/api/conversations/current/events?after={reference}",
    "/chat/messages",
    "/chat/exit",
    "/readyz",
    "/",
)
BODIES = (
    '{"text": "{name}", "client_id": "a"}',
    '{"text": "{phone}"',
    '["{email}"]',
    "text={name}&csrf=x",
    "\x00\xff",
    "",
)


class TwoWorlds(RuleBasedStateMachine):
    """Deeds at random, done in both worlds alike; `Pair.do` compares all that is seen after each."""

    pair: ClassVar[Pair]

    @initialize(
        fixture=st.sampled_from(FIXTURES), limited=st.booleans(), seed=st.integers(0, 2**32), way=st.sampled_from(WAYS)
    )
    def start(self, fixture: str, limited: bool, seed: int, way: str) -> None:
        self.pair.begin(fixture, limited=limited, seed=seed)
        self.talks = 0
        self.begin(way)

    def do(self, deed: str, *arguments: Any) -> None:
        self.pair.do(deed, *arguments)

    def say(self, which: int, text: str, person: Any = MARIAN) -> None:
        self.do("say", which % self.talks, told(text, person))

    @precondition(lambda self: self.talks < 6)
    @rule(way=st.sampled_from(WAYS))
    def begin(self, way: str) -> None:
        self.do("begin", way)
        self.talks += 1

    @rule(which=TALKS, text=st.sampled_from(ASKED))
    def ask_a_question(self, which: int, text: str) -> None:
        self.say(which, text)

    @rule(which=TALKS, text=st.sampled_from(ABOUT), person=PEOPLE)
    def ask_about_somebody(self, which: int, text: str, person: Any) -> None:
        self.say(which, text, person)

    @rule(which=TALKS, text=st.sampled_from(OWN), person=PEOPLE)
    def ask_about_ones_own(self, which: int, text: str, person: Any) -> None:
        self.say(which, text, person)

    @rule(
        which=TALKS,
        form=st.sampled_from([REFERRAL, REFERRAL, CALL_ME, ELSEWHERE, FOR_ANOTHER, AS_PROFESSIONAL]),
        person=PEOPLE,
        left_out=st.integers(0, 12),
    )
    def fill_in_a_form(self, which: int, form: tuple[str, ...], person: Any, left_out: int) -> None:
        """Most of the time to the end."""
        for text in form[: len(form) - max(0, left_out - 6)]:
            self.say(which, text, person)

    @rule(
        which=TALKS, said=st.lists(st.sampled_from([*BEGIN_REFERRAL, *REFERRAL, *ANSWERS]), max_size=6), person=PEOPLE
    )
    def fill_in_a_form_badly(self, which: int, said: list[str], person: Any) -> None:
        for text in said:
            self.say(which, text, person)

    @rule(
        which=TALKS,
        kind=st.sampled_from(sorted(REQUESTS)),
        left_out=st.integers(0, 3),
        answers=st.lists(st.sampled_from(ANSWERS), max_size=2),
        person=PEOPLE,
    )
    def ask_for_what_is_held(self, which: int, kind: str, left_out: int, answers: list[str], person: Any) -> None:
        steps = REQUESTS[kind]
        for text in (*steps[: len(steps) - max(0, left_out - 1)], *answers):
            self.say(which, text, person)

    @rule(
        which=TALKS,
        want=st.sampled_from(WANTED),
        details=st.lists(st.sampled_from([*DETAILS, *ANSWERS]), max_size=5),
        person=PEOPLE,
    )
    def ask_for_what_is_held_badly(self, which: int, want: str, details: list[str], person: Any) -> None:
        for text in (want, *details):
            self.say(which, text, person)

    @rule(which=TALKS, text=st.sampled_from(ANSWERS))
    def answer(self, which: int, text: str) -> None:
        self.say(which, text)

    @rule(
        which=TALKS,
        text=st.text(max_size=40),
        person=PEOPLE,
        field=st.sampled_from(["name", "phone", "email", "child"]),
    )
    def say_anything(self, which: int, text: str, person: Any, field: str) -> None:
        self.do("say", which % self.talks, f"{text.encode('utf-8', 'replace').decode()} {getattr(person, field)}")

    @rule(which=TALKS, text=st.sampled_from(["", "other words", MARIAN.name]))
    def send_again(self, which: int, text: str) -> None:
        self.do("repeat", which % self.talks, text)

    @rule(which=TALKS, after=st.sampled_from([0, 1, 5, 9_999]))
    def read(self, which: int, after: int) -> None:
        self.do("read", which % self.talks, after)

    @rule(which=TALKS, last=st.sampled_from(["", "0", "3", "9999", "x"]))
    def listen(self, which: int, last: str) -> None:
        self.do("listen", which % self.talks, last)

    @rule(which=TALKS, reload=st.booleans())
    def look(self, which: int, reload: bool) -> None:
        self.do("look", which % self.talks, (("cache-control", "max-age=0"),) if reload else ())

    @rule(which=TALKS, what=st.sampled_from(["carry-on", "stay", "end", "exit"]))
    def keep_or_leave(self, which: int, what: str) -> None:
        self.do("keep", which % self.talks, what)

    @rule(which=TALKS)
    def end(self, which: int) -> None:
        self.do("end", which % self.talks)

    @rule(path=st.sampled_from(PATHS), method=st.sampled_from(["GET", "HEAD", "OPTIONS", "POST", "PUT"]), person=PEOPLE)
    def any_address(self, path: str, method: str, person: Any) -> None:
        self.do("fetch", method, told(path, person).replace(" ", "%20"))

    @rule(
        which=st.integers(-1, 9),
        body=st.sampled_from(BODIES),
        kind=st.sampled_from(["application/json", "application/x-www-form-urlencoded", "text/plain"]),
        path=st.sampled_from(["/api/conversations/current/messages", "/api/conversations", "/chat", "/chat/messages"]),
        times=st.sampled_from([1, 1, 5_000]),
    )
    def any_body(self, which: int, body: str, kind: str, path: str, times: int) -> None:
        for field in ("name", "phone", "email"):
            body = body.replace("{" + field + "}", getattr(MARIAN, field))
        self.do("post", which % self.talks if which >= 0 else -1, path, kind, body, times)

    @rule(what=st.sampled_from(["engine", "keys", "nothing", "nothing"]))
    def break_down(self, what: str) -> None:
        self.do("break", what)

    @rule(which=TALKS)
    def flood(self, which: int) -> None:
        self.do("flood", which % self.talks)

    @rule(seconds=st.sampled_from([1, 4, 20, 6 * 60, 31 * 60]))
    def wait(self, seconds: int) -> None:
        self.do("wait", seconds)


def test_deeds_at_random_show_no_difference(rehearsed: Pair) -> None:
    TwoWorlds.pair = rehearsed
    run_state_machine_as_test(TwoWorlds, settings=SETTINGS)


def test_the_comparison_can_fail(rehearsed: Pair) -> None:
    """The control: a difference of one letter in one header is one."""
    rehearsed.begin(FIXTURES[0])
    app, compared = rehearsed.worlds[1].app, rehearsed.worlds[1].app.middleware_stack

    async def leaking(scope: Any, receive: Any, send: Any) -> None:
        async def with_one_more(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"x", b"1")]}
            await send(message)

        await compared(scope, receive, with_one_more)

    app.middleware_stack = leaking
    try:
        with pytest.raises(AssertionError, match="THE WORLDS DIFFER in headers"):
            rehearsed.do("fetch", "GET", "/chat")
    finally:
        app.middleware_stack = compared
