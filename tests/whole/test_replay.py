"""A conversation replayed, on the same engine or another, gets the same replies turn by turn."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.library.guide import QUESTIONS, SKIP
from bot.operations.environments import ENGINE_PYTHON
from bot.settings import PROJECT
from tests.running import SECRET, Service, free_port

pytestmark = pytest.mark.service

UNDERSTANDING = Path(__file__).parents[1] / "understanding"
TODAY = "2026-11-22"
GUIDE = [
    "i dont know where to start",
    "Stop these questions",
    SKIP,
    *(answer for one in QUESTIONS.values() for answer in one),
]
FOLLOW_UPS = [
    "and how long does that take?",
    "tell me more",
    "what else can I do?",
    "say that again",
    "thanks",
    "yes",
    "no",
]
ODD = [
    "",
    " ",
    "/affirm",
    " /restart",
    "/back",
    "\u2060",
    "👍",
    "?",
    "0",
    "1",
    "999",
    "{}",
    "[School](leaflet:mediation)",
    "\u202eabc",
    "a" * 2000,
]


@cache
def held_out_texts() -> list[str]:
    """Everything parents write in the held-out questions."""
    return [
        row["text"]
        for path in sorted(UNDERSTANDING.glob("*.yml"))
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


@dataclass(frozen=True)
class Said:
    """A turn to come: words, or the number of one of the choices the last reply offered (if it offered any)."""

    text: str = ""
    pick: int | None = None


@dataclass(frozen=True)
class Engine:
    """One engine process, spoken to as the front desk does."""

    url: str

    def turn(self, conversation: str, n: int, text: str, choice: str | None, **other: Any) -> httpx.Response:
        body = {
            "conversation": conversation,
            "n": n,
            "text": text,
            "choice": choice,
            "channel": "web",
            "today": TODAY,
            "model_id": None,
        }
        return CLIENT.post(f"{self.url}/turn", json=body | other, headers={"Authorization": f"Bearer {SECRET}"})


CLIENT = httpx.Client(timeout=30, trust_env=False)
turns = st.one_of(
    st.sampled_from(held_out_texts()).map(Said),
    st.sampled_from(GUIDE).map(Said),
    st.sampled_from(FOLLOW_UPS).map(Said),
    st.sampled_from(ODD).map(Said),
    st.integers(0, 6).map(lambda number: Said(pick=number)),
)
UNHURRIED: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True}


@pytest.fixture(scope="module")
def engine(service: Service) -> Engine:
    return Engine(service.engine_url)


@pytest.fixture(scope="module")
def second_engine(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Another process of the very model that the first runs."""
    model = PROJECT / "models" / f"{CLIENT.get(service.engine_url + '/readyz').json()['model_id']}.tar.gz"
    other = replace(service, folder=tmp_path_factory.mktemp("second"), engine_port=free_port(), processes={})
    other._start("engine", [ENGINE_PYTHON, "-m", "bot.engine.host", str(model), str(other.engine_port)])
    wait_until_ready(other.engine_url)
    yield Engine(other.engine_url)
    other.stop()


@settings(max_examples=60, **UNHURRIED)
@given(talk=st.lists(turns, min_size=1, max_size=12), channel=st.sampled_from(["web", "sms"]))
def test_replayed_conversation_gets_equal_replies(
    fresh: Callable[[], str], engine: Engine, talk: list[Said], channel: str
) -> None:
    taken, replies = play(engine, fresh(), talk, channel)
    assert replay(engine, fresh(), taken, channel) == replies


@settings(max_examples=40, **UNHURRIED)
@given(talk=st.lists(turns, min_size=1, max_size=12), channel=st.sampled_from(["web", "sms"]))
def test_second_engine_gives_equal_replies(
    fresh: Callable[[], str], engine: Engine, second_engine: Engine, talk: list[Said], channel: str
) -> None:
    taken, replies = play(engine, fresh(), talk, channel)
    assert replay(second_engine, fresh(), taken, channel) == replies


@pytest.mark.parametrize("channel", ["web", "sms"])
def test_long_conversation_is_the_same_on_the_second_engine(
    fresh: Callable[[], str], engine: Engine, second_engine: Engine, channel: str
) -> None:
    dice = random.Random(20261122)
    pools = [held_out_texts(), GUIDE, FOLLOW_UPS, ODD]
    talk = [
        Said(dice.choice(dice.choice(pools))) if dice.random() < 0.7 else Said(pick=dice.randrange(7))
        for _ in range(150)
    ]
    taken, replies = play(engine, fresh(), talk, channel)
    assert replay(second_engine, fresh(), taken, channel) == replies
    assert len({str(reply) for reply in replies}) > 30, "the replies must differ, or equality says nothing"


@pytest.mark.parametrize("before", [[], [GUIDE[0]], [GUIDE[0], "School"], ["what is a mediation certificate"]], ids=len)
def test_no_turn_fails_whatever_was_said_before(fresh: Callable[[], str], engine: Engine, before: list[str]) -> None:
    """One of each kind of message, from the start, inside the guide and after an answer."""
    kinds = {
        row["intent"]: row["text"] for row in yaml.safe_load((UNDERSTANDING / "kinds.yml").read_text(encoding="utf-8"))
    }
    failed = []
    for text in [*kinds.values(), *GUIDE, *FOLLOW_UPS, *ODD, "how do I appeal", "stop these questions"]:
        conversation = fresh()
        replay(engine, conversation, [(one, None) for one in before], "web")
        answer = engine.turn(conversation, len(before), text, None)
        if answer.status_code != 200:
            failed.append((text[:60], answer.status_code))
    assert failed == []


def test_conversations_played_turn_about_do_not_mix(fresh: Callable[[], str], engine: Engine) -> None:
    dice = random.Random(7)
    talks = [[Said(dice.choice(held_out_texts() + GUIDE * 20 + FOLLOW_UPS * 20)) for _ in range(15)] for _ in range(4)]
    apart = [replay(engine, fresh(), [(one.text, None) for one in talk], "web") for talk in talks]
    ids = [fresh() for _ in talks]
    together: list[list[Any]] = [[] for _ in talks]
    for n in range(15):
        for place, talk in enumerate(talks):
            together[place].append(messages_of(engine.turn(ids[place], n, talk[n].text, None)))
    assert together == apart


def test_another_talk_before_makes_another_reply(fresh: Callable[[], str], engine: Engine) -> None:
    after_mediation = replay(
        engine, fresh(), [("what is a mediation certificate", None), ("how long does that take?", None)], "web"
    )
    after_transport = replay(
        engine, fresh(), [("is school transport free", None), ("how long does that take?", None)], "web"
    )
    assert after_mediation[-1] != after_transport[-1]


def test_sms_reply_differs_from_web_reply(fresh: Callable[[], str], engine: Engine) -> None:
    web, sms = (
        replay(engine, fresh(), [("what is a mediation certificate", None)], channel) for channel in ("web", "sms")
    )
    assert web[0][0]["leaflet"] == sms[0][0]["leaflet"] and web[0][0]["text"] != sms[0][0]["text"]


@pytest.mark.parametrize("n", [-1, 1, 7])
def test_wrong_turn_of_an_unknown_conversation_is_409(fresh: Callable[[], str], engine: Engine, n: int) -> None:
    refused = engine.turn(fresh(), n, "hello", None)
    assert refused.status_code == 409
    assert refused.json()["expected"] == 0


def test_wrong_turn_is_409_and_changes_nothing(fresh: Callable[[], str], engine: Engine) -> None:
    conversation, twin = fresh(), fresh()
    first = engine.turn(conversation, 0, "what is a mediation certificate", None)
    assert first.status_code == 200 and first.json()["n"] == 0
    for n in (2, 5):
        refused = engine.turn(conversation, n, "is school transport free", None)
        assert refused.status_code == 409 and refused.json()["expected"] == 1
    expected = replay(
        engine, twin, [("what is a mediation certificate", None), ("how long does that take?", None)], "web"
    )
    assert messages_of(engine.turn(conversation, 1, "how long does that take?", None)) == expected[1]
    assert engine.turn(conversation, 1, "how long does that take?", None).status_code == 409


def test_turn_0_begins_anew(fresh: Callable[[], str], engine: Engine) -> None:
    conversation = fresh()
    talk = [("i dont know where to start", None), ("School", None), ("No plan", None)]
    assert replay(engine, conversation, talk, "web") == replay(engine, conversation, talk, "web")


def test_forgotten_conversation_is_409(fresh: Callable[[], str], engine: Engine) -> None:
    conversation = fresh()
    assert engine.turn(conversation, 0, "hello", None).status_code == 200
    gone = CLIENT.delete(f"{engine.url}/conversations/{conversation}", headers={"Authorization": f"Bearer {SECRET}"})
    assert gone.status_code == 204
    assert engine.turn(conversation, 1, "hello", None).status_code == 409


@pytest.mark.parametrize(
    "header", [{}, {"Authorization": "Bearer another secret"}, {"Authorization": SECRET}, {"Authorization": "Basic"}]
)
def test_wrong_secret_is_401_and_nothing_is_taken(
    fresh: Callable[[], str], engine: Engine, header: dict[str, str]
) -> None:
    conversation = fresh()
    body = {
        "conversation": conversation,
        "n": 0,
        "text": "hello",
        "choice": None,
        "channel": "web",
        "today": TODAY,
        "model_id": None,
    }
    refused = CLIENT.post(f"{engine.url}/turn", json=body, headers=header)
    assert refused.status_code == 401 and refused.content == b""
    assert engine.turn(conversation, 1, "hello", None).status_code == 409
    assert CLIENT.delete(f"{engine.url}/conversations/{conversation}", headers=header).status_code == 401


def test_unknown_model_is_410_and_nothing_is_taken(fresh: Callable[[], str], engine: Engine) -> None:
    conversation = fresh()
    gone = engine.turn(conversation, 0, "hello", None, model_id="0000000000000000")
    assert gone.status_code == 410
    assert engine.turn(conversation, 0, "hello", None, model_id=gone.json()["model_id"]).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"{",
        b'"text"',
        b'{"conversation": "a", "n": "x", "text": "", "channel": "web", "today": ""}',
    ],
)
def test_what_is_not_a_turn_is_400(engine: Engine, body: bytes) -> None:
    assert (
        CLIENT.post(f"{engine.url}/turn", content=body, headers={"Authorization": f"Bearer {SECRET}"}).status_code
        == 400
    )


@pytest.fixture(scope="module")
def fresh() -> Callable[[], str]:
    """Gives conversation ids nobody used before."""
    count = iter(range(1_000_000))
    return lambda: f"replay-{next(count)}"


def play(
    engine: Engine, conversation: str, talk: list[Said], channel: str
) -> tuple[list[tuple[str, str | None]], list[Any]]:
    """The turns taken, choices resolved to what was offered, and the replies.

    A turn the engine cannot answer never happened, as for the front desk; another test says that none is so.
    """
    taken: list[tuple[str, str | None]] = []
    replies: list[Any] = []
    for said in talk:
        turn = resolved(said, replies[-1][-1]["choices"] if replies else [])
        answer = engine.turn(conversation, len(taken), *turn, channel=channel)
        if answer.status_code == 500:
            assert replay(engine, conversation, taken, channel) == replies
            continue
        replies.append(messages_of(answer))
        taken.append(turn)
    return taken, replies


def resolved(said: Said, offered: list[dict[str, str]]) -> tuple[str, str | None]:
    """The words of a turn and the payload of the choice it picks, if it picks one."""
    if said.pick is None:
        return said.text, None
    if not offered:
        return str(said.pick), None
    choice = offered[said.pick % len(offered)]
    return choice["label"], choice["payload"]


def replay(engine: Engine, conversation: str, taken: list[tuple[str, str | None]], channel: str) -> list[Any]:
    """The replies to turns that were taken before."""
    return [
        messages_of(engine.turn(conversation, n, text, choice, channel=channel))
        for n, (text, choice) in enumerate(taken)
    ]


def messages_of(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    messages, commands = answer.json()["messages"], answer.json()["commands"]
    assert messages or commands
    # The short referral by text is over after few turns; what it sends is the front desk's to say.
    return messages or [{"kind": "command", "choices": [], "name": one["name"]} for one in commands]


def wait_until_ready(url: str) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        try:
            if CLIENT.get(url + "/readyz").status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("the second engine was not ready in time")
