"""Writing by pages alone, without any script: what leaves, what is refused, what is put in, and that no word is lost."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from bot.casework.access import Role
from bot.library.compose import Library
from bot.records.letters import Letter
from tests.back_office.office_making import Browser, shown
from tests.back_office.whole_office import WholeLab, press
from tests.services.office.intake import SCHOOL
from tests.whole.canaries import keepers

TO_SCHOOL = {"medium": "letter", "to": f"party_talk_to {SCHOOL}", "subject": "Following up"}


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[WholeLab]:
    made = WholeLab(tmp_path)
    yield made
    made.inbox.tray.close()
    made.inbox.box.close()


@pytest.fixture
def ann(lab: WholeLab, library: Library) -> Browser:
    lab.inbox.refer(help="Can we appeal?", email="marian@family.example")
    lab.inbox.take()
    browser = lab.browser(library)
    browser.get("/queue")
    return press(browser, f"/queue/{lab.inbox.only_item().id}/claim")


@pytest.fixture
def case(lab: WholeLab, ann: Browser) -> str:
    return f"/cases/{lab.inbox.only_case()}"


def written(browser: Browser, case: str, act: str = "send", **fields: str) -> str:
    browser.get(f"{case}/write")
    page = press(browser, f"{case}/write", act=act, **{**TO_SCHOOL, **fields}).page
    return shown(page)


def words_in_box(browser: Browser) -> str:
    return unescape(browser.page.split('id="text"')[1].split(">", 1)[1].split("</textarea>")[0])


def test_a_letter_is_made_printed_again_and_logged(ann: Browser, case: str, lab: WholeLab, library: Library) -> None:
    assert f"{case}/write" in ann.get(case).text
    page = written(ann, case, text="We meet on Monday.", fields="help", address="Hillside Primary")
    assert "Letter to Mrs Bell, Hillside Primary" in page and "Nothing was sent from here" in page
    assert library.service.name in page and "23 November 2026" in page and "Can we appeal?" in page
    assert "Marian" not in page
    assert "letter, we contacted" in shown(ann.get(case).text)
    with lab.inbox.sessions() as session:
        (letter,) = session.query(Letter)
    ann.get(f"{case}/write")
    assert "We meet on Monday." in shown(press(ann, f"{case}/letters/{letter.id}").page)
    lab.inbox.ask()
    ann.get(f"{case}/write")
    again = press(ann, f"{case}/letters/{letter.id}")
    assert "There is no permission" in shown(again.page) and "We meet on Monday." not in again.page


def test_every_page_that_shows_a_letter_is_kept_by_nobody(ann: Browser, case: str) -> None:
    ann.get(f"{case}/write")
    hidden = {"csrf": ann.page.split('name="csrf" value="')[1].split('"')[0]}
    letter = ann.page.split('name="letter" value="')[1].split('"')[0]
    fields = {**hidden, **TO_SCHOOL, "letter": letter, "text": "We meet.", "act": "send"}
    for path, sent in ((f"{case}/write", fields), (f"{case}/letters/{letter}", hidden)):
        answer = ann.http.post(path, data=sent)
        assert answer.status_code == 200 and "We meet." in answer.text
        assert answer.headers["cache-control"] == "no-store" and "etag" not in answer.headers


def test_a_refusal_says_why_how_to_ask_and_keeps_the_words(ann: Browser, case: str) -> None:
    other = {"to": "else", "else_name": "Jo Marsh, Averley Council", "else_purpose": "party_refer_to"}
    page = written(ann, case, text="Please ring us.", **other)
    assert "There is no permission to tell this person anything" in page
    assert "Ask the parent" in page and "Jo Marsh, Averley Council" in page and "yes or no" in page
    assert words_in_box(ann) == "Please ring us."
    press(ann, f"{case}/permissions", how="telephone", reply="yes do")
    ann.get(f"{case}/write")
    assert words_in_box(ann) == "Please ring us.", "the draft waits while the permission is recorded"
    sent = written(ann, case, text="Please ring us.", to="party_refer_to Jo Marsh, Averley Council")
    assert "Letter to Jo Marsh, Averley Council" in sent


def test_the_parent_is_reached_only_as_they_agreed_and_once_proved(ann: Browser, case: str) -> None:
    parent = {"to": "own parent", "text": "We rang.", "medium": "email"}
    page = written(ann, case, **parent)
    assert "has not agreed to be reached in this way" in page and "May our officers send you emails?" in page
    press(ann, f"{case}/permissions", how="telephone", reply="yes")
    page = written(ann, case, **parent, fields="help")
    assert "First make sure that it is the parent" in page and "Identity not verified" in page
    assert "That is not the safe word" in shown(press(ann, f"{case}/who", said="kettle").page)
    assert "Identity is verified" in shown(press(ann, f"{case}/who", said="Teapot").page)
    assert words_in_box(ann) == "We rang."
    page = written(ann, case, **parent, fields="help")
    assert "Email to parent" in page and "marian@family.example" in page and "Can we appeal?" in page
    link = ann.page.split('href="mailto:')[1].split('"')[0]
    assert link == "marian@family.example?subject=Following%20up", "no word of the email is in an address"


def test_nobody_elses_permission_opens_the_way_to_the_parent(ann: Browser, case: str) -> None:
    page = written(ann, case, to="else", else_name="parent", text="We rang.", fields="help")
    assert "Say who it is" in page
    ann.get(f"{case}/write")
    letter = ann.page.split('name="letter" value="')[1].split('"')[0]
    csrf = ann.page.split('name="csrf" value="')[1].split('"')[0]
    for to in ("open_case parent", "may_email parent", "party_talk_to parent", "own Mrs Bell", "nonsense"):
        sent = {"csrf": csrf, "letter": letter, "to": to, "text": "We rang.", "act": "send"}
        assert ann.http.post(f"{case}/write", data=sent).status_code == 422


def test_words_are_put_in_where_the_cursor_stood_and_at_the_end_without_a_script(
    ann: Browser, case: str, library: Library
) -> None:
    page = written(ann, case, "find", text="Dear\nall", looked_for="mediation certificate")
    assert "found" in page and words_in_box(ann) == "Dear\nall"
    written(ann, case, "insert:leaflet:mediation:answer", text="Dear\nall", looked_for="mediation certificate")
    leaflet = library.shelf["mediation"]
    after = words_in_box(ann)
    assert after.startswith("Dear\nall\n\n") and after.endswith(
        f"(From our leaflet “{leaflet.title}”, version {leaflet.version}, checked on 16 November 2026: "
        "https://chat.example/leaflets/mediation)"
    )
    assert "found" in shown(ann.page), "what was found stays in view"
    written(ann, case, "insert:reply:could-not-reach", text="One.\n\nTwo.", cursor="4")
    reply = library.replies["could-not-reach"].words
    assert words_in_box(ann) == f"One.\n\n{reply}\n\nTwo."
    assert f'data-cursor="{len("One.") + 2 + len(reply)}"' in ann.page
    written(ann, case, "insert:reply:nothing", text="One.")
    assert words_in_box(ann) == "One."


def test_the_constant_answer_is_one_key_away_and_word_for_word(ann: Browser, case: str, library: Library) -> None:
    ann.get(f"{case}/write")
    button = ann.page.split('value="refusal"')[1].split(">")[0]
    assert 'accesskey="r"' in button and 'aria-keyshortcuts="F8"' in button
    written(ann, case, "refusal", text="")
    assert words_in_box(ann) == library.say("non_disclosure/constant", "web").text
    written(ann, case, "refusal", text="", medium="text", to="own parent")
    assert words_in_box(ann) == library.say("non_disclosure/constant", "sms").text


def test_a_flagged_sentence_asks_for_a_reason_before_it_goes(ann: Browser, case: str) -> None:
    page = written(ann, case, text="You should appeal.")
    assert "say why it stays" in page and "“You should appeal" in page and "You can ..." in page
    assert words_in_box(ann) == "You should appeal."
    page = written(ann, case, text="You should appeal.", reason="It is what the judge wrote.")
    assert "Letter to" in page and "what the judge wrote" not in page
    assert "a reason is kept with it" in shown(ann.get(f"{case}/write").text)


def test_text_messages_are_counted_on_the_page_and_while_typing(ann: Browser, case: str) -> None:
    page = written(ann, case, "keep", medium="text", to="own parent", text="a" * 161)
    assert "2 text messages, 161 characters" in page
    csrf = ann.page.split('name="csrf" value="')[1].split('"')[0]
    for text, told in (
        ("a" * 160, "1 text message, 160"),
        ("ż" * 71, "2 text messages, 71"),
        ("", "0 text messages, 0"),
    ):
        answer = ann.http.post("/writing/hints", data={"csrf": csrf, "text": text, "place": "text"})
        assert answer.json()["parts"].startswith(told)


def test_what_is_typed_is_checked_and_kept_nowhere(
    ann: Browser, case: str, lab: WholeLab, caplog: pytest.LogCaptureFixture
) -> None:
    ann.get(f"{case}/write")
    csrf = ann.page.split('name="csrf" value="')[1].split('"')[0]
    caplog.set_level(logging.DEBUG)
    typed = "You should tell Quillabrandt to appeal."
    answer = ann.http.post("/writing/hints", data={"csrf": csrf, "text": typed, "place": "note"})
    assert "You should" in answer.json()["hints"] and "You can" in answer.json()["hints"]
    assert ann.http.post("/writing/find", data={"csrf": csrf, "looked_for": "Quillabrandt"}).status_code == 200
    assert "Quillabrandt" not in caplog.text and keepers([lab.inbox.folder], ["Quillabrandt"]) == []
    # A draft is kept: sealed, and found again.
    written(ann, case, "keep", text=typed)
    ann.get(f"{case}/write")
    assert words_in_box(ann) == typed and keepers([lab.inbox.folder], ["Quillabrandt"]) == []
    # Whoever has no token of ours gets neither.
    assert ann.http.post("/writing/hints", data={"text": typed}).status_code == 403


def test_a_draft_is_thrown_away_only_when_asked(ann: Browser, case: str) -> None:
    written(ann, case, "keep", text="Half a sent")
    ann.get(f"{case}/write")
    press(ann, f"{case}/write/anew")
    assert words_in_box(ann) == ""


def test_how_to_reach_them_safely_stands_before_the_words(ann: Browser, case: str) -> None:
    page = shown(ann.get(f"{case}/write").text)
    assert page.index("Safe word teapot") < page.index("Your words")
    assert "No to letters by post: they have not agreed" in page


@pytest.mark.parametrize("role", [Role.LEAD, Role.MANAGER])
def test_lead_and_manager_alone_may_decide_without_permission_and_say_why(
    ann: Browser, case: str, lab: WholeLab, library: Library, role: Role
) -> None:
    assert "at risk of serious harm" not in shown(ann.get(f"{case}/write").text)
    there = {"to": "else", "else_name": "Duty team, Averley Council", "text": "Please ring us at once."}
    ann.get(f"{case}/write")
    csrf = ann.page.split('name="csrf" value="')[1].split('"')[0]
    letter = ann.page.split('name="letter" value="')[1].split('"')[0]
    sent = {**there, "csrf": csrf, "letter": letter, "act": "without", "harm_reason": "x", "harm_necessity": "x"}
    assert ann.http.post(f"{case}/write", data={**sent, "family_told": "yes"}).status_code == 404
    max_ = lab.browser(library, role)
    max_.get("/queue")
    press(max_, f"/queue/{lab.inbox.only_item().id}/take-over")
    page = written(max_, case, "without", **there, harm_reason="hurt", harm_necessity="today", family_told="no")
    assert "Say all of it" in page and words_in_box(max_) == "Please ring us at once."
    assert 'name="harm_reason" maxlength="1000" value="hurt"' in max_.page, "nothing that was typed is lost"
    why = {"harm_reason": "hurt", "harm_necessity": "today", "family_told": "no", "family_why": "it is not safe"}
    assert "Letter to Duty team, Averley Council" in written(max_, case, "without", **there, **why)
