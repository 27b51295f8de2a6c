"""Conversations are found by their token only, forgotten when idle, and never more than the bound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from bot.intake.sessions import Sessions

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
    assert sessions.find(token, 2 * IDLE + 0.001) is None
    assert conversation.ended and len(sessions) == 0


def test_use_keeps_it_alive(sessions):
    token, conversation = sessions.open(0)
    for turn in range(1, 20):
        assert sessions.find(token, turn * (IDLE - 1)) is conversation


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
    sessions.find(first, 1000)
    assert sessions.find(second, IDLE + 2) is None
    assert sessions.find(first, IDLE + 2) is conversation


def test_of_too_many_the_longest_idle_goes():
    sessions = Sessions(IDLE, most=3)
    opened = [sessions.open(now) for now in range(3)]
    sessions.find(opened[0][0], 3)
    sessions.open(4)
    assert len(sessions) == 3
    assert opened[1][1].ended
    assert [sessions.find(token, 5) is conversation for token, conversation in opened] == [True, False, True]


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
        self.sessions, self.now, self.used = Sessions(IDLE, most=4), 0.0, {}

    @rule(target=tokens)
    def open(self):
        self._drop_idle()
        token, _ = self.sessions.open(self.now)
        self.used[token] = self.now
        if len(self.used) > 4:
            del self.used[min(self.used, key=self.used.__getitem__)]
        self.now += 0.5
        return token

    @rule(token=tokens)
    def find(self, token):
        self._drop_idle()
        assert (self.sessions.find(token, self.now) is not None) == (token in self.used)
        if token in self.used:
            self.used[token] = self.now
        self.now += 0.5

    @rule(token=consumes(tokens))
    def end(self, token):
        conversation = self.sessions.end(token)
        assert conversation is None or conversation.ended
        self.used.pop(token, None)

    @rule(seconds=st.sampled_from([60.0, 900.0, 1801.0]))
    def wait(self, seconds):
        self.now += seconds

    @invariant()
    def there_are_never_too_many(self):
        assert len(self.sessions) <= 4

    def _drop_idle(self):
        self.used = {token: then for token, then in self.used.items() if self.now - then <= IDLE}


TestAnyOrder = AnyOrder.TestCase
