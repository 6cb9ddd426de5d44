"""What the API refuses, as everywhere on the site: ``{"code": ..., "message": ...}``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from detente.web.core.errors import Refused

__all__ = ["BadParameter", "ReadOnly"]


class BadParameter(Refused):
    """A parameter of the query is not what the description of the API says."""

    code = "api.bad_parameter"
    status = 422
    sentence = _("The parameter %(name)s cannot be used. /api/v1/openapi.json says which values it takes.")


class ReadOnly(Refused):
    """The API is for reading."""

    code = "api.read_only"
    status = 405
    sentence = _("The API is for reading only. Ask with GET.")
