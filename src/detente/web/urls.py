"""Every address of the site. The participants' pages have the language after the id; the staff's begin with /staff/."""

from __future__ import annotations

from django.urls import include, path

handler400 = "detente.web.core.middleware.malformed"
handler404 = "detente.web.core.middleware.not_found"
handler500 = "detente.web.core.views.fault"

urlpatterns = [
    path("", include("detente.web.core.urls")),
    path("", include("detente.web.ledger.urls")),
    path("", include("detente.web.people.urls")),
    path("", include("detente.web.dialogues.urls")),
    path("", include("detente.web.encounters.urls")),
    path("", include("detente.web.consultations.urls")),
    path("", include("detente.web.results.urls")),
    path("", include("detente.web.agenda.urls")),
    path("", include("detente.web.answers.urls")),
    path("", include("detente.web.api.urls")),
]
