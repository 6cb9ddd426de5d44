"""What the people of the demonstration do, one after another, through the actions of the site.

Only what no action could do is written as rows: days that lie in the past, and the answers of simulated people.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import zip_longest

from detente.web.consultations import sealed
from detente.web.consultations.actions.codes import digest_of, issue
from detente.web.consultations.actions.joining import cookie_from
from detente.web.consultations.cookies import fresh, token_of
from detente.web.consultations.harm import QUESTIONS, Answer
from detente.web.consultations.models import (
    Appeal,
    Code,
    Consultation,
    Level,
    Moderator,
    Origin,
    Participant,
    Phase,
    Report,
    Serve,
    Stage,
    Statement,
    StatementText,
    Vote,
)
from detente.web.core.clock import today
from detente.web.demo.content import Sentence, Setting, content, said
from detente.web.demo.crowd import Crowd, crowd
from detente.web.dialogues import actions as dialogues
from detente.web.dialogues.models import Dialogue, Side
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
    """The convener first, then the moderators. Nobody knows their passwords: they come by one-time links."""
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
    consultation = _set_up(dialogue, people, setting)
    statements = _statements(consultation, setting)
    crowd_here = _crowd(setting, seed)
    participants = _participants(consultation, crowd_here, setting)
    _answers(statements, participants, crowd_here)
    _hand_to_moderators(consultation, participants, statements)
    return consultation


def run_dealt_consultation(
    dialogue: Dialogue, people: Sequence[User], *, seed: int
) -> tuple[Consultation, list[tuple[Side, str]]]:
    """The one that is joined with codes, and a few codes for visitors."""
    setting = content().settings["dealt"]
    consultation = _set_up(dialogue, people, setting)
    statements = _statements(consultation, setting)
    crowd_here = _crowd(setting, seed)
    sides = list(dialogue.sides.all())
    dealt = {
        side.pk: issue(actor=people[0], consultation=consultation, side=side, count=setting.codes) for side in sides
    }
    left = [(side, code) for side in sides for code in dealt[side.pk][: setting.visitors]]
    unused = {side.pk: dealt[side.pk][setting.visitors :] for side in sides}
    spent = [unused[sides[index].pk].pop() for index in crowd_here.sides]
    Code.objects.filter(digest__in=[digest_of(consultation, code) for code in spent]).update(used=True)
    cookies = [cookie_from(consultation, code) for code in spent]
    participants = _participants(consultation, crowd_here, setting, cookies)
    _answers(statements, participants, crowd_here)
    return consultation, left


def run_closed_consultation(dialogue: Dialogue, people: Sequence[User], *, seed: int) -> Consultation:
    """One that ended some weeks ago and waits for the day on which its rows are destroyed."""
    setting = content().settings["closed"]
    consultation = _set_up(dialogue, people, setting)
    statements = _statements(consultation, setting)
    crowd_here = _crowd(setting, seed)
    _answers(statements, _participants(consultation, crowd_here, setting), crowd_here)
    consultation.phase = Phase.CLOSED
    consultation.save(update_fields=["phase"])
    return consultation


def draft_consultation(dialogue: Dialogue, people: Sequence[User]) -> Consultation:
    """One that stands half-way through the wizard: question and statements, no days and no answers on harm."""
    setting = content().settings["draft"]
    consultation = Consultation.objects.create(
        dialogue=dialogue, question=dict(setting.question), languages=list(content().languages), level=setting.level
    )
    _statements(consultation, setting)
    return consultation


def _set_up(dialogue: Dialogue, people: Sequence[User], setting: Setting) -> Consultation:
    consultation = Consultation.objects.create(
        dialogue=dialogue,
        question=dict(setting.question),
        about=dict(setting.about),
        languages=list(content().languages),
        phase=Phase.OPEN,
        level=Level(setting.level),
        opens_on=_day(setting.opened),
        closes_on=_day(setting.closes),
        erases_on=_day(setting.erases),
        expected_per_side=setting.expected,
        harm={question.key: Answer.NO.value for question in QUESTIONS},
        warned=True,
        simulated=True,
    )
    for user in people[1:]:
        Moderator.objects.create(consultation=consultation, user=user, neutral=True)
    return consultation


def _day(offset: int) -> date:
    return today() + timedelta(days=offset)


def _crowd(setting: Setting, seed: int) -> Crowd:
    return crowd([sentence.answers for sentence in setting.sentences], setting.people, setting.sides, seed=seed)


def _statements(consultation: Consultation, setting: Setting) -> list[Statement]:
    """One row for each sentence, in their order; organisers' and publics' alternate in rank."""
    running = consultation.phase != Phase.DRAFT
    turns = zip_longest(said(setting, public=False), said(setting, public=True))
    rank = {id(sentence): n for n, sentence in enumerate(s for pair in turns for s in pair if s is not None)}
    days = 1 - setting.opened
    made: list[Statement] = []
    texts: list[StatementText] = []
    for sentence in setting.sentences:
        shown = _day(setting.opened + (rank[id(sentence)] * days // 40 if sentence.public else 0))
        statement = Statement(
            consultation=consultation,
            origin=Origin.PUBLIC if sentence.public else Origin.ORGANISERS,
            stage=Stage.SHOWN if running else Stage.ACCEPTED,
            submitted_on=shown,
            shown_on=shown if running else None,
            rank=rank[id(sentence)],
            opened=running,
        )
        made.append(statement)
        texts += _texts(statement, sentence)
    Statement.objects.bulk_create(made)
    StatementText.objects.bulk_create(texts)
    return made


def _texts(statement: Statement, sentence: Sentence) -> Iterable[StatementText]:
    return [
        StatementText(statement=statement, language=language, text=text, original=language == sentence.written_in)
        for language, text in sentence.words.items()
    ]


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


def _hand_to_moderators(
    consultation: Consultation, participants: Sequence[Participant], statements: Sequence[Statement]
) -> None:
    """Statements that wait, were decided or ask again, and one report of a statement that is shown."""
    stages = {"waiting": Stage.WAITING, "accepted": Stage.ACCEPTED, "refused": Stage.REFUSED, "appealed": Stage.REFUSED}
    authors = iter(participants)
    for name, rows in content().in_hand.items():
        for row in rows:
            author = next(authors) if name == "waiting" else None  # after the decision nobody
            statement = Statement.objects.create(
                consultation=consultation,
                origin=Origin.PUBLIC,
                stage=stages[name],
                author=author,
                receipt=secrets.token_bytes(32),
                submitted_on=_day(-row["days_ago"]),
                decided_on=None if name == "waiting" else _day(1 - row["days_ago"]),
                reason=row.get("reason", ""),
                appeal=Appeal.ASKED if name == "appealed" else Appeal.NONE,
                plea=row.get("plea", ""),
            )
            words = {row["written_in"]: row["text"]} | {code: row[code] for code in content().languages if code in row}
            StatementText.objects.bulk_create(
                StatementText(statement=statement, language=code, text=text, original=code == row["written_in"])
                for code, text in words.items()
            )
            if author is not None:
                author.waiting, author.wrote, author.wrote_on = 1, 1, statement.submitted_on
                author.save(update_fields=["waiting", "wrote", "wrote_on"])
    Report.objects.create(participant=next(authors), statement=statements[-1], reason="off_topic")
