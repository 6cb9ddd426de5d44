"""The JSON Schemas (draft 2020-12) of what is written as JSON, made from the dataclasses that write it.

``python -m detente.exchange.schema concordance`` prints one; docs/reference/concordance-1.schema.json is its output,
and a test fails where the two differ. So with every other name in `SCHEMAS`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import json
import sys
import types
import typing
from typing import Any, get_args, get_origin

from detente.codec import json_fields, later_fields
from detente.exchange.concordance import CONCORDANCE_FORMAT, ConcordanceFile
from detente.exchange.encounter import ENCOUNTER_FORMAT, EncounterFile
from detente.exchange.ledger import VERDICT_FORMAT, LedgerVerdict
from detente.opinion.results import PUBLISHED_FORMAT, PublishedMap
from detente.wording.brief_results import BRIEF_FORMAT, Brief

__all__ = ["SCHEMAS", "published_map_schema", "schema", "schema_text"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCALARS = {float: {"type": "number"}, int: {"type": "integer"}, str: {"type": "string"}, bool: {"type": "boolean"}}

SCHEMAS: dict[str, tuple[type, str, str]] = {
    "published-map": (PublishedMap, PUBLISHED_FORMAT, "Published opinion map"),
    "brief": (Brief, BRIEF_FORMAT, "Brief of given texts"),
    "concordance": (ConcordanceFile, CONCORDANCE_FORMAT, "Concordance of two readouts"),
    "encounter": (EncounterFile, ENCOUNTER_FORMAT, "Published edition of an encounter"),
    "ledger-verdict": (LedgerVerdict, VERDICT_FORMAT, "Verdict on a ledger"),
}
"""Name of a schema: the dataclass that is written, what its field ``format`` says, and a title."""


def schema(name: str) -> dict[str, Any]:
    """A schema as JSON-ready data; every class is a definition, and no key but the known ones is allowed."""
    cls, form, title = SCHEMAS[name]
    definitions: dict[str, Any] = {}
    _describe(cls, definitions)
    root = definitions.pop(cls.__name__)
    root["properties"]["format"] = {"const": form}
    return {
        "$schema": DIALECT,
        "$id": f"urn:{form.replace('/', ':')}",
        "title": title,
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def published_map_schema() -> dict[str, Any]:
    """The schema of a published map."""
    return schema("published-map")


def schema_text(name: str = "published-map") -> str:
    """A schema as its file in docs/reference holds it."""
    return json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"


def _describe(cls: type, definitions: dict[str, Any]) -> None:
    if cls.__name__ in definitions:
        return
    definitions[cls.__name__] = {}  # known from here on, so that a class may hold itself
    fields = json_fields(cls)
    definitions[cls.__name__] = {
        "description": inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0].replace("\n", " "),
        "type": "object",
        "properties": {key: _shape(hint, definitions) for key, _, hint in fields},
        "required": [key for key, _, _ in fields if key not in later_fields(cls)],
        "additionalProperties": False,
    }


def _shape(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if hint in SCALARS:
        return dict(SCALARS[hint])
    if hint is dt.date:
        return {"type": "string", "format": "date"}
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [{"type": "null"} if part is type(None) else _shape(part, definitions) for part in parts]}
    if origin is dict:
        return {"type": "object", "additionalProperties": _shape(parts[1], definitions)}
    if origin is tuple and len(parts) == 2 and parts[1] is Ellipsis:
        return {"type": "array", "items": _shape(parts[0], definitions)}
    if origin is tuple:
        places = [_shape(part, definitions) for part in parts]
        return {"type": "array", "prefixItems": places, "minItems": len(places), "maxItems": len(places)}
    if dataclasses.is_dataclass(hint):
        cls = typing.cast(type, hint)
        _describe(cls, definitions)
        return {"$ref": f"#/$defs/{cls.__name__}"}
    raise TypeError(f"The schema does not know the annotation {hint!r}.")


if __name__ == "__main__":
    sys.stdout.write(schema_text(*sys.argv[1:]))
