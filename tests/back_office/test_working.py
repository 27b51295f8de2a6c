"""An officer's day, by pages alone: a referral comes, is taken, worked, told to the one person named, stopped, closed."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.formparsers import MultiPartParser

from bot.casework.access import Ability, Role, may
from bot.library.compose import Library
from tests.back_office.office_making import Browser, shown
from tests.back_office.routes_by_role import routes_of
from tests.back_office.test_routes_by_role import FOR_EVERYBODY
from tests.back_office.whole_office import WholeLab, press
from tests.services.office.intake import SCHOOL


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[WholeLab]:
    made = WholeLab(tmp_path)
    yield made
    made.inbox.tray.close()
    made.inbox.box.close()


def arrive(lab: WholeLab) -> str:
    """A referral has come; the address of its case."""
    lab.inbox.refer(help="Can we appeal?", deadline="24 November 2026")
    lab.inbox.take()
    return f"/cases/{lab.inbox.only_case()}"


def claim(lab: WholeLab, browser: Browser) -> Browser:
    browser.get("/queue")
    return press(browser, f"/queue/{lab.inbox.only_item().id}/claim")


def test_a_referral_is_taken_worked_told_stopped_and_closed(lab: WholeLab, library: Library) -> None:
    case, ann = arrive(lab), lab.browser(library)
    queue = shown(ann.get("/queue").text)
    assert "Referral" in queue and "due tomorrow 17:00" in queue and "Marian" not in queue
    page = shown(claim(lab, ann).page)
    assert "Marian Ashgrove" in page and "Can we appeal?" in page and "Identity not verified" in page
    assert page.index("Safe word") < page.index("07700 900145"), "how to reach them safely stands before the number"
    assert "Talk to Mrs Bell, Hillside Primary" in page and "Live until 23.05.2027" in page

    told = shown(press(ann, f"{case}/disclose", to=f"party_talk_to {SCHOOL}", fields="help").page)
    assert "You may tell Mrs Bell, Hillside Primary this" in told
    disclosed = told.split("You may tell")[1].split("It is noted that it went out")[0]
    assert "- What they would like help with: “Can we appeal?”" in disclosed, "in words, as somebody else reads them"
    assert "help:" not in disclosed
    ann.get(case)
    refused = shown(press(ann, f"{case}/disclose", to="party_talk_to Jo Marsh, Averley Council", fields="help").page)
    assert "There is no permission to tell this person anything" in refused
    ann.get(case)
    assert "First make sure that it is the parent" in shown(
        press(ann, f"{case}/disclose", to="own parent", fields="help").page
    )

    assert "That is not the safe word" in shown(press(ann, f"{case}/identity", said="kettle").page)
    assert "Identity verified" in shown(press(ann, f"{case}/identity", said="Teapot").page)
    assert "They rang." in shown(press(ann, f"{case}/notes", kind="fact", text="They rang.").page)
    assert "Something is missing" in shown(press(ann, f"{case}/notes", kind="fact", text=" ").page)
    assert "Ring again" in shown(press(ann, f"{case}/tasks", text="Ring again", due_on="2026-11-25").page)
    contact = {"way": "call", "direction": "we contacted", "with_whom": "Jo Marsh, Averley Council"}
    logged = shown(press(ann, f"{case}/contacts", **contact, purpose="party_talk_to", text="She asked.").page)
    assert "it is an incident now" in logged

    lab.inbox.ask()
    ann.get(case)
    stopped = shown(press(ann, f"{case}/disclose", to=f"party_talk_to {SCHOOL}", fields="help").page)
    assert "There is no permission" in stopped and "stopped, at their request" in stopped
    given = {"purpose": "party_talk_to", "recipient": SCHOOL, "how": "telephone", "reply": "yes do"}
    assert "given again" in shown(press(ann, f"{case}/permissions", **given).page)
    press(ann, f"{case}/close")
    assert "Referral" not in shown(ann.get("/queue").text)
    assert "nothing in it may be shared" in shown(ann.get(case).text)


def test_whoever_is_second_is_told_and_may_take_over_openly(lab: WholeLab, library: Library) -> None:
    case, ann, bo = arrive(lab), lab.browser(library), lab.browser(library)
    bo.get("/queue")
    claim(lab, ann)
    id_ = lab.inbox.only_item().id
    second = press(bo, f"/queue/{id_}/claim")
    assert "has taken this already" in shown(second.page)
    assert bo.get(case).status_code == 404
    bo.get("/queue")
    assert "Marian Ashgrove" in shown(press(bo, f"/queue/{id_}/take-over").page)
    told = ann.get(case)
    assert told.status_code == 409 and "back in the queue" not in told.text and " now</h1>" in told.text
    assert "Marian" not in told.text and "oak-kettle-river" not in told.text


def test_an_officer_gives_what_they_have_to_another(lab: WholeLab, library: Library) -> None:
    case, ann, bo = arrive(lab), lab.browser(library), lab.browser(library)
    claim(lab, ann)
    item = lab.inbox.only_item()
    assert f'href="/queue/{item.id}/give"' in ann.get("/queue").text
    assert f"/queue/{item.id}/give" not in bo.get("/queue").text and bo.get(f"/queue/{item.id}/give").status_code == 404
    page = ann.get(f"/queue/{item.id}/give").text
    (to,) = re.findall(r'<option value="([0-9a-f-]{36})"', page)
    press(ann, f"/queue/{item.id}/transfer", to=to)
    assert "Marian Ashgrove" in bo.get(case).text and ann.get(case).status_code == 409


def test_a_request_is_read_and_done(lab: WholeLab, library: Library) -> None:
    lab.inbox.ask(kind="notes", find="Marian", words="can I have my notes")
    lab.inbox.take()
    ann = lab.browser(library)
    page = ann.get("/queue").text
    id_ = page.split('formaction="/queue/')[1].split("/claim")[0]
    ann.page = page
    read = shown(press(ann, f"/queue/{id_}/claim").page)
    assert "can I have my notes" in read and "Identity not verified" in read
    assert "Nothing waits" in shown(press(ann, f"/requests/{id_}", outcome="done").page)


def test_a_case_by_telephone_begins_with_the_words_read_out(lab: WholeLab, library: Library) -> None:
    ann = lab.browser(library)
    assert "Do you give us permission" in shown(ann.get("/new-case").text)
    told = {"name": "Wren Hollis", "how": "telephone", "reply": ""}
    assert "Without permission nothing is kept" in shown(press(ann, "/new-case", **told).page)
    opened = shown(press(ann, "/new-case", **{**told, "reply": "yes please"}).page)
    assert "Wren Hollis" in opened and "given" in opened


def test_an_enquiry_is_one_press_and_nobodys(lab: WholeLab, library: Library) -> None:
    ann = lab.browser(library)
    ann.get("/enquiries")
    for _ in range(2):
        press(ann, "/enquiries", topic="mediation", channel="telephone", level="information")
    assert f"{library.shelf['mediation'].title} 2" in shown(ann.page)


def test_every_route_by_every_role(lab: WholeLab, library: Library) -> None:
    """Who is not signed in meets the form, whose role may not finds nothing there, whose may finds something."""
    case = arrive(lab).split("/")[2]
    routes = routes_of(lab.app(library))
    asked = {one.path for one in routes}
    assert {
        "/queue",
        "/cases/{id_}",
        "/cases/{id_}/disclose",
        "/requests/{item_id}",
        "/new-case",
        "/enquiries",
        "/conversations/{handle}",
        "/alerts",
        "/alerts/{id_}",
    } <= asked
    open_to_all = {(one.method, one.path) for one in routes if one.ability is None}
    set_up = {("GET", "/set-up"), ("POST", "/set-up"), ("POST", "/set-up/finish")}
    assert open_to_all == FOR_EVERYBODY | set_up | {("GET", "/healthz"), ("GET", "/readyz")}
    for role in Role:
        browser = lab.browser(library, role)
        for route in routes:
            if route.method != "GET" or route.ability is None or route.path.endswith("/events"):
                continue
            path = route.path.replace("{id_}", case).replace("{item_id}", "0" * 32).replace("{handle}", "0" * 32)
            status = browser.get(path).status_code
            if (
                not may(role, route.ability)
                or path.startswith(
                    ("/cases/", "/caseloads/", "/requests/", "/conversations/", "/alerts/", "/accounts/")
                )
                or path.endswith("/give")
            ):
                # Nobody has taken the case: for every role it is not there. An open page is told that it is over.
                is_over = path.endswith("/part") and may(role, route.ability)
                assert status == (410 if is_over else 404), (role, path)
            else:
                assert status in (200, 303), (role, path, status)
    assert not may(Role.ADMIN, Ability.OPEN_CASE)


def test_around_a_case_by_pages_alone(lab: WholeLab, library: Library) -> None:
    case, ann = arrive(lab), lab.browser(library)
    claim(lab, ann)
    assert "Add the dates as tasks" in shown(ann.get(case).text)
    dated = shown(press(ann, f"{case}/dates", event="assessment-requested", day="2026-09-07").page)
    assert "among the tasks now" in dated and "19.10.2026" in dated
    page = ann.http.post(
        f"{case}/documents",
        data={"csrf": re.search(r'name="csrf" value="([^"]+)"', ann.page)[1], "given_by": "the parent"},  # type: ignore[index]
        files={"file": ("plan <b>.pdf", b"x" * 200_000, "text/html")},
    )
    assert page.headers["location"].endswith("done=paper")
    address = re.search(rf'href="({case}/documents/\w+)"', ann.get(case).text)[1]  # type: ignore[index]
    paper = ann.http.get(address)
    assert paper.content == b"x" * 200_000 and paper.headers["content-disposition"].startswith("attachment")
    assert paper.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert paper.headers["x-content-type-options"] == "nosniff"
    assert paper.headers["content-type"] == "application/octet-stream" and paper.headers["cache-control"] == "no-store"
    assert "Something is missing" in shown(press(ann, f"{case}/links", reference="", why="").page)
    ann.get("/look-up")
    found = shown(press(ann, "/look-up", said="Marian Ashgrove", reason="They rang us").page)
    assert "with you" in found
    ann.get("/look-up")
    assert "Nothing that you may see" in shown(press(ann, "/look-up", said="Nobody Known", reason="They rang us").page)
    assert ann.get("/caseloads").status_code == 404
    lead = lab.browser(library, Role.LEAD)
    assert "Caseloads" in shown(lead.get("/caseloads").text)
    ann.get(case)
    me = re.search(r'<option value="([0-9a-f-]+)">me<', ann.page)[1]  # type: ignore[index]
    press(ann, f"{case}/hide", officer=me)
    assert ann.get(case).status_code == 404


def test_a_paper_past_the_bound_is_refused_and_other_forms_keep_theirs(lab: WholeLab, library: Library) -> None:
    case, ann = arrive(lab), lab.browser(library)
    claim(lab, ann)
    csrf = re.search(r'name="csrf" value="([^"]+)"', ann.get(case).text)[1]  # type: ignore[index]
    large = {"file": ("a.pdf", b"x" * (11 * 1024 * 1024), "application/pdf")}
    assert ann.http.post(f"{case}/documents", data={"csrf": csrf, "given_by": "x"}, files=large).status_code == 413
    assert ann.http.post(f"{case}/notes", data={"csrf": csrf, "text": "x" * 100_000}).status_code == 413


def test_a_paper_never_lies_in_clear_on_the_disk(
    lab: WholeLab, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    rolled = []
    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", lambda self: rolled.append(self))
    case, ann = arrive(lab), lab.browser(library)
    claim(lab, ann)
    csrf = re.search(r'name="csrf" value="([^"]+)"', ann.get(case).text)[1]  # type: ignore[index]
    scan = {"file": ("scan.pdf", b"%PDF-" + b"canary" * 1_000_000, "application/pdf")}
    for spool, written in ((None, 0), (1024 * 1024, 1)):
        if spool:
            # As Starlette is by itself: the control.
            monkeypatch.setattr(MultiPartParser, "spool_max_size", spool)
        answer = ann.http.post(f"{case}/documents", data={"csrf": csrf, "given_by": "x"}, files=scan)
        assert answer.headers["location"].endswith("done=paper")
        assert bool(rolled) == bool(written)
