"""Static files under names that hold their digest."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

__all__ = ["HashedFiles"]


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # whitenoise brings no types
    """WhiteNoise's storage; a file that was not collected keeps its plain name instead of breaking the page."""

    manifest_strict = False

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """The name with its digest, or the plain one."""
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            return name
