"""Results as files: tables, the map as JSON, and everything in one archive.

They hold what the page holds and nothing else: no rows of votes, no authors, no times. The same snapshot gives the same
bytes, so the digest of a file is also its ETag.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from detente.exchange.conversation import Statement as Leaf
from detente.exchange.published import guard, tables
from detente.web.consultations.models import Consultation, Stage, StatementText
from detente.web.core.errors import NotFound
from detente.web.results import queries
from detente.web.results.pages import Kept
from detente.web.results.queries import UNSPOKEN, Newest

__all__ = ["NAMES", "File", "etag_of", "file", "sizes"]

NAMES = ("statements.csv", "tallies.csv", "groups.csv", "map.json", "results.zip")
"""What can be fetched by itself; the archive has some tables more."""

_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "zip": "application/zip"}
_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP can name: the archive says no time

README = """\
Results of a consultation, as published.

Question      {question}
Address       {address}
Publication   no. {number} of {day}
Made by       Detente {engine}
Votes         keyed digest {digest}
Licence       {licence}

What is in here
  statements.csv      one line for each statement, everybody who took part
  tallies.csv         one line for each statement and everybody, each declared side, each group that was found
  sides.csv           how many of each side took part, and in which groups they are
  groups.csv          the groups, or the ends and the middle of a spectrum
                      (low end and high end: end 1 and end 2 of the page)
  representative.csv  the statements that mark a group off from the others
  rankings.csv        common ground, what divides, what people are unsure of, what matters to them
  texts.csv           every statement in every language that it exists in
  map.json            everything above as one file; the command "detente map --from-database" writes the same bytes
  format.json         what the columns mean
  SHA256SUMS          the digest of each file: sha256sum -c SHA256SUMS

How to read it
  Votes are counted as agrees, disagrees and passes, so no sign has to be guessed. Where a vote is written as a number
  anywhere: agree=+1, disagree=-1, pass=0. Columns are named as in Polis exports where they mean the same.
  Every share is of the people who took part, never of a population. An empty cell is withheld, never zero.
  Where "newer" is true the counts were renewed after the shares were estimated: those are not of these counts.
  Counts cover votes whose release the rule against singling people out allows; they can be fewer than were cast.
  There are no rows of votes, no authors and no times in here, and nobody can have them.
"""


@dataclass(frozen=True)
class File:
    """One download.

    Attributes
    ----------
    name, kind : str
    body : bytes
    etag : str
        The SHA-256 of the bytes, in quotation marks.
    """

    name: str
    kind: str
    body: bytes
    etag: str


_files: Kept[Mapping[str, File]] = Kept(8)


def file(consultation: Consultation, name: str) -> File:
    """A download of the newest publication.

    Raises
    ------
    NotFound
        No such file, or nothing published yet.
    """
    newest = queries.newest(consultation)
    if name not in NAMES or newest is None:
        raise NotFound
    return _all(consultation, newest)[name]


def etag_of(consultation: Consultation, newest: Newest, name: str) -> str:
    """The ETag that a download of this publication has."""
    return _all(consultation, newest)[name].etag


def sizes(consultation: Consultation, newest: Newest) -> list[File]:
    """The downloads, for a list of links."""
    made = _all(consultation, newest)
    return [made[name] for name in NAMES]


def _all(consultation: Consultation, newest: Newest) -> Mapping[str, File]:
    return _files.get((newest.snapshot.pk, settings.CONFIG.results_licence), lambda: _made(consultation, newest))


def _made(consultation: Consultation, newest: Newest) -> Mapping[str, File]:
    first = consultation.languages[0]
    words = queries.subject(consultation, newest.statements, first)
    leaves = [Leaf(id=text.id, text=text.text, by_organiser=text.by_organiser) for text in words.statements]
    texts = tables(newest.published, leaves)
    texts["texts.csv"] = _texts(consultation, newest)
    texts["map.json"] = queries.published_json(newest.published)
    snapshot = newest.snapshot
    texts["README.txt"] = README.format(
        question=words.topic,
        address=f"{settings.CONFIG.origin}/c/{consultation.pk}/",
        number=snapshot.number,
        day=snapshot.made_on.isoformat(),
        engine=snapshot.engine,
        digest=snapshot.digest,
        licence=settings.CONFIG.results_licence,
    )
    texts["LICENCE.txt"] = (
        f"These results may be used under {settings.CONFIG.results_licence}.\n"
        f"Name the source: {settings.CONFIG.origin}/c/{consultation.pk}/, publication no. {snapshot.number}.\n"
    )
    bodies = {name: text.encode() for name, text in texts.items()}
    made = {name: _file(name, bodies[name]) for name in NAMES if name in bodies}
    return made | {"results.zip": _file("results.zip", _archive(bodies))}


def _file(name: str, body: bytes) -> File:
    return File(name, _TYPES[name.rpartition(".")[2]], body, f'"{hashlib.sha256(body).hexdigest()}"')


def _archive(bodies: Mapping[str, bytes]) -> bytes:
    sums = "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(bodies.items()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in sorted({**bodies, "SHA256SUMS": sums.encode()}.items()):
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, body)
    return out.getvalue()


def _texts(consultation: Consultation, newest: Newest) -> str:
    """Every text of every statement that may still be repeated."""
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(("comment-id", "language", "original", "comment-body"))
    found = StatementText.objects.filter(statement__in=newest.statements, statement__consultation=consultation)
    found = found.exclude(statement__stage=Stage.RETIRED, statement__reason__in=UNSPOKEN)
    order = {key: place for place, key in enumerate(newest.statements)}
    for each in sorted(found, key=lambda text: (order[text.statement_id], not text.original, text.language)):
        lines.writerow((each.statement_id, each.language, "true" if each.original else "false", guard(each.text)))
    return out.getvalue()
