"""Entering and looking after texts."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from detente.web.encounters.views import texts

_STAFF = "staff/e/<uuid:encounter>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("staff/encounters/new/", texts.encounter_new, name="encounter_new"),
    path(_STAFF, texts.encounter_manage, name="encounter_manage"),
    path(_STAFF + "about/", texts.encounter_edit, name="encounter_edit"),
    path(_STAFF + "texts/new/", texts.text_new, name="text_new"),
    path(_STAFF + "drafts/<uuid:draft>/", texts.text_draft, name="text_draft"),
    path(_STAFF + "texts/<uuid:source>/", texts.text_manage, name="text_manage"),
    path(_STAFF + "words/", texts.encounter_words, name="encounter_words"),
    path("e/<uuid:encounter>/<lang:language>/texts/<uuid:source>/", texts.encounter_text, name="encounter_text"),
]
