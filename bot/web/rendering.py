"""Pages from Jinja2 templates, escaped, and the light Markdown of our own content."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from bot.library.leaflet import slug
from bot.web.files import fingerprint
from bot.web.phones import link_phones

DESIGN = Path(__file__).parents[1] / "design"


# No raw HTML or images: our content has none, and nothing else is ever rendered this way. Links lead within our site.
def _parser() -> MarkdownIt:
    found = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "autolink", "html_inline"])
    found.validateLink = _leads_within  # type: ignore[method-assign]
    return found


def _leads_within(url: str) -> bool:
    return url.startswith("/") and not url.startswith("//")


_without_calls = _parser()
_with_calls = _parser().use(link_phones)


def page_environment(*templates: Path) -> Environment:
    """Jinja2 over the folders `templates` and the shared frame; everything is escaped, an unknown name is an error."""
    loader = FileSystemLoader([*templates, DESIGN])
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, auto_reload=False)
    environment.globals["design"] = lambda name: f"/design/{name}?{fingerprint(DESIGN / 'static' / name)}"
    return environment


def markdown(text: str, marks: Mapping[str, tuple[str, str]] = MappingProxyType({}), *, calls: bool = True) -> Markup:
    """Our own Markdown as HTML; each heading can be linked to by its slug.

    `marks` gives paragraphs in another language their `lang` and `dir`. Without `calls` telephone numbers are no links.
    """
    parser = _with_calls if calls else _without_calls
    tokens = parser.parse(text)
    for opening, inline in zip(tokens, tokens[1:]):
        if opening.type == "heading_open":
            opening.attrSet("id", slug(inline.content))
        if opening.type == "paragraph_open" and inline.content in marks:
            lang, direction = marks[inline.content]
            opening.attrSet("lang", lang)
            opening.attrSet("dir", direction)
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704  html is off above
