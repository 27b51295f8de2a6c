"""Conversations are found by their token only, forgotten when idle, and never more than the bound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from bot.intake.sessions import Full, Sessions

IDLE = 1800.0


@pytest.fixture
def sessions():
    return Sessions(IDLE)


def test_a_token_finds_its_own_conversation_and_no_other(sessions):
    mine, yours = sessions.open(0), sessions.open(0)
    assert sessions.find(mine[0], 1) is mine[1]
    assert sessions.find(yours[0], 1) is yours[1]
    assert mine[1] is not yours[1]


def test_a_conversation_is_kept_up_to_the_last_second_and_gone_after(sessions):
    token, conversation = sessions.open(0)
    assert sessions.find(token, IDLE) is conversation
    assert sessions.find(token, IDLE + 0.001) is None
    assert conversation.ended and len(sessions) == 0


def test_use_keeps_it_alive(sessions):
    token, conversation = sessions.open(0)
    for turn in range(1, 20):
        assert sessions.use(token, turn * (IDLE - 1)) is conversation


def test_a_page_that_listens_keeps_nothing_alive(sessions):
    token, conversation = sessions.open(0)
    for minute in range(31):
        assert sessions.find(token, minute * 60) is conversation
    assert sessions.find(token, IDLE + 1) is None


def test_a_look_that_finds_nothing_keeps_nothing_alive(sessions):
    token, _ = sessions.open(0)
    sessions.find(token + "x", IDLE)
    assert sessions.find(token, IDLE + 1) is None


def test_what_was_said_is_gone_with_an_idle_conversation(sessions):
    _, conversation = sessions.open(0)
    conversation.add("parent", "text", "about my daughter")
    sessions.forget_idle(IDLE + 1)
    assert conversation.messages == []


def test_the_idle_go_and_the_others_stay(sessions):
    old, _ = sessions.open(0)
    young, kept = sessions.open(1000)
    sessions.forget_idle(IDLE + 1)
    assert sessions.find(old, IDLE + 1) is None
    assert sessions.find(young, IDLE + 1) is kept


def test_one_used_again_outlives_one_opened_later(sessions):
    first, conversation = sessions.open(0)
    second, _ = sessions.open(1)
    sessions.use(first, 1000)
    assert sessions.find(second, IDLE + 2) is None
    assert sessions.find(first, IDLE + 2) is conversation


def test_of_too_many_left_alone_the_oldest_goes_and_one_in_use_stays():
    sessions = Sessions(IDLE, most_fresh=2)
    opened = [sessions.open(now) for now in range(3)]
    sessions.use(opened[1][0], 3)
    sessions.open(4)
    sessions.open(5)
    assert [conversation.ended for _, conversation in opened] == [True, False, True]
    assert len(sessions) == 3


def test_where_all_are_in_use_nobody_is_forgotten_for_a_newcomer():
    sessions = Sessions(IDLE, most_used=2)
    opened = [sessions.open(0) for _ in range(2)]
    for token, _ in opened:
        sessions.use(token, 1)
    with pytest.raises(Full):
        sessions.open(2)
    assert not any(conversation.ended for _, conversation in opened)
    assert sessions.open(IDLE + 2)


def test_an_ended_conversation_is_found_no_more_and_ends_once(sessions):
    token, conversation = sessions.open(0)
    assert sessions.end(token) is conversation
    assert conversation.ended
    assert sessions.find(token, 0) is None
    assert sessions.end(token) is None


def test_tokens_are_long_and_never_alike(sessions):
    tokens = {sessions.open(0)[0] for _ in range(500)}
    assert len(tokens) == 500
    assert all(len(token) >= 43 for token in tokens)


def test_no_token_and_no_identifier_of_the_engine_is_kept_in_plain_sight(sessions):
    token, conversation = sessions.open(0)
    assert token not in repr(vars(sessions))
    assert len({token, conversation.id, conversation.engine_id, conversation.csrf}) == 4


@given(st.text())
def test_any_text_as_a_token_finds_nothing(text):
    sessions = Sessions(IDLE)
    sessions.open(0)
    assert sessions.find(text, 0) is None
    assert sessions.end(text) is None


def test_half_a_surrogate_pair_as_a_token_finds_nothing(sessions):
    assert sessions.find("\ud800", 0) is None


class AnyOrder(RuleBasedStateMachine):
    """Open, use, end and let time pass in any order, against a plain account of when each was used."""

    tokens = Bundle("tokens")

    def __init__(self):
        super().__init__()
        self.sessions, self.now, self.used = Sessions(IDLE, most_used=4, most_fresh=2), 0.0, {}
        self.fresh = {}

    @rule(target=tokens)
    def open(self):
        self._drop_idle()
        self.now += 0.5
        if len(self.used) >= 4:
            with pytest.raises(Full):
                self.sessions.open(self.now)
            return "nothing"
        token, _ = self.sessions.open(self.now)
        self.fresh[token] = self.now
        if len(self.fresh) > 2:
            del self.fresh[min(self.fresh, key=self.fresh.__getitem__)]
        return token

    @rule(token=tokens)
    def find(self, token):
        self._drop_idle()
        assert (self.sessions.find(token, self.now) is not None) == (token in self.used or token in self.fresh)

    @rule(token=tokens)
    def use(self, token):
        self._drop_idle()
        known = token in self.used or token in self.fresh
        assert (self.sessions.use(token, self.now) is not None) == known
        if known:
            self.fresh.pop(token, None)
            self.used[token] = self.now
        self.now += 0.5

    @rule(token=consumes(tokens))
    def end(self, token):
        conversation = self.sessions.end(token)
        assert conversation is None or conversation.ended
        self.used.pop(token, None)
        self.fresh.pop(token, None)

    @rule(seconds=st.sampled_from([60.0, 900.0, 1801.0]))
    def wait(self, seconds):
        self.now += seconds

    @invariant()
    def there_are_never_too_many(self):
        assert len(self.sessions) <= 4 + 2

    def _drop_idle(self):
        self.used = {token: then for token, then in self.used.items() if self.now - then <= IDLE}
        self.fresh = {token: then for token, then in self.fresh.items() if self.now - then <= IDLE}


TestAnyOrder = AnyOrder.TestCase
