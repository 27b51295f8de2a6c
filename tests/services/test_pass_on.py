"""A worrying message is passed on before the reply is sent, and what falls after that changes nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.intake import keys
from bot.intake.conversation import Conversation
from bot.intake.envelope import ALERT, unseal
from bot.intake.post_box import PostBox
from bot.intake.tray import Tray
from bot.library.compose import Library
from bot.services.public.engine import EngineAway
from bot.services.public.send_message import send_message, warn_of_danger
from bot.services.public.sending import Office
from bot.settings import PROJECT
from tests.fakes import FakeEngine, FakePost
from tests.whole.canaries import keepers

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = date(2026, 11, 23)
WORRYING = "My stepdad punches my little brother every night and he has bruises all over"
UNCLEAR = "is there a leaflet about domestic abuse"
AT_HOME = "my husband strangled me in front of the kids again last night and said he will kill us"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    keys.make(tmp_path / keys.ALERTS, NOW)
    return Office(FakePost(), tmp_path, lambda: NOW)


async def say(conversation: Conversation, text: str, library: Library, office: Office, engine: FakeEngine) -> list[str]:
    said = await send_message(conversation, text, text[:20], library=library, engine=engine, office=office, today=TODAY)
    return [message.text for message in said]


def opened(office: Office) -> list[dict]:
    key = keys.opening_key(office.keys / keys.ALERTS, keys.sealing_key(office.keys / keys.ALERTS).id)
    return [unseal(one, key)["content"] for one in office.post.kept.values()]


async def test_the_least_is_passed_on_and_the_parent_is_told(library, office, engine) -> None:
    told = await say(Conversation(), WORRYING, library, office, engine)
    (content,) = opened(office)
    assert set(content) == {"messages", "channel", "contact", "replied", "level"}
    assert [one["text"] for one in content["messages"]] == [WORRYING]
    assert content["replied"] == told[0] and "999" in told[0]
    assert "passed it on" in told[1]
    assert told[-1].startswith("turn 0"), "the parent goes on where they were"


async def test_nothing_said_before_goes_with_it(library, office, engine) -> None:
    conversation = Conversation()
    await say(conversation, "My name is Canary Ashgrove, when is the annual review", library, office, engine)
    await say(conversation, WORRYING, library, office, engine)
    (content,) = opened(office)
    assert "Canary" not in str(content)


async def test_what_is_only_asked_about_is_not_kept(library, office, engine) -> None:
    await say(Conversation(), UNCLEAR, library, office, engine)
    assert opened(office) == []


async def test_whoever_may_be_watched_is_not_told(library, office, engine) -> None:
    told = await say(Conversation(), AT_HOME, library, office, engine)
    assert opened(office) and not any("passed it on" in text for text in told)


async def test_it_is_passed_on_with_the_engine_down(library, office, engine, monkeypatch) -> None:
    from bot.services.public import ask_engine

    monkeypatch.setattr(ask_engine, "RESTART_SECONDS", 0.1)
    engine.faults = [EngineAway("away")] * 1000
    told = await say(Conversation(), WORRYING, library, office, engine)
    assert "999" in told[0] and opened(office)


async def test_a_post_box_that_is_shut_for_a_moment_is_tried_again(library, office, engine) -> None:
    office.post.refusals = 2
    told = await say(Conversation(), WORRYING, library, office, engine)
    assert opened(office) and "passed it on" in told[1]


async def test_nobody_is_told_it_was_passed_on_when_it_was_not(library, office, engine) -> None:
    office.post.refusals = 100
    told = await say(Conversation(), WORRYING, library, office, engine)
    assert "999" in told[0] and not any("passed it on" in text for text in told)


def test_a_message_over_the_limit_is_passed_on_once(library, office) -> None:
    conversation = Conversation()
    for _ in range(2):
        assert warn_of_danger(conversation, WORRYING, "same", "error/limited", library=library, office=office)
    assert len(opened(office)) == 1


CHILD = """
    import asyncio, sys
    from datetime import UTC, date, datetime
    from pathlib import Path
    from bot.intake.conversation import Conversation
    from bot.intake.post_box import PostBox
    from bot.library.compose import Library
    from bot.services.public.send_message import send_message
    from bot.services.public.sending import Office
    from tests.fakes import FakeEngine

    folder, text = Path(sys.argv[1]), sys.argv[2]
    office = Office(PostBox(f"sqlite:///{folder / 'intake.db'}"), folder, lambda: datetime.now(UTC))
    said = asyncio.run(send_message(Conversation(), text, "1", library=Library(Path("content")), engine=FakeEngine(),
                                    office=office, today=date(2026, 11, 23)))
    print(said[0].text, flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize(("text", "number"), [(WORRYING, 1), (UNCLEAR, 0)])
def test_killed_the_moment_the_reply_is_out_the_alert_is_there(tmp_path: Path, text: str, number: int) -> None:
    keys.make(tmp_path / keys.ALERTS, NOW)
    tray = Tray(f"sqlite:///{tmp_path / 'intake.db'}")
    command = [sys.executable, "-c", textwrap.dedent(CHILD), str(tmp_path), text]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout and child.stdout.readline()
        child.send_signal(signal.SIGKILL)
    assert [one.kind for one in tray.envelopes()] == [ALERT] * number
    tray.close()


async def test_on_the_disk_there_is_no_word_of_it_and_in_the_seal_only_the_message(
    library: Library, engine: FakeEngine, tmp_path: Path
) -> None:
    keys.make(tmp_path / keys.ALERTS, NOW)
    url = f"sqlite:///{tmp_path / 'intake.db'}"
    tray, box = Tray(url), PostBox(url)
    office, conversation = Office(box, tmp_path, lambda: NOW), Conversation()
    await say(conversation, "I am Quillfeather, my number is 07700 900817", library, office, engine)
    await say(conversation, f"{WORRYING} says Brackenshaw", library, office, engine)
    (envelope,) = tray.envelopes()
    key = keys.opening_key(tmp_path / keys.ALERTS, envelope.key)
    inside = str(unseal(envelope, key))
    assert "Brackenshaw" in inside and "Quillfeather" not in inside and "900817" not in inside
    box.close()
    tray.close()
    planted = ("Quillfeather", "Brackenshaw", "07700 900817")
    assert keepers([tmp_path], planted) == []
    (tmp_path / "leak.txt").write_text("Brackenshaw")
    assert keepers([tmp_path], planted), "the search must find what is there"
