"""The notices as pages: privacy, cookies, accessibility, complaints, and how to leave fast.

A notice is shown whether or not its review is past: a parent has a right to it (UK GDPR, Articles 13 and 14).
"""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from bot.casework.calendar import in_words
from bot.front_desk.desk import desk_of
from bot.front_desk.pages import render
from bot.library.notice import PAGES
from bot.web.rendering import markdown

router = APIRouter(include_in_schema=False)

_TAG = re.compile(r"(<[^>]*>)")
# What can be written to or opened with one tap. None of it has a character that HTML would need escaped.
_REACH = re.compile(r"(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)|(?<![\w/.])(?:www\.)?(?:[a-z-]+\.)+org\.uk(?![\w@.-]*@)")


async def one(request: Request) -> Response:
    """One notice: in short, then whole."""
    notices = desk_of(request).library.notices
    # Each route is one of the names.
    notice = notices[request.scope["path"].strip("/")]
    shown = {
        "title": notice.title,
        "version": notice.version,
        "reviewed_on_text": in_words(notice.reviewed_on),
        "review_due_text": in_words(notice.review_due),
        "short": with_links(markdown(notice.short)),
        "html": with_links(markdown(notice.body)),
        "headings": notice.headings,
    }
    others = [{"title": notices[name].title, "url": notices[name].url} for name in PAGES if name != notice.name]
    return render(request, "notice", notice=shown, others=others)


for name in PAGES:
    router.add_api_route(f"/{name}", one)


def with_links(html: Markup) -> Markup:
    """The same page text, in which email addresses and organisations' sites can be tapped, and we can be texted."""
    # The Markdown has made each number a link that rings.
    parts = _TAG.split(str(html).replace('text <a href="tel:', 'text <a href="sms:'))
    parts[::2] = [_REACH.sub(_link, text) for text in parts[::2]]
    return Markup("".join(parts))  # noqa: S704  what was found holds no character that HTML reads


def _link(found: re.Match[str]) -> str:
    words = found[0]
    if found["email"]:
        return f'<a href="mailto:{words}">{words}</a>'
    return f'<a href="https://{words}" rel="noreferrer">{words}</a>'
