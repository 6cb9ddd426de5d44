"""Sentence encoders that an operator supplies. None is shipped, named or needed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from detente.wording.errors import BadEncoder

__all__ = ["Encoder", "closeness", "encode", "local_model", "match_scale"]

Matrix = npt.NDArray[np.float64]


class Encoder(Protocol):
    """Turns texts into vectors. If it asks a server, that is its own business: the engine does not."""

    @property
    def name(self) -> str:
        """What to call it in a result."""
        ...

    def __call__(self, texts: Sequence[str]) -> npt.ArrayLike:
        """Return an array of shape (number of texts, dimensions)."""
        ...


def encode(encoder: Encoder, texts: Sequence[str]) -> Matrix:
    """Ask an encoder, and refuse an answer that is no set of vectors.

    Raises
    ------
    BadEncoder
        Not one vector per text, or something that is no finite number.
    """
    vectors = np.asarray(encoder(list(texts)), np.float64)
    if vectors.ndim != 2 or vectors.shape[0] != len(texts) or vectors.shape[1] < 2:
        raise BadEncoder(
            f"The encoder {encoder.name!r} must return one vector per text, an array of shape ({len(texts)}, "
            f"dimensions). Got shape {vectors.shape}."
        )
    if not np.isfinite(vectors).all():
        raise BadEncoder(f"The encoder {encoder.name!r} returned a vector with a number that is not finite.")
    return vectors


def closeness(rows: Matrix, columns: Matrix) -> Matrix:
    """Cosine after the mean vector of all texts is taken off; below zero counts as zero.

    In one encounter all sentences are about the same actors: what they share is the mean, and it hides the rest.
    """
    everything = np.vstack([rows, columns])
    centred = everything - everything.mean(axis=0)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    unit = np.divide(centred, length, out=np.zeros_like(centred), where=length > 1e-12)
    cosines: Matrix = np.clip(unit[: len(rows)] @ unit[len(rows) :].T, 0.0, 1.0)
    return cosines


def match_scale(values: Matrix, like: Matrix) -> Matrix:
    """Give `values` the distribution of `like`: the k-th largest becomes the k-th largest of the other.

    Encoders differ in scale, and the thresholds are those of the light scores.

    >>> match_scale(np.array([[0.9, 0.5]]), np.array([[0.1, 0.3]]))
    array([[0.3, 0.1]])
    """
    mapped = np.empty_like(like).ravel()
    mapped[np.argsort(values, axis=None, kind="stable")] = np.sort(like, axis=None)
    return mapped.reshape(like.shape)


class _LocalModel:
    """A sentence-transformers model in a folder."""

    def __init__(self, folder: Path) -> None:
        try:
            package = import_module("sentence_transformers")
        except ModuleNotFoundError as error:
            raise BadEncoder(
                "A model folder needs the package sentence-transformers, which is not installed: install it, or leave "
                "the encoder out."
            ) from error
        self.name = folder.name
        self._model = package.SentenceTransformer(str(folder), local_files_only=True)

    def __call__(self, texts: Sequence[str]) -> npt.ArrayLike:
        vectors: npt.ArrayLike = self._model.encode(list(texts), show_progress_bar=False)
        return vectors


def local_model(folder: Path) -> Encoder:
    """Return an encoder from a sentence-transformers folder on this machine; nothing is fetched.

    Raises
    ------
    BadEncoder
        No such folder, no ``modules.json`` in it, or the package is not installed.
    """
    if not (folder / "modules.json").is_file():
        raise BadEncoder(
            f"{folder} is no sentence-transformers model: it holds no modules.json. Give the model's folder."
        )
    return _LocalModel(folder)
