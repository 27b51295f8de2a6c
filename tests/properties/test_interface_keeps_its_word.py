"""The interface against its own description: whatever is sent, the real service answers as /api/openapi.json says."""

from __future__ import annotations

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.running import Service

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EVENTS = "/api/conversations/current/events"


OPERATIONS = [
    "POST /api/conversations",
    "DELETE /api/conversations/current",
    "GET /api/conversations/current/messages",
    "POST /api/conversations/current/messages",
    "GET /healthz",
    "GET /readyz",
]


@pytest.fixture(scope="session")
def described(service: Service):
    # The stream of a living conversation never ends; it has a test of its own below.
    return schemathesis.openapi.from_url(service.url + "/api/openapi.json").exclude(path=EVENTS)


@pytest.mark.parametrize("label", OPERATIONS)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_is_one_that_was_described(described, service: Service, label: str, mode: GenerationMode):
    [operation] = [one.ok() for one in described.get_all_operations() if one.ok().label == label]
    statuses = set()

    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case) -> None:
        opened = httpx.post(service.url + "/api/conversations").json()
        for token in (opened["token"], "garbage"):
            answer = case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)
            statuses.add(answer.status_code)

    try:
        check()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, "only what takes no input cannot be sent wrong input"
    else:
        assert statuses


def test_the_description_covers_every_program_route(described):
    assert {operation.ok().label for operation in described.get_all_operations()} == set(OPERATIONS)


@settings(max_examples=50, deadline=None)
@given(last=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30))
def test_the_stream_begins_whatever_event_id_is_sent(service: Service, last: str):
    opened = httpx.post(service.url + "/api/conversations").json()
    headers = {"Authorization": f"Bearer {opened['token']}", "Last-Event-ID": last.strip()}
    with httpx.stream("GET", service.url + EVENTS, headers=headers, timeout=5) as stream:
        assert stream.status_code == 200 and stream.headers["content-type"].startswith("text/event-stream")
        assert next(stream.iter_lines()) == "event: state"
