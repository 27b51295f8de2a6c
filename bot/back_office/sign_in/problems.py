"""Refusals as officers meet them. What is not there and what is not theirs are the same page (C-76)."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from bot.back_office.sign_in.presence import SignInFirst, is_script
from bot.back_office.sign_in.showing import show
from bot.web.gate import HEADERS

log = logging.getLogger("evenhand.back_office")
WORDS = {
    403: "That form was too old, or came from another site, so nothing was done. Go back, open the page again and retry.",
    404: "There is nothing at this address.",
    405: "That cannot be done at this address.",
    413: "That is too large.",
    422: "That could not be read. Go back and try again.",
    429: "A lot was tried from your network. Wait a quarter of an hour, then try again.",
    500: "Something went wrong on our side. Try again in a minute, and tell whoever looks after this service if it stays so.",
}
# Where only scripts ask.
FOR_SCRIPTS = ("/session",)


def handle_refusals(app: FastAPI) -> None:
    """Turns every refusal and failure of `app` into a plain page, or into problem details for a script."""

    async def sign_in_first(request: Request, refused: SignInFirst) -> Response:
        if request.scope["path"] in FOR_SCRIPTS or is_script(request):
            return problem(401)
        return RedirectResponse(refused.location, 303)

    async def refuse(request: Request, refused: HTTPException) -> Response:
        status = refused.status_code
        if request.scope["path"] in FOR_SCRIPTS or is_script(request):
            response: Response = problem(status)
        else:
            words = WORDS.get(status, "That did not work. Go back and try again.")
            title = (
                "Page not found" if status == 404 else "Something went wrong" if status >= 500 else "That did not work"
            )
            response = show(request, "refused", status, title=title, detail=words)
        response.headers.update(refused.headers or {})
        return response

    async def misread(request: Request, problem: RequestValidationError) -> Response:
        # Its own text would say back what was sent.
        return await refuse(request, HTTPException(422))

    async def failed(request: Request, problem: Exception) -> Response:
        log.error("a request failed", exc_info=problem)
        response = await refuse(request, HTTPException(500))
        # Starlette answers this one outside every middleware, so the gate never sees it.
        response.headers.update({**HEADERS, "Cache-Control": "no-store"})
        return response

    app.add_exception_handler(SignInFirst, sign_in_first)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, refuse)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, misread)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, failed)


def problem(status: int) -> JSONResponse:
    """RFC 9457 problem details: always the same bytes for the same status."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return JSONResponse(told, status, media_type="application/problem+json")
