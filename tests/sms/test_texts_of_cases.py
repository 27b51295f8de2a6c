"""Texts that officers write in a case: only to the parent, only while they agree, and nobody is left to guess what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.casework.office.letters import Medium
from bot.intake.post_box import prepare
from bot.intake.stops import Stops
from bot.library.compose import Library
from bot.records.cases import case_of
from bot.services.office.cases import permit
from bot.services.office.cases.show_case import show_case
from bot.services.office.cases.write import verify_person
from bot.services.office.queue.claim import claim
from bot.services.office.queue.list_queue import list_queue
from bot.services.office.sms.carrier import Twilio
from bot.services.office.sms.of_case import Texting, take_back
from bot.services.office.sms.outbox import Outbox
from bot.services.office.working import NotHere, NotNow
from bot.services.office.writing.send import Letters, Outcome, send
from bot.services.office.writing.show_writing import show_writing
from bot.services.office.writing.writing import Writing, new_writing
from bot.settings_sms import read_sms_settings
from tests.services.office.intake import NOON, Office
from tests.sms.fake_twilio import FakeTwilio, Trouble
from tests.sms.twilio_signing import KEY, SMS_ENVIRONMENT

WORDS = "It is all arranged for Monday."


class Texts:
    """An office with a case that is taken, and an outbox that sends to a Twilio made by hand."""

    def __init__(self, folder: Path, twilio: FakeTwilio, library: Library) -> None:
        self.office, self.twilio = Office(folder), twilio
        self.ann, self.bo = self.office.officer("Ann"), self.office.officer("Bo")
        settings = read_sms_settings("http://127.0.0.1:8000", {**SMS_ENVIRONMENT, "EVENHAND_TWILIO_API": twilio.url})
        assert settings
        url = f"sqlite:///{folder / 'intake.db'}"
        self.outbox = Outbox(self.office.sessions, Twilio(settings), Stops(url, KEY.encode()), prepare(url), 500)
        texts = library.referral_texts.of
        self.letters = Letters(library.letters, {id_: one.label for id_, one in texts.items()}, {})
        self.office.refer()
        self.office.take()
        claim(self.office.desk, self.ann, self.office.only_item().id, 0, NOON)
        self.case = self.office.only_case()

    def agree(self) -> None:
        permit.give_permission(
            self.office.desk,
            self.ann,
            self.case,
            "may_text",
            "",
            how="telephone",
            wording="0" * 64,
            words="May we text you?",
            reply="yes, text me",
            now=NOON,
        )

    def refuse(self) -> None:
        permit.take_permission_back(self.office.desk, self.ann, self.case, "may_text", "", how="telephone", now=NOON)

    def write(self, now: datetime = NOON, *, writing: Writing | None = None, **changed: Any) -> Outcome:
        writing = writing or replace(new_writing(), medium=Medium.TEXT, **{"text": WORDS, **changed})
        return send(
            self.office.desk,
            self.ann,
            self.case,
            writing,
            self.letters,
            lambda text: (),
            now,
            take_in_first=self.office.take,
            texting=Texting(fiction=True),
        )

    def told(self) -> str:
        """What the case says of its last text."""
        return show_case(self.office.desk, self.ann, self.case, NOON).texts[-1].told

    def flagged(self) -> bool:
        (line,) = (line for line in list_queue(self.office.desk, NOON).lines if line.case_id)
        return line.is_text_lost


@pytest.fixture(scope="module")
def twilio() -> Iterator[FakeTwilio]:
    made = FakeTwilio().start()
    yield made
    made.stop()


@pytest.fixture
def texts(tmp_path: Path, twilio: FakeTwilio, library: Library) -> Iterator[Texts]:
    for kept in (twilio.messages, twilio.callbacks, twilio.troubles, twilio.requests, twilio.opted_out, twilio.faults):
        kept.clear()
    made = Texts(tmp_path, twilio, library)
    yield made
    made.office.tray.close()
    made.office.box.close()
    assert not twilio.faults


def test_with_permission_it_goes_once_to_the_number_on_file(texts: Texts, twilio: FakeTwilio) -> None:
    texts.agree()
    writing = replace(new_writing(), medium=Medium.TEXT, text=WORDS)
    for _ in range(2):
        left = texts.write(writing=writing).left
        assert left and left.text and left.text.is_waiting and left.words == WORDS
    assert texts.outbox.send_one(NOON) and not texts.outbox.send_one(NOON)
    assert [(one["To"], one["Body"]) for one in twilio.requests] == [("+447700900145", WORDS)]
    assert "Sent" in texts.told() and not texts.flagged()


def test_without_permission_nothing_is_put_in_and_the_words_stay(texts: Texts) -> None:
    assert texts.write().refusal
    assert not texts.outbox.send_one(NOON)
    assert show_writing(texts.office.desk, texts.ann, texts.case, NOON).writing.text == WORDS


def test_what_is_taken_back_before_it_leaves_stops_it(texts: Texts, twilio: FakeTwilio) -> None:
    texts.agree()
    texts.write()
    texts.refuse()
    assert not texts.outbox.send_one(NOON)
    assert twilio.requests == [] and texts.flagged()
    assert "no permission" in texts.told() and not texts.flagged(), "whoever looked has seen it"


def test_a_withdrawal_in_the_post_box_stops_it_too(texts: Texts, twilio: FakeTwilio) -> None:
    texts.agree()
    texts.write()
    texts.office.ask(stop=("text",), words="stop texting me")
    texts.office.take()
    texts.outbox.send_one(NOON)
    assert twilio.requests == []


def test_nothing_telling_shows_on_a_locked_phone(texts: Texts, twilio: FakeTwilio) -> None:
    texts.agree()
    texts.write(text="The EHC plan is ready – ring us.")
    texts.outbox.send_one(NOON)
    (body,) = twilio.sent()
    assert "EHC" not in body[:40] and "–" not in body and body.endswith("ring us.")


def test_it_waits_for_the_day_and_for_the_time_the_officer_chose(texts: Texts, twilio: FakeTwilio) -> None:
    texts.agree()
    evening = NOON + timedelta(hours=9)
    texts.write(evening)
    texts.write(evening, not_before="2026-11-24T16:30")
    assert not texts.outbox.send_one(evening)
    morning = evening + timedelta(hours=12, minutes=5)
    assert texts.outbox.send_one(morning) and not texts.outbox.send_one(morning)
    assert texts.outbox.send_one(morning + timedelta(hours=8))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"not_before": "tomorrow"}, "no_such_time"),
        ({"text": "word " * 200}, "long_text"),
        ({"text": " "}, "empty"),
    ],
)
def test_what_cannot_go_is_said_and_the_words_stay(texts: Texts, changed: dict[str, Any], why: str) -> None:
    texts.agree()
    with pytest.raises(NotNow) as problem:
        texts.write(**changed)
    assert problem.value.why == why
    kept = show_writing(texts.office.desk, texts.ann, texts.case, NOON)
    assert not kept.sent and kept.writing.text.strip() == changed.get("text", WORDS).strip()


def test_a_landline_on_file_is_not_texted(tmp_path: Path, twilio: FakeTwilio, library: Library) -> None:
    texts = Texts(tmp_path, twilio, library)
    texts.agree()
    with texts.office.sessions.begin() as session:
        case = case_of(session, texts.case)
        assert case
        case.answers = {**case.answers, "phone": "01632 960123"}
    with pytest.raises(NotNow, match="no_mobile"):
        texts.write()


def test_an_officer_takes_a_text_back_and_no_other_can(texts: Texts, twilio: FakeTwilio) -> None:
    texts.agree()
    left = texts.write(not_before="2026-11-24T16:30").left
    assert left
    with pytest.raises(NotHere):
        take_back(texts.office.desk, texts.bo, texts.case, left.id, NOON)
    with pytest.raises(NotHere):
        take_back(texts.office.desk, texts.ann, texts.case, "0" * 32, NOON)
    take_back(texts.office.desk, texts.ann, texts.case, left.id, NOON)
    assert not texts.outbox.send_one(NOON + timedelta(days=2)) and twilio.requests == []
    assert "taken back" in texts.told() and not texts.flagged()
    with pytest.raises(NotNow, match="text_gone"):
        take_back(texts.office.desk, texts.ann, texts.case, left.id, NOON)


def test_what_does_not_arrive_is_flagged_in_the_queue_until_it_was_seen(texts: Texts, twilio: FakeTwilio) -> None:
    texts.agree()
    before = list_queue(texts.office.desk, NOON).version
    texts.write()
    twilio.troubles.append(Trouble(400, 21610))
    texts.outbox.send_one(NOON)
    assert texts.flagged() and list_queue(texts.office.desk, NOON).version != before
    assert texts.told() == "It was not sent: they asked us not to text."
    assert not texts.flagged()


def test_after_ninety_days_of_silence_the_number_is_made_sure_of_first(texts: Texts) -> None:
    texts.agree()
    assert texts.write(NOON + timedelta(days=90)).left
    later = NOON + timedelta(days=90, minutes=1)
    with pytest.raises(NotNow, match="number_stale"):
        texts.write(later)
    assert verify_person(texts.office.desk, texts.ann, texts.case, "teapot", called_back=False, now=later)
    assert texts.write(later).left
