"""A parent and an officer in two real browsers, on the real relay: each sees the other's words, whatever the line does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from bot.intake.relay.relay import Relay
from bot.intake.relay.watch import Watch
from bot.library.compose import Library
from bot.services.public.engine import Command
from tests.back_office.whole_office import WholeLab
from tests.browser.conftest import DESKTOP, PHONE, Lab, NewContext, ask, shot
from tests.browser.test_accessibility import faults
from tests.browser.test_office_sign_in import NARROW, Served, sign_in
from tests.fakes import FakePost
from tests.fakes import office as way_to

# The issue of live handoff: both ways within a second. A machine that tests much at once is given more.
SOON = 5_000


class Whole(Served):
    def app(self, library: Library) -> FastAPI:
        return cast(WholeLab, self.lab).app(library, self.url)


class Sides:
    """Both zones, with one relay between them, and a page on each side."""

    def __init__(self, folder: Path, library: Library, new_context: NewContext, size: dict) -> None:
        self.records, self.library = WholeLab(folder), library
        self.office = Whole(self.records, library)
        self.desk = Lab(library)
        relay = Relay(f"sqlite:///{folder / 'relay.db'}")
        now = lambda: self.records.now  # noqa: E731
        self.desk.desk.office = replace(way_to(self.records.inbox.keys, FakePost()), relay=relay, now=now)
        self.desk.desk.watch = Watch(relay)
        self.desk.start()
        self.parent = new_context(base_url=self.desk.url, **PHONE).new_page()
        self.officer = new_context(base_url=self.office.url, **size).new_page()

    def put_through(self) -> None:
        """The dialogue has asked; what it asks for is carried out by the front desk's own rules."""
        self.parent.goto("/chat")
        ask(self.parent, "can I talk to somebody")
        expect(self.parent.locator("#said > li")).to_have_count(3)
        for name, reply in (("live_chat", "yes"), ("show_chat", "yes")):
            wording = self.library.wordings.current(name, "web")
            self.desk.engine.notice = ""
            self.desk.conversation.add("assistant", "notice", wording.words(self.library.service), notice=wording.hash)
            self.desk.conversation.add("parent", "text", reply)
        self.desk.engine.commands = (Command("request_handoff", {"show": "yes"}),)
        ask(self.parent, "please do")
        expect(self.parent.locator("#said > li").last).to_contain_text("asked for an officer")
        self.desk.engine.commands = ()

    def take(self) -> None:
        keys = self.records.add()
        sign_in(self.officer, self.office, self.records.code(keys), "?next=/queue")
        self.officer.get_by_role("button", name="Take : Conversation").click()
        expect(self.officer.get_by_role("heading", name="Conversation", level=1)).to_be_visible()

    def answer(self, text: str) -> None:
        self.officer.get_by_label("Your answer").fill(text)
        self.officer.get_by_role("button", name="Send", exact=True).click()

    def stop(self) -> None:
        # A page that listens would hold its server up until it gives up waiting.
        self.parent.close()
        self.officer.close()
        self.desk.stop()
        self.office.stop()


@pytest.fixture(params=[DESKTOP, NARROW], ids=["desktop", "320 px"])
def sides(tmp_path: Path, library: Library, new_context: NewContext, request: pytest.FixtureRequest) -> Iterator[Sides]:
    made = Sides(tmp_path, library, new_context, request.param)
    yield made
    made.stop()


def parents(page: Page, text: str):
    return page.locator("#said > li", has_text=text)


def officers(page: Page, text: str):
    return page.locator("#talk li", has_text=text)


def test_both_write_lose_the_line_and_lose_nothing(sides: Sides, request: pytest.FixtureRequest) -> None:
    sides.put_through()
    expect(sides.parent.locator("[data-when=waiting]").first).to_be_visible()
    sides.take()
    expect(parents(sides.parent, "is here now")).to_be_visible(timeout=SOON)
    expect(sides.parent.locator("[data-when=officer]").first).to_be_visible()
    sides.answer("Hello, tell me more.")
    expect(parents(sides.parent, "Hello, tell me more.")).to_be_visible(timeout=SOON)
    ask(sides.parent, "he was sent home")
    expect(officers(sides.officer, "he was sent home")).to_be_visible(timeout=SOON)

    sides.parent.context.set_offline(True)
    ask(sides.parent, "written in a tunnel")
    sides.answer("sent meanwhile")
    expect(officers(sides.officer, "sent meanwhile")).to_be_visible()
    sides.parent.context.set_offline(False)
    expect(officers(sides.officer, "written in a tunnel")).to_be_visible()
    expect(parents(sides.parent, "sent meanwhile")).to_have_count(1)

    sides.officer.context.set_offline(True)
    sides.answer("from a bad line")
    expect(sides.officer.locator("#status")).to_contain_text("Not sent yet")
    ask(sides.parent, "are you there")
    sides.officer.context.set_offline(False)
    expect(parents(sides.parent, "from a bad line")).to_have_count(1)
    expect(officers(sides.officer, "are you there")).to_have_count(1)
    expect(sides.officer.get_by_label("Your answer")).to_have_value("")
    shot(sides.officer, f"conversation-{request.node.callspec.id}".replace(" ", ""))
    assert faults(sides.officer) == []


def test_who_types_is_seen_by_the_officer_alone_and_a_draft_survives_news(sides: Sides) -> None:
    sides.put_through()
    sides.take()
    sides.officer.get_by_label("Your answer").fill("half a sentence")
    expect(sides.parent.locator("[data-when=officer]").first).to_be_visible()
    sides.parent.get_by_label("Your message").press_sequentially("I am", delay=20)
    expect(sides.officer.locator("#parent-is")).to_contain_text("typing", timeout=SOON)
    ask(sides.parent, "I am here")
    expect(officers(sides.officer, "I am here")).to_be_visible(timeout=SOON)
    expect(sides.officer.get_by_label("Your answer")).to_have_value("half a sentence")


def test_after_the_end_the_assistant_answers_a_new_chat(sides: Sides) -> None:
    sides.put_through()
    sides.take()
    sides.officer.get_by_role("button", name="End the conversation").click()
    expect(parents(sides.parent, "has ended this chat")).to_be_visible(timeout=SOON)
    ask(sides.parent, "one more thing")
    expect(parents(sides.parent, "turn 0: one more thing")).to_be_visible()
    expect(sides.parent.locator("#said > li")).to_have_count(2)


def test_the_parent_clears_it_and_the_officer_is_told(sides: Sides) -> None:
    sides.put_through()
    sides.take()
    sides.officer.get_by_label("Your answer").fill("what I was writing")
    sides.parent.get_by_role("button", name="End chat and clear").click()
    expect(sides.officer.locator("#gone")).to_contain_text("over", timeout=SOON)
    expect(sides.officer.get_by_label("Your answer")).to_have_value("what I was writing")


def test_something_new_is_told_in_neutral_words_and_only_if_asked_for(sides: Sides) -> None:
    keys = sides.records.add()
    sides.officer.context.grant_permissions(["notifications"])
    sides.officer.add_init_script(
        "window.sounds = 0; window.AudioContext = class { constructor() { window.sounds++; this.currentTime = 0 }"
        " createOscillator() { return { frequency: {}, connect: other => other, start() {}, stop() {} } }"
        " createGain() { return { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: other => other } } }"
    )
    sign_in(sides.officer, sides.office, sides.records.code(keys), "?next=/queue")
    expect(sides.officer.get_by_text("Nothing waits")).to_be_visible()
    sides.put_through()
    expect(sides.officer.locator("#news")).to_have_text("Something new waits.", timeout=SOON)
    assert sides.officer.evaluate("window.sounds") == 0

    sides.officer.get_by_text("Sound, notices and keys").click()
    sides.officer.get_by_label("A sound when something new waits").check()
    assert sides.officer.evaluate("window.sounds") == 1
    sides.officer.get_by_label("Single keys").check()
    sides.officer.get_by_role("heading", name="Queue").click()
    sides.officer.keyboard.press("j")
    expect(sides.officer.get_by_role("button", name="Take : Conversation")).to_be_focused()
    assert faults(sides.officer) == []
    sides.officer.keyboard.press("t")
    expect(sides.officer.get_by_role("heading", name="Conversation", level=1)).to_be_visible()
