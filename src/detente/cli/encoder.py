"""The sentence encoder that an operator has set, if any: a model folder, or an ``/embeddings`` endpoint.

Settings, from the environment:

``DETENTE_ENCODER``
    Folder of a sentence-transformers model, or the address of an endpoint that speaks the ``/embeddings`` dialect of
    the OpenAI API. Not set: no encoder, and nothing leaves this machine.
``DETENTE_ENCODER_MODEL``
    What the endpoint calls its model.
``DETENTE_ENCODER_KEY``
    Sent to the endpoint as a bearer token.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any, ClassVar
from urllib.parse import urlsplit

import numpy.typing as npt

from detente.wording.encoders import Encoder, local_model
from detente.wording.errors import BadEncoder

__all__ = ["Endpoint", "encoder_set"]

BATCH = 128
LARGEST_ANSWER = 64_000_000
SECONDS = 60
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Stay where the operator sent us: a redirect would carry texts and key elsewhere."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Follow nothing; the answer then counts as an error."""


class Endpoint:
    """An ``/embeddings`` endpoint, asked in batches.

    Raises
    ------
    BadEncoder
        No address of the web, or one to another machine without encryption.
    """

    opener: ClassVar[urllib.request.OpenerDirector] = urllib.request.build_opener(_NoRedirect)

    def __init__(self, address: str, model: str, key: str) -> None:
        try:
            parts = urlsplit(address)
            self.host = parts.hostname or ""
        except ValueError as fault:
            raise BadEncoder(f"DETENTE_ENCODER is no address: {fault}.") from fault
        if parts.scheme not in ("http", "https") or not self.host:
            raise BadEncoder("DETENTE_ENCODER must be a model folder or an address that begins with https://.")
        if parts.scheme == "http" and self.host not in THIS_MACHINE:
            raise BadEncoder(
                f"DETENTE_ENCODER would send the texts to {self.host} unencrypted. Give an address with https://."
            )
        base = address.rstrip("/")
        self._address = base if base.endswith("/embeddings") else f"{base}/embeddings"
        self._model = model
        self._key = key
        self.name = f"{model or 'embeddings'} ({self.host})"

    @property
    def elsewhere(self) -> bool:
        """Whether texts leave this machine."""
        return self.host not in THIS_MACHINE

    def __call__(self, texts: Sequence[str]) -> npt.ArrayLike:
        """One vector per text.

        Raises
        ------
        BadEncoder
            The endpoint cannot be reached, refuses, or answers with something else.
        """
        vectors: list[Any] = []
        for start in range(0, len(texts), BATCH):
            vectors += self._ask(list(texts[start : start + BATCH]))
        return vectors

    def _ask(self, texts: list[str]) -> list[Any]:
        body: dict[str, object] = {"input": texts, "encoding_format": "float"}
        if self._model:
            body["model"] = self._model
        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(self._address, json.dumps(body).encode(), headers, method="POST")
        try:
            with self.opener.open(request, timeout=SECONDS) as answer:
                raw = answer.read(LARGEST_ANSWER + 1)
        except urllib.error.HTTPError as fault:
            raise BadEncoder(f"The encoder at {self.host} answered {fault.code}. Look at DETENTE_ENCODER.") from fault
        except (OSError, HTTPException, ValueError) as fault:
            cause = getattr(fault, "reason", None) or fault
            raise BadEncoder(f"The encoder at {self.host} cannot be reached ({cause}). Is it running?") from fault
        try:
            rows = json.loads(raw)["data"]
            vectors = [row["embedding"] for row in sorted(rows, key=lambda row: int(row["index"]))]
        except (ValueError, KeyError, TypeError, RecursionError) as fault:
            raise BadEncoder(
                f"The encoder at {self.host} did not answer with embeddings. Look at its address."
            ) from fault
        if len(vectors) != len(texts) or len({len(v) if isinstance(v, list) else -1 for v in vectors}) != 1:
            raise BadEncoder(f"The encoder at {self.host} did not answer with one vector per text.")
        return vectors


def encoder_set(settings: Mapping[str, str] = os.environ) -> Encoder | None:
    """The encoder of the settings; None where there is none.

    Raises
    ------
    BadEncoder
        The setting is neither a model folder nor an address that may be used.
    """
    where = settings.get("DETENTE_ENCODER", "").strip()
    if not where:
        return None
    if "://" in where:
        return Endpoint(where, settings.get("DETENTE_ENCODER_MODEL", ""), settings.get("DETENTE_ENCODER_KEY", ""))
    return local_model(Path(where))
