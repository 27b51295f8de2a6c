"""How a text message is cut into segments (3GPP TS 23.038, GSM 7-bit default alphabet)."""

from __future__ import annotations

GSM7_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each of these takes two places, an escape and itself.
GSM7_EXTENDED = frozenset("^{}\\[~]|€")

GSM7_SINGLE, GSM7_PART = 160, 153
UCS2_SINGLE, UCS2_PART = 70, 67


def is_gsm7(text: str) -> bool:
    """Whether every character is in the GSM 7-bit alphabet, extension included."""
    return all(character in GSM7_BASIC or character in GSM7_EXTENDED for character in text)


def count_segments(text: str) -> int:
    """How many segments `text` is sent and charged as; 0 for an empty text.

    One segment holds 160 septets or 70 UTF-16 units; parts of a longer message hold 153 or 67.
    """
    if is_gsm7(text):
        length, single, part = len(text) + sum(c in GSM7_EXTENDED for c in text), GSM7_SINGLE, GSM7_PART
    else:
        length, single, part = len(text.encode("utf-16-le", "surrogatepass")) // 2, UCS2_SINGLE, UCS2_PART
    if length <= single:
        return min(length, 1)
    return -(-length // part)
