"""The addresses of the API below ``/api/v1/``. Thin: what is read is in `queries`, how it looks in `schemas`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from detente.web.api import queries, schemas
from detente.web.api.errors import BadParameter
from detente.web.api.serving import FOR_GOOD
from detente.web.core.errors import NotFound
from detente.web.dialogues.access import dialogue_for_everybody

__all__ = ["MOST", "PREFIX", "api"]

PREFIX = "/api/v1/"

MOST = 200
"""Rows of one answer."""
FARTHEST = 1_000_000

_JSON = {"ensure_ascii": False, "separators": (",", ":")}

Limit = Annotated[int, Query(ge=1, le=MOST, description="Rows of this part.")]
Offset = Annotated[int, Query(ge=0, le=FARTHEST, description="Rows before this part.")]
Found = TypeVar("Found", bound=Model)
Plain = dict[str, Any]


class _Api(NinjaAPI):
    """Ninja's, whose addresses have names of this site instead of a namespace."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        """What stands before every path of the description."""
        return PREFIX


api = _Api(
    title="Detente",
    version="1",
    description=(
        "What everybody may read of the dialogues on this site: the numbers of the pages and nothing finer. Reading "
        "only; no key, no cookie. Every share is of those who took part, and of nobody else."
    ),
    docs_url=None,  # its pages fetch scripts from elsewhere
)


def _say_which(request: HttpRequest, fault: ValidationError | type[ValidationError]) -> HttpResponse:
    """A parameter that does not fit becomes a refusal like every other; it names the parameter, never its value."""
    assert isinstance(fault, ValidationError)  # ninja hands the exception over; its type also allows the class
    raise BadParameter(name=", ".join(sorted({str(one["loc"][-1]) for one in fault.errors})))


api.add_exception_handler(ValidationError, _say_which)

_REFUSALS = {404: schemas.Refusal, 422: schemas.Refusal}


def _json(plain: Plain | list[Plain]) -> HttpResponse:
    # What is read has the shape already; fitting it in again takes four times as long as reading. The tests hold every
    # answer to its description.
    return JsonResponse(plain, safe=False, json_dumps_params=_JSON)


def _part(
    request: HttpRequest,
    rows: QuerySet[Found],
    limit: int,
    offset: int,
    plain: Callable[[list[Found]], list[Plain]],
) -> HttpResponse:
    count = rows.count()
    following = f"{request.path}?limit={limit}&offset={offset + limit}" if offset + limit < count else None
    return _json({"count": count, "next": following, "items": plain(list(rows[offset : offset + limit]))})


@api.get("/dialogues", response={200: schemas.Page[schemas.Dialogue], **_REFUSALS}, tags=["dialogues"])
def dialogues(request: HttpRequest, limit: Limit = 100, offset: Offset = 0) -> HttpResponse:
    """Every dialogue on this site, with its sides."""
    return _part(request, queries.dialogues(), limit, offset, lambda rows: [queries.dialogue(row) for row in rows])


@api.get("/dialogues/{uuid:dialogue}", response={200: schemas.Dialogue, **_REFUSALS}, tags=["dialogues"])
def one_dialogue(request: HttpRequest, dialogue: UUID) -> HttpResponse:
    """One dialogue, with its sides."""
    return _json(queries.dialogue(dialogue_for_everybody(dialogue)))


@api.get(
    "/dialogues/{uuid:dialogue}/consultations",
    response={200: schemas.Page[schemas.Consultation], **_REFUSALS},
    tags=["consultations"],
)
def consultations(request: HttpRequest, dialogue: UUID, limit: Limit = 100, offset: Offset = 0) -> HttpResponse:
    """The consultations of a dialogue."""
    rows = queries.consultations(dialogue)
    return _part(request, rows, limit, offset, lambda found: [queries.consultation(row) for row in found])


@api.get(
    "/consultations/{uuid:consultation}", response={200: schemas.Consultation, **_REFUSALS}, tags=["consultations"]
)
def one_consultation(request: HttpRequest, consultation: UUID) -> HttpResponse:
    """One consultation: its question, phase, days, level and sides."""
    return _json(queries.consultation(queries.shown(consultation)))


@api.get(
    "/consultations/{uuid:consultation}/statements",
    response={200: schemas.Page[schemas.Statement], **_REFUSALS},
    by_alias=True,
    tags=["statements"],
)
def statements(request: HttpRequest, consultation: UUID, limit: Limit = 100, offset: Offset = 0) -> HttpResponse:
    """The statements of a consultation, with what the newest publication says of each."""
    rows = queries.statements(consultation)
    return _part(request, rows, limit, offset, lambda found: queries.told(found, consultation))


@api.get(
    "/consultations/{uuid:consultation}/statements/{int:statement}",
    response={200: schemas.Statement, **_REFUSALS},
    by_alias=True,
    tags=["statements"],
)
def one_statement(request: HttpRequest, consultation: UUID, statement: int) -> HttpResponse:
    """One statement, with what the newest publication says of it."""
    return _json(queries.told([_one(queries.statements(consultation), statement)], consultation)[0])


@api.get(
    "/consultations/{uuid:consultation}/snapshots",
    response={200: schemas.Page[schemas.Snapshot], **_REFUSALS},
    tags=["snapshots"],
)
def snapshots(request: HttpRequest, consultation: UUID, limit: Limit = 20, offset: Offset = 0) -> HttpResponse:
    """The publications of a consultation, the newest first."""
    rows = queries.snapshots(consultation)
    return _part(request, rows, limit, offset, lambda found: [queries.snapshot(row) for row in found])


@api.get(
    "/consultations/{uuid:consultation}/snapshots/{uuid:snapshot}",
    response={200: schemas.WholeSnapshot, **_REFUSALS},
    tags=["snapshots"],
)
def one_snapshot(request: HttpRequest, consultation: UUID, snapshot: UUID) -> HttpResponse:
    """One publication with the whole published map. It never changes."""
    response = _json(queries.snapshot(_one(queries.snapshots(consultation), snapshot), whole=True))
    response.headers["Cache-Control"] = FOR_GOOD
    return response


@api.get("/dialogues/{uuid:dialogue}/agenda", response={200: schemas.Page[schemas.Item], **_REFUSALS}, tags=["agenda"])
def agenda(request: HttpRequest, dialogue: UUID, limit: Limit = 100, offset: Offset = 0) -> HttpResponse:
    """The agenda of a dialogue, with what each side answered. Items that were taken off stay readable."""
    rows = queries.agenda(dialogue)
    return _part(request, rows, limit, offset, lambda found: [queries.item(row) for row in found])


@api.get("/dialogues/{uuid:dialogue}/agenda/{uuid:item}", response={200: schemas.Item, **_REFUSALS}, tags=["agenda"])
def one_item(request: HttpRequest, dialogue: UUID, item: UUID) -> HttpResponse:
    """One item of the agenda, with what each side answered."""
    return _json(queries.item(_one(queries.agenda(dialogue), item)))


@api.get(
    "/dialogues/{uuid:dialogue}/agenda/{uuid:item}/answers",
    response={200: list[schemas.SideAnswers], **_REFUSALS},
    tags=["agenda"],
)
def answers(request: HttpRequest, dialogue: UUID, item: UUID) -> HttpResponse:
    """What each side answered to an item: every answer it ever gave, and what became of it."""
    return _json(queries.item(_one(queries.agenda(dialogue), item))["sides"])


def _one(rows: QuerySet[Found], key: object) -> Found:
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound
    return found
