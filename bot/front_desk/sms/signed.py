"""Whether a webhook is Twilio's own: signed with our token over the very address that Twilio called (channels.md A2)."""

from __future__ import annotations

from fastapi import Request
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from bot.settings_sms import SmsSettings

HEADER = "x-twilio-signature"


async def signed_form(request: Request, settings: SmsSettings) -> FormData | None:
    """The fields of this webhook, blank ones too; None unless Twilio signed them for our account."""
    form = await request.form(max_files=0, max_fields=200)
    signature = request.headers.get(HEADER)
    if not signature or not RequestValidator(settings.token).validate(_called(request, settings), form, signature):
        return None
    return form if form.get("AccountSid") == settings.account else None


def field(form: FormData, name: str) -> str:
    """One field as text; "" if it is missing."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _called(request: Request, settings: SmsSettings) -> str:
    # Never from Host or X-Forwarded-*, which anybody can send. Path and query as they came, not decoded.
    path: str = request.scope["raw_path"].decode("latin-1").partition("?")[0]
    query: str = request.scope["query_string"].decode("latin-1")
    return settings.public_url + path + (f"?{query}" if query else "")
