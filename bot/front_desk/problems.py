"""Errors as parents and programs meet them: RFC 9457 problem details, or a page in plain words."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from bot.front_desk.pages import render
from bot.intake.limits import RETRY_AFTER_SECONDS
from bot.web.gate import HEADERS, TooLarge

log = logging.getLogger("evenhand.front_desk")

WORDS = {
    400: "That request could not be read.",
    401: "There is no chat here for you. It may have ended, or been forgotten after a time without a message. Start a new one.",
    403: "That came from another site, so nothing was done.",
    404: "There is nothing at this address.",
    408: "That took too long to arrive. Try again.",
    405: "That cannot be done at this address.",
    409: "This client_id was used before with other words. Use a new one for a new message.",
    413: "That is too large. A message may have up to 2,000 characters.",
    415: "Send JSON, with Content-Type application/json.",
    422: 'Send a JSON object with a text "text" and a text "client_id" of 1 to 100 characters.',
    429: "A lot was sent in a short time. Wait half a minute, then send it again.",
    500: "Something went wrong on our side. Nothing you wrote was passed on.",
    503: "Very many people are using the chat. Wait a minute, then try again.",
}
# Beneath /api all are answered as to programs; elsewhere these.
PROGRAMS_ONLY = ("/healthz", "/readyz", "/chat/messages", "/chat/stay", "/chat/exit")
# The same for every refusal, whoever caused it: it would otherwise tell one person what another does.
RETRY_AFTER = str(RETRY_AFTER_SECONDS)


class Problem(HTTPException):
    """A refusal with one of our fixed sentences."""

    def __init__(self, status: int) -> None:
        """`status` must have its sentence in WORDS."""
        super().__init__(status, WORDS[status])


def problem_response(status: int) -> JSONResponse:
    """The problem details of `status`: always the same bytes for the same status."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": WORDS.get(status, WORDS[400]),
    }
    headers = {
        401: {"WWW-Authenticate": "Bearer"},
        429: {"Retry-After": RETRY_AFTER},
        503: {"Retry-After": RETRY_AFTER},
    }.get(status)
    return JSONResponse(body, status, media_type="application/problem+json", headers=headers)


def handle_problems(app: FastAPI, oversize: Callable[[Request, bytes], Awaitable[Response | None]]) -> None:
    """Every error becomes a problem or a kind page; none shows what was sent, or where in our code it failed.

    `oversize` may answer a body too large to be read, given its start; None leaves it refused.
    """

    async def refused(request: Request, problem: HTTPException) -> Response:
        if isinstance(problem, TooLarge) and (answer := await oversize(request, problem.prefix)):
            return answer
        response = respond(request, problem.status_code)
        if problem.headers:
            # Which methods there are (405); that the connection ends (408).
            response.headers.update(problem.headers)
        return response

    async def misread(request: Request, problem: RequestValidationError) -> Response:
        broken = any(error["type"].startswith("json_invalid") for error in problem.errors())
        return respond(request, 400 if broken else 422)

    async def failed(request: Request, problem: Exception) -> Response:
        log.error("a request failed", exc_info=problem)
        # Starlette answers this one outside every middleware, so the gate never sees it.
        response = respond(request, 500)
        response.headers.update({**HEADERS, "Cache-Control": "no-store"})
        return response

    app.add_exception_handler(HTTPException, refused)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, misread)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, failed)


def respond(request: Request, status: int) -> Response:
    """The problem as JSON beneath /api, else as a page."""
    # Not request.url, which cannot be made of a garbled Host or query.
    path = request.scope["path"]
    if path.startswith("/api/") or path in PROGRAMS_ONLY:
        return problem_response(status)
    title = "Page not found" if status == 404 else "Something went wrong" if status >= 500 else "That did not work"
    return render(
        request, "problem", status_code=status, status=status, title=title, detail=WORDS.get(status, WORDS[400])
    )
