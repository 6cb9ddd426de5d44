"""Reading."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from detente.web.encounters.views import public

urlpatterns: list[URLPattern | URLResolver] = [
    path("<lang:language>/encounters/", public.encounters, name="encounters"),
    path("e/<uuid:encounter>/", public.encounter_any, name="encounter_any"),
    path("e/<uuid:encounter>/<lang:language>/", public.encounter, name="encounter"),
    path("e/<uuid:encounter>/<lang:language>/<int:number>/", public.encounter_edition, name="encounter_edition"),
    path("e/<uuid:encounter>/<int:number>/<str:name>", public.encounter_file, name="encounter_file"),
    path("staff/e/<uuid:encounter>/publish/", public.encounter_publish, name="encounter_publish"),
]
