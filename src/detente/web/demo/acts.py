"""What the people of the demonstration do, one after another, through the actions of the site.

The clock is set back for what happened earlier, so that the ledger tells the same days as the pages. Only simulated
people are written as rows: they hold no cookies, and thousands of requests would take minutes.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from detente.web.consultations import sealed
from detente.web.consultations.actions import moderating, setup
from detente.web.consultations.actions.codes import digest_of, issue
from detente.web.consultations.actions.joining import cookie_from
from detente.web.consultations.actions.open_set import open_more
from detente.web.consultations.actions.opening import PERSECUTION, open_consultation
from detente.web.consultations.actions.running import close_consultation
from detente.web.consultations.cookies import fresh, token_of
from detente.web.consultations.harm import QUESTIONS, Answer
from detente.web.consultations.models import (
    Appeal,
    Code,
    Consultation,
    Origin,
    Participant,
    Report,
    Serve,
    Stage,
    Statement,
    StatementText,
    Vote,
)
from detente.web.core.clock import earlier, today
from detente.web.demo.content import Setting, content, said
from detente.web.demo.crowd import Crowd, crowd
from detente.web.dialogues import actions as dialogues
from detente.web.dialogues.models import Dialogue, Side
from detente.web.encounters.models import Announced
from detente.web.people.actions import accept, invite, setup_link
from detente.web.people.models import User

__all__ = [
    "create_dialogue",
    "draft_consultation",
    "invite_people",
    "run_closed_consultation",
    "run_dealt_consultation",
    "run_open_consultation",
]


def invite_people() -> list[User]:
    """The convener first, then moderators and editors. Nobody knows their passwords: they come by one-time links."""
    first, *others = content().people
    convener = accept(token=setup_link(), password=secrets.token_urlsafe(24), name=first["name"], email=first["email"])
    people = [convener]
    for row in others:
        _invitation, token = invite(actor=convener, role=row["role"], note=row["name"])
        people.append(accept(token=token, password=secrets.token_urlsafe(24), name=row["name"], email=row["email"]))
    return people


def create_dialogue(convener: User) -> Dialogue:
    """The dialogue and its two sides."""
    told = content()
    return dialogues.create_dialogue(
        actor=convener,
        name=told.name,
        about=told.about,
        languages=told.languages,
        sides=[dialogues.GivenSide(side["name"], side["language"], side["colour"]) for side in told.sides],
    )


def run_open_consultation(dialogue: Dialogue, people: Sequence[User], *, seed: int) -> Consultation:
    """The one that is running: simulated answers, and statements in the moderators' hands."""
    setting = content().settings["running"]
    consultation = _opened(dialogue, people, setting)
    _publics(consultation, setting)
    crowd_here = _crowd(setting, seed)
    participants = _participants(consultation, crowd_here, setting)
    statements = _in_order(consultation, setting)
    _answers(statements, participants, crowd_here)
    authors = iter(participants)
    _hand_in(consultation, people, authors, "refused", "appealed")
    with earlier(1):
        open_more(consultation=consultation)
    _hand_in(consultation, people, authors, "waiting", "accepted")
    Report.objects.create(participant=next(authors), statement=statements[-1], reason="off_topic")
    return consultation


def run_dealt_consultation(
    dialogue: Dialogue, people: Sequence[User], *, seed: int, announced: Announced
) -> tuple[Consultation, list[tuple[Side, str]]]:
    """The one that is joined with codes, opened on what was announced; and a few codes for visitors."""
    setting = content().settings["dealt"]
    consultation = _opened(dialogue, people, setting, announced)
    crowd_here = _crowd(setting, seed)
    sides = list(dialogue.sides.all())
    with earlier(-setting.opened):
        dealt = {
            side.pk: issue(actor=people[0], consultation=consultation, side=side, count=setting.codes) for side in sides
        }
    left = [(side, code) for side in sides for code in dealt[side.pk][: setting.visitors]]
    unused = {side.pk: dealt[side.pk][setting.visitors :] for side in sides}
    spent = [unused[sides[index].pk].pop() for index in crowd_here.sides]
    Code.objects.filter(digest__in=[digest_of(consultation, code) for code in spent]).update(used=True)
    cookies = [cookie_from(consultation, code) for code in spent]
    participants = _participants(consultation, crowd_here, setting, cookies)
    _answers(_in_order(consultation, setting), participants, crowd_here)
    return consultation, left


def run_closed_consultation(dialogue: Dialogue, people: Sequence[User], *, seed: int) -> Consultation:
    """One that ended some weeks ago and waits for the day on which its rows are destroyed."""
    setting = content().settings["closed"]
    consultation = _opened(dialogue, people, setting)
    crowd_here = _crowd(setting, seed)
    _answers(_in_order(consultation, setting), _participants(consultation, crowd_here, setting), crowd_here)
    with earlier(-setting.closes):
        close_consultation(actor=people[0], consultation=consultation)
    return consultation


def draft_consultation(dialogue: Dialogue, people: Sequence[User]) -> Consultation:
    """One that stands half-way through the wizard: question and statements, no days and no answers on harm."""
    setting = content().settings["draft"]
    draft = setup.create_draft(actor=people[0], dialogue=dialogue)
    setup.keep_question(actor=people[0], consultation=draft, question=setting.question, about=setting.about)
    setup.add_statements(actor=people[0], consultation=draft, rows=[each.words for each in setting.sentences])
    return draft


def _opened(
    dialogue: Dialogue, people: Sequence[User], setting: Setting, announced: Announced | None = None
) -> Consultation:
    """Walk through the wizard and open, on the day on which it opened."""
    convener, *moderators = people
    opens, closes, erases = _day(setting.opened), _day(setting.closes), _day(setting.erases)
    with earlier(-setting.opened):
        made = setup.create_draft(actor=convener, dialogue=dialogue, announced=announced)
        setup.keep_question(actor=convener, consultation=made, question=setting.question, about=setting.about)
        setup.keep_sides(actor=convener, consultation=made, expected_per_side=setting.expected)
        rows = [sentence.words for sentence in said(setting, public=False)]
        setup.add_statements(actor=convener, consultation=made, rows=rows)
        setup.keep_dates(actor=convener, consultation=made, opens_on=opens, closes_on=closes, erases_on=erases)
        chosen = {user.pk: True for user in moderators}
        setup.keep_moderators(actor=convener, consultation=made, chosen=chosen)
        setup.keep_level(actor=convener, consultation=made, level=setting.level)
        answers = {question.key: Answer.NO.value for question in QUESTIONS}
        setup.keep_harm(actor=convener, consultation=made, answers=answers)
        Consultation.objects.filter(pk=made.pk).update(simulated=True)
        made.refresh_from_db()
        return open_consultation(actor=convener, consultation=made, accepted=[PERSECUTION])


def _day(offset: int) -> date:
    return today() + timedelta(days=offset)


def _crowd(setting: Setting, seed: int) -> Crowd:
    return crowd([sentence.answers for sentence in setting.sentences], setting.people, setting.sides, seed=seed)


def _publics(consultation: Consultation, setting: Setting) -> None:
    """The statements of the publics as rows: their authors are simulated, and were forgotten at the decision."""
    sentences = said(setting, public=True)
    days = -setting.opened - 1
    made = []
    for place in range(len(sentences)):
        shown = _day(setting.opened + 1 + place * days // len(sentences))
        made.append(
            Statement(
                consultation=consultation,
                origin=Origin.PUBLIC,
                stage=Stage.SHOWN,
                submitted_on=shown - timedelta(days=1),
                decided_on=shown - timedelta(days=1),
                shown_on=shown,
            )
        )
    Statement.objects.bulk_create(made)
    StatementText.objects.bulk_create(
        StatementText(statement=statement, language=language, text=text, original=language == sentence.written_in)
        for statement, sentence in zip(made, sentences, strict=True)
        for language, text in sentence.words.items()
    )


def _in_order(consultation: Consultation, setting: Setting) -> list[Statement]:
    """The statements in the order of the sentences that `crowd` answered."""
    language = content().languages[0]
    texts = StatementText.objects.filter(statement__consultation=consultation, language=language)
    by_text = {text.text: text.statement for text in texts.select_related("statement")}
    return [by_text[sentence.words[language]] for sentence in setting.sentences]


def _participants(
    consultation: Consultation, people: Crowd, setting: Setting, cookies: Sequence[bytes] = ()
) -> list[Participant]:
    """One row for each simulated person; where no cookies are given, nobody holds theirs."""
    sides = list(consultation.dialogue.sides.all())
    days = 1 - setting.opened + min(setting.closes, 0)
    made = []
    for index, cookie in zip(people.sides, cookies or [fresh() for _ in people.sides], strict=True):
        made.append(
            Participant(
                consultation=consultation,
                side=sides[index] if index >= 0 else None,
                token=token_of(consultation, cookie),
                joined_on=_day(setting.opened + secrets.randbelow(days)),
                own=sealed.empty(cookie),
            )
        )
    Participant.objects.bulk_create(made)
    return made


def _answers(statements: Sequence[Statement], participants: Sequence[Participant], people: Crowd) -> None:
    serves, votes = [], []
    for answer in people.answers:
        person, statement = participants[answer.person], statements[answer.statement]
        serves.append(Serve(participant=person, statement=statement, slot=answer.slot, chance=answer.chance))
        votes.append(Vote(participant=person, statement=statement, value=answer.value, matters=answer.matters))
    Serve.objects.bulk_create(serves, batch_size=2000)
    Vote.objects.bulk_create(votes, batch_size=2000)


def _hand_in(consultation: Consultation, people: Sequence[User], authors: Iterator[Participant], *fates: str) -> None:
    """Statements of simulated people, and what the moderators did with them on the day after."""
    _convener, first, second = people
    for fate in fates:
        for row in content().in_hand[fate]:
            statement = _written(consultation, next(authors), row)
            act = {"consultation": consultation, "statement": statement.pk}
            with earlier(max(0, row["days_ago"] - 1)):
                if fate == "accepted":
                    moderating.accept(actor=second, **act)
                elif fate in ("refused", "appealed"):
                    moderating.refuse(actor=first, reason=row["reason"], **act)
            if fate == "appealed":
                Statement.objects.filter(pk=statement.pk).update(appeal=Appeal.ASKED, plea=row["plea"])


def _written(consultation: Consultation, author: Participant, row: Mapping[str, Any]) -> Statement:
    statement = Statement.objects.create(
        consultation=consultation,
        origin=Origin.PUBLIC,
        stage=Stage.WAITING,
        author=author,
        receipt=secrets.token_bytes(32),
        submitted_on=_day(-row["days_ago"]),
    )
    words = {row["written_in"]: row["text"]} | {code: row[code] for code in content().languages if code in row}
    StatementText.objects.bulk_create(
        StatementText(statement=statement, language=code, text=text, original=code == row["written_in"])
        for code, text in words.items()
    )
    author.waiting = 1
    author.save(update_fields=["waiting"])
    return statement
