"""The notices: every element the law asks for is there, in words a child of twelve can read, and each fault is named."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.impartiality.check import check
from bot.impartiality.wording import faults
from bot.library.content_error import ContentError
from bot.library.letter_texts import Frame, LetterTexts
from bot.library.notice import MOST_SHORT_WORDS, PAGES, parse_notice, read_notices
from bot.library.service import read_service
from bot.settings import PROJECT
from tests.content.reading import reading_age

CONTENT = PROJECT / "content"
SERVICE = read_service(CONTENT)
NOTICES = read_notices(CONTENT, SERVICE)
HARDEST = 7.0
# Names that no notice can leave out, with the law that says so.
NAMES = {
    r"Public Sector Bodies .* Regulations 2018": "Rules",
    "Equality and Human Rights Commission": "Board",
    "Equality Advisory and Support Service": "Board",
    "Web Content Accessibility Guidelines": "Rules",
}

TEXT = """---
title: About the swings
version: 2
owner: Information officer
approved_by: Service manager
reviewed_on: 2026-11-22
review_due: 2027-11-22
short: >
  You can swing. {{ service.short_name }} will not mind.
---

A swing is a seat.

## Who may swing

Everyone in {{ service.area }}.

## When

In the day.
"""


def notice_of(*changes: tuple[str, str]):
    text = TEXT
    for old, new in changes:
        assert old in text, f"nothing to change: {old}"
        text = text.replace(old, new, 1)
    return parse_notice("swings", text, SERVICE)


@pytest.fixture
def content(tmp_path):
    shutil.copytree(CONTENT / "notices", tmp_path / "notices")
    return tmp_path


# C-53, one line for each thing a privacy notice must say (UK GDPR, Articles 13 and 14; Data Protection Act 2018).
SAID = {
    "the controller": [SERVICE.privacy.controller, SERVICE.privacy.controller_post],
    "the data protection officer": ["data protection officer", SERVICE.privacy.dpo_name, SERVICE.privacy.dpo_email],
    "the basis": ["Article 6(1)(e)", "public task", "section 32"],
    "that permission is not the basis": ["Permission is yours", "it is not our legal basis"],
    "the condition for special categories": ["Article 9(2)(g)", "Schedule 1", SERVICE.privacy.special_condition],
    "the text message provider": [f"**{SERVICE.privacy.sms_provider}** carries text messages"],
    "the mobile companies": ["Mobile phone companies", "keep their own records of numbers"],
    "the host": [f"**{SERVICE.privacy.hosting}**"],
    "transfers": ["United States", SERVICE.privacy.sms_transfer, SERVICE.privacy.hosting_place],
    "how long a chat is held": ["at most 30 minutes after your last message", "We do not write them to any file"],
    "how long a record is kept": ["5 years after we close it", "The longest is 10 years"],
    "that safeguarding notes are kept otherwise": ["kept apart, for as long as the safeguarding rules say"],
    "access": ["**show you**", "free", "within one month", "two months more"],
    "correction": ["**put it right**"],
    "objection": ["**stop using it.**", "strong reasons"],
    "restriction": ["**use it less**"],
    "erasure and where it ends": ["**delete it.** This right does not always apply", "Article 17(3)"],
    "that portability does not apply": ["One right does not apply", "another company"],
    "withdrawal": ["take back any permission", "at any time", "as easy as giving it", "does not always delete"],
    "complaints to us": ["within 5 working days", "30 days", "section 164A", SERVICE.complaints.email],
    "the regulator": ["Information Commissioner's Office (ICO)", "0303 123 1113", "ico.org.uk"],
    "the source": ["Most of it comes from you", "a school, the council or a health service"],
    "whether one has to tell": ["You do not have to tell us anything"],
    "automated decisions": ["No computer decides"],
    "that the assistant is a program": ["a computer program, not a person"],
    "a child at risk": ["child or an adult is at risk of harm", "We do not need your permission for that"],
    "young people": ["end of compulsory school age", "last Friday in June", "section 83"],
    "children": ["A child can come to us alone"],
    "the other parent": ["We do not tell one parent that the other"],
}
PURPOSES = """When you chat on this website
When you write with an officer in the chat
When you text us
When we help with your case
When we speak to someone for you
When someone may be at risk
When you tell us who you are
When we count and learn
When you complain or use your rights
When we protect the website""".splitlines()


@pytest.mark.parametrize("element", SAID)
def test_the_privacy_notice_says(element):
    body = NOTICES["privacy"].body
    assert [words for words in SAID[element] if words not in body] == []


def test_each_purpose_has_its_basis():
    parts = re.split(r"^### (.+)$", NOTICES["privacy"].body.partition("## Where it comes from")[0], flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2]))
    assert list(found) == PURPOSES
    for purpose, text in found.items():
        assert len(re.findall(r"Legal basis: (?:our public task|the law asks)", text)) == 1, purpose


def test_nothing_says_that_consent_is_the_basis():
    # C-40: what we ask for is permission.
    for notice in NOTICES.values():
        assert "consent" not in (notice.short + notice.body).lower(), notice.name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cookies", ["`evenhand`", "`__Host-evenhand`", "`__Host-evenhand-frame`", "first message", "30 minutes",
                     "close your browser", "No counting or tracking", "other companies", "No other storage"]),
        ("accessibility", ["2.2, level AA", "partially compliant", "axe", "keyboard", "320", "400%", "NVDA", "VoiceOver",
                           "right to left", "forced colours", "Not tested by disabled people", "interpreter", "BSL",
                           "easy-read", "another organisation's page", "EHRC", "EASS", "22 November 2026",
                           SERVICE.email, SERVICE.text_number, "Accessibility Regulations 2018"]),
        ("complaints", [SERVICE.complaints.phone, SERVICE.complaints.email, SERVICE.complaints.post,
                        SERVICE.complaints.commissioner, SERVICE.complaints.commissioner_email, SERVICE.text_number,
                        "Ombudsman", "ICO", "5 working days", "20 working days", "changes nothing about the help",
                        "we do not give your name unless you agree", "We do not tell the school, the council",
                        "at risk of harm"]),
        ("safety", ["**999**", "clears the chat", "weather", "**Shift** three times", "history stays", "private window",
                    "texts", "bill", "0808 2000 247", "0808 801 0327", "0800 1111", "0808 800 5000",
                    SERVICE.emergency.children_day, SERVICE.emergency.children_night]),
    ],
)  # fmt: skip
def test_the_other_notices_say_what_they_are_for(name, said):
    body = NOTICES[name].body
    assert [words for words in said if words not in body] == []


@pytest.mark.parametrize("name", PAGES)
def test_the_short_text_can_be_read_out_in_a_minute(name):
    short = NOTICES[name].short
    assert 50 <= len(short.split()) <= MOST_SHORT_WORDS
    assert reading_age(short) <= HARDEST


@pytest.mark.parametrize("name", PAGES)
def test_no_placeholder_is_left(name):
    notice = NOTICES[name]
    assert not re.search(r"[{}]|None|Undefined", notice.title + notice.short + notice.body)


@pytest.mark.parametrize(
    ("name", "heading", "text"),
    [
        (notice.name, text.partition("\n")[0], text)
        for notice in NOTICES.values()
        for text in re.split(r"^##+ +", notice.body, flags=re.MULTILINE)
        if len(text.split()) > 20
    ],
)
def test_a_child_of_twelve_can_read_each_part(name, heading, text):
    for long, short in NAMES.items():
        text = re.sub(long, short, text)
    assert reading_age(text) <= HARDEST


def test_the_notices_stand_in_their_order_and_keep_the_rules_of_wording(library):
    assert tuple(NOTICES) == PAGES
    assert [fault for fault in check(library) if fault.startswith("notice ")] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("What you say is confidential.", "without its limit"),
        ("It is completely confidential, unless a child is at risk.", "promise of secrecy"),
        ("Your secret is safe. We will keep it secret.", "promise of secrecy"),
        ("Nobody will ever know that you wrote.", "promise of secrecy"),
        ("We never tell anyone.", "promise of secrecy"),
        ("You should ring.", "tells the parent what to do"),
        ("The council must reply.", 'says "must" and names no law'),
        ("word " * 21 + "end.", "sentence of 22 words"),
    ],
)
def test_a_fault_of_wording_is_told_with_its_place(text, told):
    found = check(library_of(notice_of(("In the day.", text))))
    assert [fault for fault in found if told in fault and fault.startswith("notice swings, When: ")], found


def test_the_short_text_is_held_to_the_same_rules():
    found = check(library_of(notice_of(("You can swing.", "You should swing."))))
    assert [fault.partition(":")[0] for fault in found] == ["notice swings, short"]


@pytest.mark.parametrize(
    "text", ["We keep it apart.", "Nobody can be picked out.", "Do not tell us more than you want."]
)
def test_plain_words_about_privacy_pass(text):
    assert list(faults(text)) == []


def test_a_notice_past_its_review_is_named_by_the_check_and_kept():
    notice = notice_of()
    library = library_of(notice)
    assert check(library) == check(library, notice.review_due) == []
    [fault] = check(library, notice.review_due + timedelta(days=1))
    assert fault.startswith("notice swings: its review was due on 2027-11-22") and notice.owner in fault


def test_the_hash_stands_for_the_words_and_nothing_else():
    first = notice_of()
    assert re.fullmatch("[0-9a-f]{64}", first.sha256)
    assert notice_of(("version: 2", "version: 3"), ("2027-11-22", "2028-11-22")).sha256 == first.sha256
    changed = [
        notice_of(("In the day.", "In the day!")),
        notice_of(("You can swing.", "You may swing.")),
        notice_of(("About the swings", "About swings")),
        parse_notice("swings", TEXT, replace(SERVICE, area="Elsewhere")),
    ]
    assert len({first.sha256, *(notice.sha256 for notice in changed)}) == 5


def test_details_of_the_service_are_filled_in():
    notice = notice_of(("About the swings", "Swings in {{ service.area }}"))
    assert notice.title == "Swings in Averley" and "Averley SENDIASS will not mind." in notice.short
    assert "Everyone in Averley." in notice.body
    assert notice.headings == (("Who may swing", "who-may-swing"), ("When", "when"))


@pytest.mark.parametrize("field", ["title", "version", "owner", "approved_by", "reviewed_on", "review_due"])
@pytest.mark.parametrize("left", ["missing", "of another kind", "empty"])
def test_each_field_is_needed(field, left):
    line = next(line for line in TEXT.splitlines() if line.startswith(f"{field}:"))
    new = {"missing": "", "of another kind": f"{field}: [1]", "empty": f'{field}: " "'}[left]
    with pytest.raises(ContentError, match=rf"^notice swings\.md: (?:its )?{field} is "):
        notice_of((line, new))


FAULTS = {
    "short is missing": ("short: >\n  You can swing. {{ service.short_name }} will not mind.\n", ""),
    "has 121 words": ("You can swing. {{ service.short_name }} will not mind.", "word " * 121),
    "no list, link or mark": ("You can swing.", "See https://swings.example now."),
    "may hold no list": ("You can swing.", "- You can swing."),
    "'Service object' has no attribute 'fax'": ("{{ service.area }}", "{{ service.fax }}"),
    "'Privacy object' has no attribute 'fax'": ("{{ service.area }}", "{{ service.privacy.fax }}"),
    "'swing' is undefined": ("{{ service.area }}", "{{ swing }}"),
    "cannot be filled": ("{{ service.area }}", "{{ service.area"),
    "review_due must come after": ("2027-11-22", "2026-11-22"),
    "version must be 1 or more": ("version: 2", "version: 0"),
    "two of its headings are the same": ("## When", "## Who may swing"),
    "it needs headings": ("## Who may swing\n\nEveryone in {{ service.area }}.\n\n## When\n", ""),
    "not valid YAML": ("title: About", "title: [About"),
}


@pytest.mark.parametrize("told", FAULTS)
def test_each_fault_is_told_in_one_clear_sentence(told):
    with pytest.raises(ContentError) as caught:
        notice_of(FAULTS[told])
    assert told in str(caught.value) and str(caught.value).startswith("notice swings.md: ")
    assert "\n" not in str(caught.value)


def test_a_hundred_and_twenty_words_may_be_read_out():
    assert len(notice_of((FAULTS["has 121 words"][0], "word " * 120)).short.split()) == 120


@pytest.mark.parametrize("name", PAGES)
def test_a_missing_notice_is_named(content, name):
    (content / "notices" / "pages" / f"{name}.md").unlink()
    with pytest.raises(ContentError, match=rf"^notice {name}\.md is missing"):
        read_notices(content, SERVICE)


@pytest.mark.parametrize("stray", ["swings.md", "privacy.txt"])
def test_a_file_that_has_no_page_is_named(content, stray):
    (content / "notices" / "pages" / stray).write_text(TEXT, encoding="utf-8")
    with pytest.raises(ContentError, match=f"^notice {stray} has no page"):
        read_notices(content, SERVICE)


def test_a_file_that_is_no_text_is_named(content):
    (content / "notices" / "pages" / "privacy.md").write_bytes(b"\xff\xfe")
    with pytest.raises(ContentError, match=r"^notice privacy\.md cannot be read"):
        read_notices(content, SERVICE)


def test_other_folders_of_notices_are_left_alone(content):
    (content / "notices" / "permission").mkdir()
    (content / "notices" / "permission" / "open_case.md").write_text("Later.", encoding="utf-8")
    assert tuple(read_notices(content, SERVICE)) == PAGES


def test_every_notice_is_reviewed_within_a_year():
    for notice in NOTICES.values():
        assert notice.reviewed_on < notice.review_due <= notice.reviewed_on + timedelta(days=366), notice.name
        assert notice.reviewed_on >= date(2026, 11, 22) and notice.owner != notice.approved_by


def library_of(notice):
    """As much of a library as the check looks at: one notice."""
    messages, frame = SimpleNamespace(names=frozenset(), texts_only=frozenset()), Frame("", "", "", "", "")
    return SimpleNamespace(
        shelf={},
        later=(),
        content=Path("nowhere"),
        notices={notice.name: notice},
        replies={},
        letters=LetterTexts((), frame, frame),
        messages=messages,
        languages={},
    )
