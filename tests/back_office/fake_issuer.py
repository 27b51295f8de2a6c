"""A small identity provider on loopback that signs real tokens, and lies as it is told to."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
import threading
import time
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwk, jwt

from tests.running import free_port

CLIENT, SECRET = "evenhand", "a secret + of: ours"


class FakeIssuer:
    """Whoever comes is `subject`. `claims` replaces claims of the token (None takes one away)."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.subject, self.now = "s-1", datetime.now()
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.key = jwk.RSAKey.generate_key(2048, {"kid": "one"})
        self.signing: Any = self.key
        self.algorithm = "RS256"
        self.issued: dict[str, dict[str, str]] = {}
        self.refusals: list[str] = []
        self._server = uvicorn.Server(uvicorn.Config(self._app(), port=self.port, log_config=None))
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve()), daemon=True)

    def start(self) -> FakeIssuer:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    def _app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def discovery() -> dict[str, Any]:
            found = {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
            }
            return found | self.metadata

        @app.get("/authorize")
        def authorize(request: Request) -> Response:
            asked = dict(request.query_params)
            assert asked["response_type"] == "code"
            assert asked["client_id"] == CLIENT
            assert asked["code_challenge_method"] == "S256"
            assert "openid" in asked["scope"].split()
            code = secrets.token_urlsafe(16)
            self.issued[code] = asked
            back = urlencode({"code": code, "state": asked["state"], "iss": self.url})
            return RedirectResponse(f"{asked['redirect_uri']}?{back}", 302)

        @app.post("/token")
        def token(
            request: Request,
            code: Annotated[str, Form()],
            redirect_uri: Annotated[str, Form()],
            code_verifier: Annotated[str, Form()],
        ) -> Response:
            asked = self.issued.pop(code, None)
            login = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            challenge = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).decode().rstrip("=")
            for is_right, what in (
                (asked is not None, "code"),
                (request.headers.get("authorization") == f"Basic {login}", "client"),
                (asked and asked["redirect_uri"] == redirect_uri, "redirect"),
                (asked and asked["code_challenge"] == challenge, "verifier"),
            ):
                if not is_right:
                    self.refusals.append(what)
                    return JSONResponse({"error": "invalid_grant"}, 400)
            assert asked is not None
            return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": self._token(asked["nonce"])})

        @app.get("/keys")
        def keys() -> dict[str, Any]:
            return {"keys": [self.key.as_dict(private=False)]}

        return app

    def _token(self, nonce: str) -> str:
        now = int(self.now.timestamp())
        claims = {
            "iss": self.url,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            # Never what anybody is found by.
            "email": "ada@council.example",
            "preferred_username": "ada",
            "groups": ["officers", "admins"],
        }
        kept = {name: value for name, value in (claims | self.claims).items() if value is not None}
        header = {"alg": self.algorithm, "kid": "one"}
        if self.algorithm == "none":
            return ".".join(_part(one) for one in (header, kept)) + "."
        return jwt.encode(header, kept, self.signing, algorithms=[self.algorithm])


def _part(told: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")
