"""Parts of addresses."""

from __future__ import annotations

__all__ = ["LanguageConverter"]


class LanguageConverter:
    """A language that pages can be read in; anything else is no address."""

    regex: str = "en|ru|ar"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value
