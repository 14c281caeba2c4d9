"""The only way in which text of decks and learners reaches a widget: as plain content, cleaned, never as markup."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from kdeck.core.clean import clean, clean_line


def plain(text: str, style: str = "") -> Content:
    """``text`` as content; line breaks stay."""
    return _styled(clean(text).expandtabs(4), style)


def line(text: str, style: str = "") -> Content:
    """``text`` as content on one line."""
    return _styled(clean_line(text), style)


def joined(parts: Sequence[Content], separator: str = "\n") -> Content:
    """Contents put together with ``separator`` between them."""
    return Content(separator).join(parts)


def _styled(text: str, style: str) -> Content:
    return Content.styled(text, style) if style and text else Content(text)
