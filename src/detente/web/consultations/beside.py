"""Links that apps above this one put beside a consultation and its statements, because arrows run one way.

An app above registers in its ``AppConfig.ready``::

    from detente.web.consultations import beside

    beside.statements.register(of_statements)  # (consultation, keys, language) -> {key: [Link, ...]}
    beside.everybody.register(of_consultation)  # (consultation, language) -> [Link, ...]
    beside.staff.register(for_the_convener)  # the same, for the page on which a convener runs it

The page of votes knows the consultation's links only, and no mark on single statements: whoever is about to answer
should not see first what was made of the answers so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from detente.web.consultations.models import Consultation
from detente.web.dialogues.beside import Link, Registry

__all__ = ["Link", "everybody", "links_of_statements", "staff", "statements"]

OfStatements = Callable[[Consultation, Sequence[int], str], dict[int, list[Link]]]
OfConsultation = Callable[[Consultation, str], list[Link]]

statements: Registry[OfStatements] = Registry()
everybody: Registry[OfConsultation] = Registry()
staff: Registry[OfConsultation] = Registry()


def links_of_statements(consultation: Consultation, keys: Iterable[int], language: str) -> dict[int, list[Link]]:
    """What every app above says of these statements, by statement."""
    wanted = list(keys)
    found: dict[int, list[Link]] = {}
    if wanted:
        for source in statements.sources:
            for key, links in source(consultation, wanted, language).items():
                found.setdefault(key, []).extend(links)
    return found
