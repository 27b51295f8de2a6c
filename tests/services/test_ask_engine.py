"""Asking the engine: waiting for it, replaying what it lost, and knowing when to give up."""

from __future__ import annotations

import pytest

from bot.intake.conversation import Conversation, Turn
from bot.services.public import ask_engine as asking
from bot.services.public.ask_engine import MOST_TURNS, ask_engine
from bot.services.public.engine import EngineAnswer, EngineAway, EngineTrouble, ModelGone, WrongTurn
from tests.fakes import FakeEngine


class Watched(FakeEngine):
    """Notes every call: ("take", engine id, n, text, model id) or ("forget", engine id)."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[object, ...]] = []
        self.faults_at: dict[int, Exception] = {}

    async def take(self, engine_id: str, n: int, turn: Turn, model_id: str | None) -> EngineAnswer:
        self.calls.append(("take", engine_id, n, turn.text, model_id))
        if fault := self.faults_at.pop(len(self.calls), None):
            raise fault
        return await super().take(engine_id, n, turn, model_id)

    async def forget(self, engine_id: str) -> None:
        self.calls.append(("forget", engine_id))
        await super().forget(engine_id)


def make_turn(text: str, choice: str | None = None, today: str = "2026-11-22") -> Turn:
    return Turn(text, choice, "web", today)


@pytest.fixture
def engine() -> Watched:
    return Watched()


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(asking, "RESTART_SECONDS", 0.3)
    monkeypatch.setattr(asking, "PAUSE_SECONDS", 0.01)


async def test_each_turn_goes_under_the_next_number_with_the_model_it_began_with(engine):
    conversation = Conversation()
    for text in ("one", "two"):
        await ask_engine(conversation, make_turn(text), engine)
    id_ = conversation.engine_id
    assert engine.calls == [("take", id_, 0, "one", None), ("take", id_, 1, "two", "model")]


async def test_a_replay_takes_the_very_same_turns_in_order_under_the_same_id(engine):
    conversation = Conversation()
    turns = [
        make_turn("one"),
        make_turn("Mediation", "ask_leaflet:mediation", "2026-11-23"),
        make_turn("three", None, "2026-11-24"),
    ]
    for turn in turns:
        await ask_engine(conversation, turn, engine)
    engine.turns.clear()
    last = make_turn("four", None, "2026-11-24")
    await ask_engine(conversation, last, engine)
    assert engine.turns == {conversation.engine_id: [*turns, last]}


async def test_a_replay_that_is_cut_off_begins_again(engine):
    conversation = Conversation()
    for text in ("one", "two", "three"):
        await ask_engine(conversation, make_turn(text), engine)
    engine.turns.clear()
    engine.calls.clear()
    # take (wrong turn), forget, take 0, and away in the middle
    engine.faults_at = {4: EngineAway("away")}
    await ask_engine(conversation, make_turn("four"), engine)
    assert [turn.text for turn in engine.turns[conversation.engine_id]] == ["one", "two", "three", "four"]


async def test_a_model_gone_in_the_middle_of_a_replay_starts_afresh(engine):
    conversation = Conversation()
    for text in ("one", "two"):
        await ask_engine(conversation, make_turn(text), engine)
    engine.turns.clear()
    engine.calls.clear()
    engine.faults_at = {3: ModelGone("status 410"), 4: ModelGone("status 410")}
    await ask_engine(conversation, make_turn("three"), engine)
    assert [turn.text for turn in engine.turns[conversation.engine_id]] == ["three"]
    assert [turn.text for turn in conversation.turns] == ["three"]


async def test_an_engine_away_longer_than_a_restart_takes_gives_up(engine):
    conversation = Conversation()
    engine.faults = [EngineAway("away")] * 10_000
    with pytest.raises(TimeoutError):
        await ask_engine(conversation, make_turn("one"), engine)
    assert conversation.turns == [] and conversation.model_id is None


async def test_trouble_twice_gives_up_and_the_turn_never_happened(engine):
    conversation = Conversation()
    engine.faults = [EngineTrouble("status 500")] * 2
    with pytest.raises(EngineTrouble):
        await ask_engine(conversation, make_turn("one"), engine)
    assert conversation.turns == []
    assert [call[0] for call in engine.calls] == ["take", "forget", "take"]


async def test_waiting_for_an_engine_uses_up_no_second_try(engine):
    conversation = Conversation()
    engine.faults = [EngineAway("away"), EngineTrouble("status 500"), EngineAway("away")]
    await ask_engine(conversation, make_turn("one"), engine)
    assert [turn.text for turn in conversation.turns] == ["one"]


async def test_wrong_turn_at_the_very_first_turn_is_a_fault_not_a_loss(engine):
    conversation = Conversation()
    engine.faults = [WrongTurn("status 409")] * 2
    with pytest.raises(WrongTurn):
        await ask_engine(conversation, make_turn("one"), engine)


async def test_an_engine_that_never_finds_its_place_is_not_hammered(engine):
    conversation = Conversation()
    await ask_engine(conversation, make_turn("one"), engine)
    engine.calls.clear()
    engine.faults = [WrongTurn("status 409")] * 100_000
    with pytest.raises((TimeoutError, EngineTrouble)):
        await ask_engine(conversation, make_turn("two"), engine)
    assert len(engine.calls) < 200
    assert [turn.text for turn in conversation.turns] == ["one"]


async def test_an_engine_that_knows_no_model_at_all_is_not_hammered(engine):
    conversation = Conversation()
    await ask_engine(conversation, make_turn("one"), engine)
    engine.calls.clear()
    engine.faults = [ModelGone("status 410")] * 100_000
    with pytest.raises(ModelGone):
        await ask_engine(conversation, make_turn("two"), engine)
    assert len(engine.calls) < 10


async def test_a_very_long_chat_starts_the_engine_afresh(engine):
    conversation = Conversation()
    before = conversation.engine_id
    conversation.turns.extend(make_turn(f"old {n}") for n in range(MOST_TURNS))
    conversation.model_id = "model"
    await ask_engine(conversation, make_turn("new"), engine)
    assert conversation.engine_id != before
    assert engine.turns == {conversation.engine_id: [make_turn("new")]}
