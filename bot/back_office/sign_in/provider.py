"""Another identity provider, by OpenID Connect: code flow with PKCE and a nonce (C-134).

It stands in for the password alone. A council's provider could name anybody as any officer; so the code of the officer's
own app is asked for all the same, only an officer who was linked by hand is found, and by nothing but issuer and
subject: never by an address or a group.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from joserfc import jwk, jwt
from joserfc.errors import JoseError

from bot.settings import SettingsError

NAMES = ("EVENHAND_OIDC_ISSUER", "EVENHAND_OIDC_CLIENT_ID", "EVENHAND_OIDC_CLIENT_SECRET")
# Nothing symmetric: a key that checks a token must not be able to make one.
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
SECONDS = 8.0
MOST_BYTES = 256 * 1024
# Clocks differ.
LEEWAY_SECONDS = 60
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ProviderTrouble(Exception):
    """The provider cannot be reached, or what it answered is not to be believed. Its text is for a developer's eyes."""


@dataclass(frozen=True)
class Asked:
    """What one sign-in is known by when it comes back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Provider:
    """One issuer, and what we are called there."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)

    async def ask(self, return_url: str) -> tuple[str, Asked]:
        """Where to send the browser, and what to remember until it comes back. Raises ProviderTrouble."""
        asked = Asked(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
        async with _client() as client:
            at = _address(await self._discover(client), "authorization_endpoint")
        challenge = create_s256_code_challenge(asked.verifier)
        url = prepare_grant_uri(
            at,
            client_id=self.client_id,
            response_type="code",
            redirect_uri=return_url,
            scope="openid",
            state=asked.state,
            nonce=asked.nonce,
            code_challenge=challenge,
            code_challenge_method="S256",
        )
        return str(url), asked

    async def subject(self, code: str, asked: Asked, return_url: str, now: datetime) -> str:
        """Whom the provider names, exchanging `code` for a signed token. Raises ProviderTrouble."""
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": return_url,
            "code_verifier": asked.verifier,
        }
        async with _client() as client:
            found = await self._discover(client)
            login = aiohttp.encode_basic_auth(self.client_id, self.client_secret, encoding="utf-8")
            told = await _json(
                client, "POST", _address(found, "token_endpoint"), data=sent, headers={"Authorization": login}
            )
            keys = await _json(client, "GET", _address(found, "jwks_uri"))
        return self._subject_in(told.get("id_token"), keys, asked.nonce, now)

    async def _discover(self, client: aiohttp.ClientSession) -> dict[str, Any]:
        found = await _json(client, "GET", self.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise ProviderTrouble("the provider calls itself by another name")
        return found

    def _subject_in(self, token: object, keys: Mapping[str, Any], nonce: str, now: datetime) -> str:
        rules = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
        )
        try:
            read = jwt.decode(str(token), jwk.KeySet.import_key_set(dict(keys)), algorithms=list(ALGORITHMS))  # type: ignore[arg-type]
            rules.validate(read.claims)
        except (JoseError, ValueError, KeyError, TypeError) as problem:
            raise ProviderTrouble(type(problem).__name__) from None
        audience, subject = read.claims["aud"], read.claims["sub"]
        if isinstance(audience, list) and len(audience) > 1 and read.claims.get("azp") != self.client_id:
            raise ProviderTrouble("the token is for others too")
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise ProviderTrouble("the token names nobody")
        return subject


def read_provider(environment: Mapping[str, str]) -> Provider | None:
    """The provider that is set, if one is. Raises SettingsError if only part of it is, or it could be listened to."""
    found = [environment.get(name, "") for name in NAMES]
    if not any(found):
        return None
    if not all(found):
        raise SettingsError(f"{', '.join(NAMES)} must all be set, or none of them")
    if not _is_private(found[0]):
        raise SettingsError(f"{NAMES[0]} must be an address that begins with https://")
    return Provider(*found)


def _is_private(url: str) -> bool:
    parts = urlsplit(url)
    return (parts.scheme == "https" and bool(parts.hostname)) or (
        parts.scheme == "http" and parts.hostname in _LOOPBACK
    )


def _address(found: Mapping[str, Any], name: str) -> str:
    url = found.get(name)
    if not isinstance(url, str) or not _is_private(url):
        raise ProviderTrouble(f"the provider gives no {name}")
    return url


def _client() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS), cookie_jar=aiohttp.DummyCookieJar())


async def _json(client: aiohttp.ClientSession, method: str, url: str, **more: Any) -> dict[str, Any]:
    try:
        async with client.request(method, url, allow_redirects=False, **more) as answer:
            if answer.status != 200 or (answer.content_length or 0) > MOST_BYTES:
                raise ProviderTrouble(f"status {answer.status}")
            found = await answer.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
        raise ProviderTrouble(type(problem).__name__) from None
    if not isinstance(found, dict):
        raise ProviderTrouble("no object")
    return found
