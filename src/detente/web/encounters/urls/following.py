"""What was announced, what became of it, and what sides answer."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from detente.web.encounters.views import following

_STAFF = "staff/e/<uuid:encounter>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("e/<uuid:encounter>/<lang:language>/announced/", following.encounter_announced, name="encounter_announced"),
    path(f"{_STAFF}announced/", following.announced_manage, name="announced_manage"),
    path(f"{_STAFF}announced/<uuid:announced>/", following.happened_edit, name="happened_edit"),
    path(f"{_STAFF}reply/", following.reply_edit, name="reply_edit"),
]
