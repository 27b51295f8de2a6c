"""A referral on the running service: what is agreed reaches the office sealed, and nothing else is kept anywhere."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.intake.post_box import PostBox
from bot.operations.environments import APP_PYTHON
from bot.settings import PROJECT
from tests.running import Parent, Service
from tests.whole.canaries import keepers

pytestmark = pytest.mark.service

BEGIN = ["I would like to refer myself", "yes", "I am the parent", "yes", "Answer questions now"]
# Each step with its answer; what is planted here must be in the envelope, or nowhere.
STEPS = [
    ("name", "Ottoline O'Quarrendon-Nguyễn"),
    ("may call", "yes"),
    ("phone", "07700 900052"),
    ("voicemail", "no"),
    ("may text", "no"),
    ("may email", "no"),
    ("safe times", "weekdays before three"),
    ("careful", "yes"),
    ("who may see", "Peregrine Wolstenhulme must not know"),
    ("never", "Sundays"),
    ("safe word", "Thrupplewick"),
    ("if someone answers", "say it is the library"),
    ("hide", "Yes, hide it"),
    ("postcode", "QX7 4ZV"),
    ("child", "Zebedee"),
    ("age", "Year 4"),
    ("setting", "Abernathy Vole Primary"),
    ("stage", "The council said no"),
    ("help", "What are our choices now? He is\nso unhappy. 🌧️"),
    ("deadline", "skip"),
    ("access", "skip"),
    ("share", "no"),
    ("party", "yes"),
    ("who", "Mrs Isambard-Okoye at Abernathy Vole Primary"),
    ("what", "Talk to them"),
    ("permitted", "yes"),
    ("more", "yes"),
    ("who", "Dr Refusenik of Averley Hospital"),
    ("what", "Pass my details on to them"),
    ("refused", "no"),
    ("more", "no"),
    ("equality", "no"),
    ("else", "skip"),
]
PLANTED = [
    "Quarrendon-Ngu",
    "07700 900052",
    "Wolstenhulme",
    "Thrupplewick",
    "QX7 4ZV",
    "Zebedee",
    "Abernathy Vole",
    "Refusenik",
]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("referral") / "var")
    service.environment = {"EVENHAND_LOG_LEVEL": "DEBUG", "LOG_LEVEL": "DEBUG"}
    service.start()
    yield service
    service.stop()


def at_check(service: Service) -> Parent:
    """A parent who answered everything and has not sent it."""
    parent = Parent(service.url)
    for said in (*BEGIN, *(answer for _, answer in STEPS)):
        replies = parent.say(said)
    assert replies[-1]["kind"] == "summary", replies
    return parent


def test_the_envelope_holds_exactly_what_was_agreed_and_no_disk_holds_a_word(sealed: Service) -> None:
    before = len(sealed.envelopes())
    (told,) = at_check(sealed).say("Send")
    assert told["kind"] == "confirmation"
    envelope = sealed.envelopes()[-1]
    assert len(sealed.envelopes()) == before + 1
    content = sealed.opened(envelope)
    assert content["reference"] in told["text"]
    assert content["safety"] == {
        "safe_times": "weekdays before three",
        "be_careful": "yes",
        "who_may_see": "Peregrine Wolstenhulme must not know",
        "never_times": "Sundays",
        "safe_word": "Thrupplewick",
        "if_someone_answers": "say it is the library",
        "withhold_number": "yes",
    }
    assert content["answers"] == {
        "area": "here",
        "who": "parent",
        "path": "full",
        "name": "Ottoline O'Quarrendon-Nguyễn",
        "phone": "07700 900052",
        "postcode": "QX7 4ZV",
        "child_name": "Zebedee",
        "age": "Year 4",
        "setting": "Abernathy Vole Primary",
        "stage": "refused",
        "help": "What are our choices now? He is\nso unhappy. 🌧️",
    }
    permissions = [(one["purpose"], one["recipient"], one["given"]) for one in content["permissions"]]
    assert permissions == [
        ("open_case", "", True),
        ("may_call", "", True),
        ("may_leave_voicemail", "", False),
        ("may_text", "", False),
        ("may_email", "", False),
        ("share_conversation", "", False),
        ("keep_equality", "", False),
        ("party_talk_to", "Mrs Isambard-Okoye at Abernathy Vole Primary", True),
    ]
    assert all(one["words"] and one["reply"] and one["wording"] and one["at"] for one in content["permissions"])
    assert set(content) == {"reference", "subject", "session", "path", "safety", "answers", "permissions"}
    assert "Refusenik" not in str(content)
    assert keepers([sealed.folder], PLANTED) == []


def test_the_search_would_find_an_envelope_that_is_not_sealed(sealed: Service, tmp_path: Path) -> None:
    at_check(sealed).say("Send")
    (tmp_path / "intake.db").write_text(str(sealed.opened(sealed.envelopes()[-1])))
    assert len(keepers([tmp_path], PLANTED)) >= len(PLANTED) - 1


@pytest.mark.parametrize("steps", range(0, len(STEPS) + 1, 8))
def test_leaving_at_any_step_keeps_nothing(sealed: Service, steps: int) -> None:
    before = len(sealed.envelopes())
    parent = Parent(sealed.url)
    for said in (*BEGIN, *(answer for _, answer in STEPS[:steps])):
        parent.say(said)
    parent.http.delete("/api/conversations/current", headers=parent.bearer)
    assert len(sealed.envelopes()) == before and keepers([sealed.folder], PLANTED) == []


def test_an_engine_that_falls_in_the_middle_keeps_the_place(sealed: Service) -> None:
    parent = Parent(sealed.url)
    for said in (*BEGIN, *(answer for _, answer in STEPS[:20])):
        parent.say(said)
    sealed.kill("engine")
    later = threading.Timer(0.3, sealed.start_engine)
    later.start()
    for _, said in STEPS[20:]:
        replies = parent.say(said)
    later.join()
    assert replies[-1]["kind"] == "summary"
    assert parent.say("Send")[-1]["kind"] == "confirmation"
    assert sealed.opened(sealed.envelopes()[-1])["answers"]["name"].startswith("Ottoline")


def test_what_cannot_be_written_is_said_at_once_and_sent_once_later(sealed: Service) -> None:
    before, parent = len(sealed.envelopes()), at_check(sealed)
    # Whoever writes holds the database for himself: as full a disk as any to the front desk.
    other = sqlite3.connect(sealed.folder / "intake.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    (told,) = parent.say("Send")
    assert told["kind"] == "error" and "not sent" in told["text"] and "Sent. Thank you" not in told["text"]
    other.execute("ROLLBACK")
    assert len(sealed.envelopes()) == before
    (told,) = parent.say("Try again")
    assert told["kind"] == "confirmation" and len(sealed.envelopes()) == before + 1
    # The engine was never told of the second try, and has nothing to send again.
    assert parent.say("Send")[-1]["kind"] != "confirmation" and len(sealed.envelopes()) == before + 1


def test_two_tabs_send_once(sealed: Service) -> None:
    before, parent, told = len(sealed.envelopes()), at_check(sealed), []
    tabs = [threading.Thread(target=lambda: told.append(parent.send("Send").json())) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    kinds = [message["kind"] for one in told for message in one["messages"]]
    assert kinds.count("confirmation") == 1 and len(sealed.envelopes()) == before + 1


def test_the_same_send_repeated_by_a_bad_line_is_answered_and_not_sent_again(sealed: Service) -> None:
    before, parent = len(sealed.envelopes()), at_check(sealed)
    first = parent.send("Send", "one and the same").json()
    assert parent.send("Send", "one and the same").json() == first
    assert len(sealed.envelopes()) == before + 1


def test_every_referral_is_told_the_same_and_weighs_the_same(sealed: Service) -> None:
    replies = [at_check(sealed).say("Send")[0]["text"] for _ in range(2)]
    references = [sealed.opened(one)["reference"] for one in sealed.envelopes()[-2:]]
    assert replies[0].replace(references[0], "") == replies[1].replace(references[1], "")
    assert len({len(one.sealed) for one in sealed.envelopes()[-2:]}) == 1


def test_the_front_desk_cannot_read_what_it_sent(sealed: Service) -> None:
    box = PostBox(sealed.intake)
    for statement in ("SELECT count(*) FROM envelopes", "SELECT * FROM envelopes", "DELETE FROM envelopes"):
        with pytest.raises(Exception, match=r"not authorized|prohibited"), box._engine.begin() as connection:
            connection.exec_driver_sql(statement)
    box.close()
    # The control: without that connection's rule, the same words read.
    assert sealed.envelopes()


def test_an_envelope_is_opened_by_hand(sealed: Service, tmp_path: Path) -> None:
    at_check(sealed).say("Send my answers")
    name = sealed.envelopes()[-1].id
    environment = {**os.environ, "EVENHAND_VAR": str(sealed.folder), "PYTHONPATH": str(PROJECT)}

    def evenhand(*words: str) -> str:
        done = subprocess.run([APP_PYTHON, "-m", "bot.cli", *words], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    evenhand("keys", "envelopes", str(tmp_path))
    assert keepers([tmp_path], PLANTED) == []
    told = json.loads(evenhand("keys", "open", str(tmp_path / f"{name}.json")))
    assert told["kind"] == "referral" and told["content"]["answers"]["child_name"] == "Zebedee"


@pytest.mark.parametrize("step", [5, 7, 18, 23])
def test_far_too_much_at_any_step_loses_neither_place_nor_answers(sealed: Service, step: int) -> None:
    parent = Parent(sealed.url)
    for said in (*BEGIN, *(answer for _, answer in STEPS[:step])):
        parent.say(said)
    (told,) = parent.say("x" * 10_000)
    assert told["kind"] == "error"
    for _, said in STEPS[step:]:
        replies = parent.say(said)
    assert replies[-1]["kind"] == "summary" and "Ottoline" in replies[-1]["text"]
