"""What the tests of texts share: invented articles, and briefs of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from pathlib import Path

from detente.wording.brief import brief
from detente.wording.brief_results import Brief, Passage
from detente.wording.intake import intake
from detente.wording.intake_results import Intake
from detente.wording.lexicon import load_lexicon
from detente.wording.results import Party

ARTICLES = Path(__file__).parent / "articles"
NORLAND = Party("Norland", ("Norlandic",))
SUDRIA = Party("Sudria", ("Sudrian",))
UNION = Party("Union", ("the union", "Dana Ilves"))
COMPANY = Party("Company", ("the company",))


def article(name: str) -> Intake:
    """An invented article as it is read."""
    return intake((ARTICLES / name).read_bytes(), name=name)


def brief_of(*texts: Intake | str, parties: Iterable[Party] = (), lexicon: str = "diplomacy") -> Brief:
    """The brief of some texts."""
    taken = [text if isinstance(text, Intake) else intake(text, name="note.txt") for text in texts]
    return brief(taken, lexicon=load_lexicon(lexicon), parties=tuple(parties))


def ferry(*names: str) -> Brief:
    """The brief of invented articles on the ferry."""
    return brief_of(*(article(f"ferry-{name}.txt") for name in names), parties=(NORLAND, SUDRIA))


def passages(found: object) -> list[Passage]:
    """Every passage within a record, however deep."""
    if isinstance(found, Passage):
        return [found]
    if isinstance(found, tuple):
        return [passage for part in found for passage in passages(part)]
    if is_dataclass(found):
        return [passage for field in fields(found) for passage in passages(getattr(found, field.name))]
    return []


def found_in(found: Brief) -> list[Passage]:
    """Every passage of a brief."""
    return passages(found)
