"""/sign-in/with-provider, /sign-in/return: the way through another identity provider, where one is set."""

from __future__ import annotations

import base64
import hmac
import json
import logging

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from bot.back_office.office import office_of
from bot.back_office.sign_in.cookies import Cookie, drop, read, write
from bot.back_office.sign_in.presence import path_within
from bot.back_office.sign_in.provider import Asked, Provider, ProviderTrouble
from bot.back_office.sign_in.showing import show
from bot.services.office.accounts.begin_with_provider import begin_with_provider

router = APIRouter()
log = logging.getLogger("evenhand.back_office")
NOT_REACHED = (
    "Your organisation’s sign-in cannot be reached, or did not answer as it should. Sign in with your user name and "
    "password instead."
)


@router.get("/sign-in/with-provider")
async def go(request: Request, next: str = "/") -> Response:
    """Sends the browser to the provider."""
    provider = _provider(request)
    try:
        url, asked = await provider.ask(_return_url(request))
    except ProviderTrouble as trouble:
        return _not_reached(request, trouble)
    response = RedirectResponse(url, 303)
    write(response, request, Cookie.PROVIDER, _seal(request, asked, path_within(next)))
    return response


@router.get("/sign-in/return")
async def come_back(request: Request, code: str = "", state: str = "", iss: str = "") -> Response:
    """Goes on to the code, whomever the provider named (see services/office/accounts/sign_in.py)."""
    office, provider = office_of(request), _provider(request)
    remembered = _unseal(request)
    if remembered is None or not hmac.compare_digest(remembered[0].state.encode(), state.encode("utf-8", "replace")):
        return RedirectResponse("/sign-in?why=late", 303)
    asked, next = remembered
    try:
        if not code or iss not in ("", provider.issuer):
            raise ProviderTrouble("it gave no code, or another issuer did")
        subject = await provider.subject(code, asked, _return_url(request), office.now())
    except ProviderTrouble as trouble:
        return _not_reached(request, trouble)
    half = await run_in_threadpool(begin_with_provider, office.accounts, provider.issuer, subject, office.now())
    # A page and no redirect: on one that began at another site the browser sends none of our cookies (SameSite=Strict).
    response = show(request, "returned", next="/sign-in/code" if next == "/" else f"/sign-in/code?next={next}")
    write(response, request, Cookie.HALF, half)
    drop(response, request, Cookie.PROVIDER)
    return response


def _provider(request: Request) -> Provider:
    provider = office_of(request).provider
    if provider is None:
        raise HTTPException(404)
    return provider


def _return_url(request: Request) -> str:
    return office_of(request).url + "/sign-in/return"


def _not_reached(request: Request, trouble: ProviderTrouble) -> Response:
    log.warning("the identity provider: %s", trouble)
    response = show(request, "refused", 502, title="That did not work", detail=NOT_REACHED)
    drop(response, request, Cookie.PROVIDER)
    return response


def _seal(request: Request, asked: Asked, next: str) -> str:
    told = json.dumps([asked.state, asked.nonce, asked.verifier, next]).encode()
    return base64.urlsafe_b64encode(SecretBox(office_of(request).accounts.pending_key).encrypt(told)).decode()


def _unseal(request: Request) -> tuple[Asked, str] | None:
    try:
        sealed = base64.urlsafe_b64decode(read(request, Cookie.PROVIDER))
        state, nonce, verifier, next = json.loads(SecretBox(office_of(request).accounts.pending_key).decrypt(sealed))
    except (CryptoError, ValueError, TypeError):
        return None
    return Asked(state, nonce, verifier), next
