"""Fill a fresh database with an agenda, answers and two rounds; prints addresses as JSON. Run with DETENTE_DATA set."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

import django

STATEMENTS = [
    ("The two towns should measure the river together.", "ينبغي أن تقيس البلدتان النهر معًا."),
    ("The weir of Alvera should open in dry months.", "ينبغي فتح سد ألفيرا في أشهر الجفاف."),
    ("Each town should pay for its own bank.", "ينبغي أن تدفع كل بلدة كلفة ضفتها."),
    ("A flood warning should go to both towns at once.", "ينبغي أن يصل إنذار الفيضان إلى البلدتين معًا."),
    ("Fishing should rest for one season.", "ينبغي أن يتوقف الصيد موسمًا واحدًا."),
    ("School classes should visit the other bank.", "ينبغي أن تزور الصفوف المدرسية الضفة الأخرى."),
]


def main() -> None:
    """Fill it in one transaction."""
    django.setup()
    from django.db import transaction

    with transaction.atomic():
        told = fill()
    sys.stdout.write(json.dumps(told))


def fill() -> dict[str, str]:
    """Make one dialogue with an agenda of three items, and two rounds of its question."""
    from detente.web.agenda import actions as agenda
    from detente.web.agenda.models import Basis, Item
    from detente.web.answers import actions as answers
    from detente.web.consultations.models import Consultation, Level, Phase, Stage, Statement
    from detente.web.core.clock import today
    from detente.web.dialogues.models import Colour, Dialogue, Side
    from detente.web.people.models import Role, User
    from detente.web.results import rounds
    from tests.web.agenda.publics import publish
    from tests.web.conftest import add_statement

    clara = User.objects.create(email="clara@example.org", name="Clara Weiss", role=Role.CONVENER)
    dialogue = Dialogue.objects.create(
        name={"en": "The Sarn talks", "ar": "محادثات نهر سارن"}, languages=["en", "ru", "ar"]
    )
    for position, (name, arabic, colour) in enumerate(
        [("Alvera", "ألفيرا", Colour.BLUE), ("Benholt", "بنهولت", Colour.ORANGE)]
    ):
        names = {"en": name, "ar": arabic}
        Side.objects.create(dialogue=dialogue, position=position, name=names, language="en", colour=colour)
    first = Consultation.objects.create(
        dialogue=dialogue,
        question={
            "en": "One river, two towns: what should Alvera and Benholt settle together?",
            "ar": "نهر واحد وبلدتان: ما الذي ينبغي أن تتفق عليه ألفيرا وبنهولت؟",
        },
        about={"en": "The councils meet in spring and put what people share on their table."},
        languages=["en", "ru", "ar"],
        phase=Phase.CLOSED,
        level=Level.OPEN,
        opens_on=today() - timedelta(days=200),
        closes_on=today() - timedelta(days=170),
        erases_on=today() + timedelta(days=60),
        expected_per_side=300,
    )
    for rank, (english, arabic) in enumerate(STATEMENTS):
        made = add_statement(first, english, rank=rank)
        made.texts.create(language="ar", text=arabic)
    publish(first, per_side=60)
    why = {"en": "Both councils can begin with it at once.", "ar": "يمكن للمجلسين البدء به فورًا."}
    items = [
        agenda.pin(actor=clara, consultation=first, statement=first.statements.get(rank=rank), basis=basis, why=why)
        for rank, basis in ((0, Basis.COMMON_GROUND), (1, Basis.DIVIDE), (2, Basis.STATEMENT))
    ]
    Item.objects.update(pinned_on=today() - timedelta(days=12))
    alvera, benholt = dialogue.sides.all()
    said = {"actor": clara, "source": "https://example.org/minutes/2026-05", "given_on": today() - timedelta(days=9)}
    answers.record_answer(
        item=items[0],
        side=alvera,
        kind="will_discuss",
        reason={"en": "We want to see the costs first."},
        office="Council of Alvera",
        due_on=today() + timedelta(days=30),
        **said,
    )
    done = answers.record_answer(
        item=items[0],
        side=alvera,
        kind="will_do",
        reason={
            "en": "We pay for the gauges on our bank and give the readings to Benholt every day.",
            "ar": "ندفع ثمن المقاييس على ضفتنا ونعطي القراءات لبنهولت كل يوم.",
        },
        office="Water board of Alvera",
        due_on=today() + timedelta(days=30),
        **said,
    )
    answers.record_outcome(actor=clara, answer=done, done=True, evidence="The first readings came on Monday.")
    answers.record_answer(
        item=items[0],
        side=benholt,
        kind="will_discuss",
        reason={"en": "It is on the table of the council's next meeting."},
        office="Council of Benholt",
        due_on=today() - timedelta(days=2),
        **said,
    )
    answers.record_answer(
        item=items[1],
        side=alvera,
        kind="will_not",
        reason={"en": "The weir drives the mill, and nobody has offered to pay for the loss."},
        office="",
        due_on=None,
        **said,
    )
    agenda.withdraw(actor=clara, item=items[2], why={"en": "The state pays for both banks since May."})
    again = rounds.ask_again(actor=clara, consultation=first)
    again.phase, again.opens_on, again.closes_on = Phase.OPEN, today(), today() + timedelta(days=20)
    again.erases_on = today() + timedelta(days=60)
    again.save()
    again.statements.update(stage=Stage.SHOWN, shown_on=today(), opened=True)
    for rank, statement in enumerate(again.statements.order_by("rank")):
        Statement.objects.filter(pk=statement.pk).update(rank=rank)
    publish(again, per_side=40, seed=70, ground=0.55)
    return {
        "agenda": f"/d/{dialogue.pk}/LANGUAGE/agenda/",
        "item": f"/d/{dialogue.pk}/LANGUAGE/agenda/{items[0].pk}/",
        "withdrawn": f"/d/{dialogue.pk}/LANGUAGE/agenda/{items[2].pk}/",
        "rounds": f"/c/{again.pk}/LANGUAGE/rounds/",
        "first": f"/c/{first.pk}/LANGUAGE/",
        "dialogue": f"/d/{dialogue.pk}/LANGUAGE/",
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    main()
