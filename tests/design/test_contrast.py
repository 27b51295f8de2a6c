"""The colours of the design, read from its tokens: text reaches 4.5:1, edges and focus 3:1, in both schemes (WCAG 1.4.3, 1.4.11)."""

from __future__ import annotations

import re

import pytest

from bot.web.rendering import DESIGN

CSS = (DESIGN / "static" / "evenhand.css").read_text()
TEXT = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "tint"), ("ink", "mine"), ("ink", "alert-tint"),
    ("quiet", "paper"), ("quiet", "surface"), ("quiet", "tint"),
    ("link", "paper"), ("link", "surface"), ("link", "tint"), ("link", "mine"),
    ("link-strong", "paper"), ("link-strong", "surface"), ("link-strong", "tint"),
    ("on-brand", "brand"), ("on-brand", "brand-strong"), ("on-head", "head"), ("on-alert", "alert"),
    ("alert", "paper"), ("alert", "surface"), ("alert", "alert-tint"),
]  # fmt: skip
EDGES = [
    ("edge", "paper"), ("edge", "surface"), ("edge", "tint"), ("brand", "paper"), ("brand", "surface"), ("alert", "paper"),
    ("mine-edge", "paper"), ("focus", "paper"), ("focus", "surface"), ("focus", "tint"),
    ("focus", "alert-tint"), ("focus-on-head", "head"),
    ("level", "head"),
]  # fmt: skip


def tokens() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\n *\}", CSS, flags=re.DOTALL)[:2]
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block)) for block in (light, dark)]
    return {"light": found[0], "dark": found[0] | found[1]}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_the_standards() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(scheme: str) -> None:
    colours = tokens()[scheme]
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in TEXT}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_and_focus_can_be_seen(scheme: str) -> None:
    colours = tokens()[scheme]
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in EDGES}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


if __name__ == "__main__":
    # The table in docs/design.md: a colour, and its contrast on others in light / in dark.
    schemes, pairs = tokens().values(), list(dict.fromkeys(TEXT + EDGES))
    for front in dict.fromkeys(front for front, _ in pairs):
        on = [
            f"{back} {' / '.join(f'{contrast(colours[front], colours[back]):.1f}' for colours in schemes)}"
            for one, back in pairs
            if one == front
        ]
        print(f"| {front} | {', '.join(on)} |")
