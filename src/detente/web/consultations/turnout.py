"""Will the answers suffice? Arithmetic for the wizard, before anybody is asked.

A count is published from ten votes on (`opinion.disclosure`), so each statement needs ten answers on each side.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LEAST", "Turnout", "turnout"]

LEAST = 10
"""Answers that a cell (statement x side) needs before it is published."""


@dataclass(frozen=True)
class Turnout:
    """What to expect for one side.

    Attributes
    ----------
    expected : int
        Voters on the side.
    votes : int
        Votes of one person in one visit.
    statements : int
        Statements they are spread over.
    """

    expected: int
    votes: int
    statements: int

    @property
    def answers_a_cell(self) -> float:
        """Expected answers to one statement on one side.

        ``voters x votes / statements``; nobody answers a statement twice, so it is never more than the voters.
        """
        if not self.statements:
            return 0.0
        return self.expected * min(self.votes, self.statements) / self.statements

    @property
    def fits(self) -> int:
        """The most statements that still get ten answers each on this side; 0 where ten people are not expected."""
        return self.expected * self.votes // LEAST if self.expected >= LEAST else 0

    @property
    def enough(self) -> bool:
        """Whether every cell can be expected to reach ten."""
        return self.statements > 0 and self.answers_a_cell >= LEAST

    @property
    def room(self) -> int:
        """How many more statements fit, for those that the publics write."""
        return max(0, self.fits - self.statements)


def turnout(expected: int | None, votes: int, statements: int) -> Turnout | None:
    """The arithmetic, or None before the number of voters is known."""
    return Turnout(expected, votes, statements) if expected else None
