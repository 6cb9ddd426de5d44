"""AC6 (anonymity.md section 10): poll after every vote, changed vote and deletion, and subtract."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from detente.web.consultations.actions.joining import forget
from detente.web.consultations.actions.voting import cast_vote
from detente.web.consultations.models import Consultation, Participant, Serve, Vote
from detente.web.core.clock import today
from detente.web.results import actions
from detente.web.results.models import MapSnapshot
from tests.web.consultations.voters import join
from tests.web.results.attacker import Attacker
from tests.web.results.rooms import fill

Make = Callable[..., Consultation]

N_STATEMENTS = 4


class Public:
    """People who vote through the site's action, by a script."""

    def __init__(self, consultation: Consultation, seed: int) -> None:
        self.consultation = consultation
        self.lots = random.Random(seed)
        self.sides = list(consultation.dialogue.sides.all())
        self.statements = list(consultation.statements.order_by("rank").values_list("pk", flat=True))
        self.people: list[tuple[Participant, bytes, int]] = []

    def comes(self, side: int, days_ago: int = 0) -> int:
        """Somebody joins; everything is served to them, so that the script decides what they answer."""
        person, cookie = join(self.consultation, self.sides[side] if side >= 0 else None)
        person.joined_on = today() - timedelta(days=days_ago)
        person.save(update_fields=["joined_on"])
        Serve.objects.bulk_create(
            Serve(participant=person, statement_id=key, slot="balanced", chance=1) for key in self.statements
        )
        self.people.append((person, cookie, side))
        return len(self.people) - 1

    def votes(self, who: int, statement: int) -> None:
        """They answer, for the first time or anew."""
        _person, cookie, side = self.people[who]
        likes = 0.85 if (side == 0) == (statement % 2 == 0) else 0.2
        lot = self.lots.random()
        value = "pass" if lot > 0.95 else "agree" if lot < likes else "disagree"
        key = self.statements[statement]
        marks = self.lots.random() < (0.6 if statement == 0 else 0.1)
        cast_vote(consultation=self.consultation.pk, cookie=cookie, statement=key, value=value, matters=marks)

    def marks(self, who: int, statement: int) -> None:
        """They say that it matters to them, or no longer, and answer as they did."""
        person, cookie, _side = self.people[who]
        vote = Vote.objects.filter(participant=person, statement=self.statements[statement]).first()
        if vote is not None:
            cast_vote(
                consultation=self.consultation.pk,
                cookie=cookie,
                statement=vote.statement_id,
                value=vote.value,
                matters=not vote.matters,
            )

    def leaves(self, who: int) -> None:
        """They take everything back."""
        forget(participant=self.people[who][0])


def acts(public: Public, n_people: int) -> list[Callable[[], None]]:
    """Arrivals of two sides and of some who say none, each act one request."""
    found: list[Callable[[], None]] = []
    lots = public.lots
    for number in range(n_people):
        side = -1 if number % 12 == 11 else number % 2
        public.comes(side, days_ago=max(0, 5 - number // 8))
        order = lots.sample(range(N_STATEMENTS), N_STATEMENTS - (number % 3 == 0))
        found += [lambda n=number, s=statement: public.votes(n, s) for statement in order]
        if number % 5 == 4:
            again = (lots.randrange(number), lots.randrange(N_STATEMENTS))
            found.append(lambda who=again: public.votes(*who))
        if number % 4 == 3:
            other = (lots.randrange(number), lots.randrange(N_STATEMENTS))
            found.append(lambda who=other: public.marks(*who))
    return found


def attack(consultation: Consultation, *, floor: int = 10, n_people: int = 48, seed: int = 1) -> Attacker:
    """Every act, and after each a redraw and a look."""
    public, attacker = Public(consultation, seed), Attacker(consultation)

    def look() -> None:
        actions.redraw(consultation, floor=floor)
        attacker.look()

    for act in acts(public, n_people):
        act()
        look()
    gone = public.lots.sample(range(n_people), 6)
    for who in gone:
        public.leaves(who)
        before = len(attacker.pages)
        look()
        if len(attacker.pages) > before:
            attacker.say("a deletion changed the page")
    for number in range(n_people, n_people + 26):
        public.comes(number % 2)
        for statement in range(N_STATEMENTS):
            public.votes(number, statement)
            look()
    return attacker


@pytest.fixture
def consultation(make_consultation: Make) -> Consultation:
    """Open for some days."""
    return make_consultation(statements=N_STATEMENTS, opens_on=today() - timedelta(days=6), expected_per_side=40)


def test_ac6_no_number_changes_for_fewer_than_ten(consultation: Consultation) -> None:
    attacker = attack(consultation)
    assert attacker.findings == []
    # It saw something: several pages, full releases among them, and pages between two of those.
    redraws = [page.published.redraw for page in attacker.pages]
    assert len(redraws) >= 8
    assert redraws[-1] >= 3
    assert len(set(redraws)) < len(redraws)
    assert all(page.about["days"] for page in attacker.pages)
    assert len({number for number in attacker.marks.values() if number}) > 2
    assert any(page.summary.matters for page in attacker.pages)
    assert MapSnapshot.objects.filter(consultation=consultation).count() == len(attacker.pages)


def test_ac6_a_changed_mark_changes_nothing(consultation: Consultation) -> None:
    """Everybody says that everything matters, after a page: it stays as it is until ten more people answer."""
    fill(consultation, (12, 12))
    before = actions.redraw(consultation)
    assert before is not None
    Vote.objects.update(matters=True)
    assert actions.redraw(consultation) is None
    fill(consultation, (9, 9), seed=1)
    assert actions.redraw(consultation) is None
    fill(consultation, (1, 1), seed=2)
    after = actions.redraw(consultation)
    assert after is not None

    def marks(snapshot: MapSnapshot) -> set[tuple[int, int]]:
        rows = [cell for row in snapshot.published["summary"]["statements"] for cell in row["sides"]]
        return {(cell["n_votes"], cell["marked"]) for cell in rows}

    assert marks(before) == {(12, 0)}
    assert marks(after) == {(22, 12)}


def test_ac6_pages_stay_still_until_the_rule_allows(consultation: Consultation, visitor: Callable[[], Client]) -> None:
    """What anybody can fetch is the same byte for byte while people vote, until there is a new snapshot."""
    browser, here = visitor(), f"/c/{consultation.pk}"
    paths = [f"{here}/{code}/results/" for code in ("en", "ar")]
    paths += [f"{here}/en/results/{key}/" for key in consultation.statements.values_list("pk", flat=True)]
    paths += [f"{here}/results/{name}" for name in ("statements.csv", "tallies.csv", "groups.csv", "map.json")]
    paths += [f"/api/v1/consultations/{consultation.pk}{part}" for part in ("", "/statements", "/snapshots")]

    def saved() -> list[bytes]:
        return [browser.get(path).content for path in paths]

    fill(consultation, (12, 13))
    actions.redraw(consultation)
    before = saved()
    for number in range(9):
        fill(consultation, (1, 1), seed=number)
        actions.redraw(consultation)
        if number % 4 == 0:
            assert saved() == before
    fill(consultation, (1, 1), seed=9)
    assert saved() == before  # nothing moves without a redraw
    actions.redraw(consultation)
    assert saved() != before


def test_ac6_the_attacker_finds_a_lower_floor(consultation: Consultation) -> None:
    found = attack(consultation, floor=4, n_people=30).findings
    assert any("holds" in finding for finding in found)
    assert any("new voters" in finding for finding in found)
    assert any("a size of" in finding for finding in found)
