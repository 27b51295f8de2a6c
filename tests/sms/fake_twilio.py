"""Twilio made by hand, for the real SDK: keeps texts, refuses as Twilio does, signs its callbacks with the real validator.

Every request that comes and every answer that goes is held against messages.schema.json; a fault stands in `faults`.
"""

from __future__ import annotations

import base64
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import jsonschema_rs
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.messaging.segments import count_segments
from tests.running import free_port
from tests.sms.twilio_signing import ACCOUNT, OURS, TOKEN, inbound_fields, signed

SCHEMAS = json.loads((Path(__file__).parent / "messages.schema.json").read_text(encoding="utf-8"))
# Twilio's numbers for trying things out, and what each is refused with.
MAGIC_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
MAGIC_FROM = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
FINAL = ("received", "delivered", "undelivered", "failed", "canceled", "read")


@dataclass
class Trouble:
    """What goes wrong with one request to send: a status with Twilio's code, or a broken line; before or after it is kept."""

    status: int = 500
    code: int = 20500
    was_sent: bool = False
    cuts_the_line: bool = False


@dataclass
class FakeTwilio:
    """Runs on a port of this machine until `stop`."""

    port: int = field(default_factory=free_port)
    account: str = ACCOUNT
    token: str = TOKEN
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    callbacks: dict[str, str] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    opted_out: set[str] = field(default_factory=set)
    requests: list[dict[str, str]] = field(default_factory=list)
    deletes_refused: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> FakeTwilio:
        base = "/2010-04-01/Accounts/{account}/Messages"
        app = Starlette(
            routes=[
                Route(f"{base}.json", self._create, methods=["POST"]),
                Route(f"{base}.json", self._list, methods=["GET"]),
                Route(base + "/{sid}.json", self._fetch, methods=["GET"]),
                Route(base + "/{sid}.json", self._delete, methods=["DELETE"]),
            ]
        )
        self._server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", self.port, log_level="critical", lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(5)

    def sent(self, to: str = "") -> list[str]:
        """The words of the texts that went out, oldest first."""
        return [
            one["body"]
            for one in self.messages.values()
            if one["direction"] == "outbound-api" and to in ("", one["to"])
        ]

    def keep(
        self, text: str, number: str, *, status: str = "received", direction: str = "inbound", age: float = 0
    ) -> str:
        """A text that Twilio keeps: a parent's, or the answer to one."""
        sid = "SM" + secrets.token_hex(16)
        to, from_ = (OURS, number) if direction == "inbound" else (number, OURS)
        self.messages[sid] = _message(sid, to, from_, text, status, direction, time.time() - age)
        return sid

    def callback(self, sid: str, status: str, code: int = 0) -> tuple[str, bytes, dict[str, str]]:
        """A signed callback: the address, body and headers to post."""
        url, message = self.callbacks[sid], self.messages[sid]
        fields = {
            "MessageSid": sid,
            "SmsSid": sid,
            "MessageStatus": status,
            "SmsStatus": status,
            "AccountSid": self.account,
            "From": message["from"],
            "To": message["to"],
            "ApiVersion": "2010-04-01",
            **({"ErrorCode": str(code)} if code else {}),
        }
        return (url, *signed(url, fields, self.token))

    def tell(self, sid: str, *statuses: str, code: int = 0) -> None:
        """Sends callbacks in this order and keeps the highest; each must be answered 200."""
        for status in statuses:
            url, body, headers = self.callback(sid, status, code)
            assert httpx.post(url, content=body, headers=headers).status_code == 200
        self.messages[sid]["status"] = max(statuses, key=lambda one: (one in FINAL, one == "sent"))

    def text(self, url: str, text: str, number: str, **fields: str) -> str:
        """Texts a running front desk as a parent's phone would; returns the TwiML."""
        sid = self.keep(text, number)
        body, headers = signed(url, inbound_fields(text, number, sid, **fields))
        answer = httpx.post(url, content=body, headers=headers, timeout=20)
        assert answer.status_code == 200, answer.status_code
        return answer.text

    async def _create(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        self.requests.append(form)
        self._check("create", form)
        if not self._is_signed_in(request):
            return self._error(401, 20003)
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble and not trouble.was_sent:
            return self._trouble(trouble)
        to, from_ = form.get("To", ""), form.get("From", "")
        code = 21610 if to in self.opted_out else MAGIC_TO.get(to) or MAGIC_FROM.get(from_)
        if code:
            return self._error(400, code)
        sid = "SM" + secrets.token_hex(16)
        self.messages[sid] = _message(sid, to, from_, form.get("Body", ""), "queued", "outbound-api", time.time())
        self.callbacks[sid] = form.get("StatusCallback", "")
        return self._trouble(trouble) if trouble else self._answer("message", self.messages[sid], 201)

    async def _list(self, request: Request) -> Response:
        if not self._is_signed_in(request):
            return self._error(401, 20003)
        to = request.query_params.get("To", "")
        found = [one for one in reversed(self.messages.values()) if to in ("", one["to"])]
        uri = request.url.path
        page = {
            "messages": found,
            "page": 0,
            "page_size": 100,
            "start": 0,
            "end": max(0, len(found) - 1),
            "uri": uri,
            "first_page_uri": uri,
            "next_page_uri": None,
            "previous_page_uri": None,
        }
        return self._answer("list", page)

    async def _fetch(self, request: Request) -> Response:
        found = self.messages.get(request.path_params["sid"])
        return self._answer("message", found) if found else self._error(404, 20404)

    async def _delete(self, request: Request) -> Response:
        sid = request.path_params["sid"]
        if sid not in self.messages:
            return self._error(404, 20404)
        if self.deletes_refused or self.messages[sid]["status"] not in FINAL:
            self.deletes_refused = max(0, self.deletes_refused - 1)
            return self._error(500 if self.messages[sid]["status"] in FINAL else 409, 20009)
        del self.messages[sid]
        return Response(status_code=204)

    def _trouble(self, trouble: Trouble) -> Response:
        if trouble.cuts_the_line:
            # More is promised than comes, and the connection ends: requests sees a broken answer.
            return Response(b"{", 200, headers={"Content-Length": "1"}, media_type="application/json")
        return self._error(trouble.status, trouble.code)

    def _is_signed_in(self, request: Request) -> bool:
        wanted = "Basic " + base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        return request.headers.get("authorization") == wanted and request.path_params["account"] == self.account

    def _error(self, status: int, code: int) -> Response:
        # As Twilio's own words do, these hold the number: nothing of ours may repeat them.
        body = {
            "code": code,
            "message": f"The 'To' number {self.requests[-1].get('To') if self.requests else ''}",
            "status": status,
        }
        return self._answer("error", body, status)

    def _answer(self, schema: str, body: dict[str, Any], status: int = 200) -> Response:
        self._check(schema, body)
        return JSONResponse(body, status)

    def _check(self, name: str, body: dict[str, Any]) -> None:
        schema = {**SCHEMAS[name], "message": SCHEMAS["message"], "$defs": SCHEMAS["$defs"]}
        self.faults += [f"{name}: {fault.message}" for fault in jsonschema_rs.validator_for(schema).iter_errors(body)]


def _message(sid: str, to: str, from_: str, body: str, status: str, direction: str, at: float) -> dict[str, Any]:
    moment = format_datetime(datetime.fromtimestamp(at, UTC))
    return {
        "sid": sid,
        "account_sid": ACCOUNT,
        "messaging_service_sid": None,
        "api_version": "2010-04-01",
        "to": to,
        "from": from_,
        "body": body,
        "status": status,
        "direction": direction,
        "num_segments": str(count_segments(body)),
        "num_media": "0",
        "date_created": moment,
        "date_updated": moment,
        "date_sent": moment,
        "price": None,
        "price_unit": "GBP",
        "error_code": None,
        "error_message": None,
        "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json",
        "subresource_uris": {},
    }
