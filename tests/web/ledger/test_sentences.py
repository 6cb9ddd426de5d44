"""Whatever is recorded can be said."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

import detente
from detente.web.ledger.models import Entry
from detente.web.ledger.sentences import known, say, sentence

SOURCE = Path(detente.__file__).parent


@cache
def recorded() -> frozenset[tuple[str, str]]:
    """(action, place) of every call of `record`, through functions that pass the action on."""
    trees = {
        path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))
    }
    return frozenset(_actions(trees, "record", lambda call: call.args[0], "web/ledger/actions.py"))


Pick = Callable[[ast.Call], "ast.expr | None"]


def _actions(trees: dict[str, ast.Module], function: str, pick: Pick, home: str) -> Iterator[tuple[str, str]]:
    for place, tree in trees.items():
        for outer in ast.walk(tree):
            if not isinstance(outer, ast.FunctionDef):
                continue
            for call in ast.walk(outer):
                if isinstance(call, ast.Call) and _calls(call, function, tree, place, home):
                    given = pick(call)
                    if given is not None:
                        yield from _said(trees, given, outer, place, call.lineno)


def _calls(call: ast.Call, function: str, tree: ast.Module, place: str, home: str) -> bool:
    """Whether the call means the function of the file `home`: imported from there, or called within it."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name != function:
        return False
    module = "detente." + home.removesuffix(".py").replace("/", ".")
    package, _dot, last = module.rpartition(".")
    return place == home or any(
        isinstance(node, ast.ImportFrom)
        and (node.module == module or (node.module == package and any(a.name == last for a in node.names)))
        for node in ast.walk(tree)
    )


def _said(
    trees: dict[str, ast.Module], given: ast.expr, outer: ast.FunctionDef, place: str, line: int
) -> Iterator[tuple[str, str]]:
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value, f"{place}:{line}"
        return
    if isinstance(given, ast.IfExp):
        yield from _said(trees, given.body, outer, place, line)
        yield from _said(trees, given.orelse, outer, place, line)
        return
    names = [node.id for node in ast.walk(given) if isinstance(node, ast.Name)]
    positions = [argument.arg for argument in (*outer.args.posonlyargs, *outer.args.args)]
    wanted = names[0] if names else ""
    if wanted not in {*positions, *(argument.arg for argument in outer.args.kwonlyargs)}:
        yield f"cannot be read: {ast.unparse(given)}", f"{place}:{line}"
        return

    def argument(call: ast.Call) -> ast.expr | None:
        named = [word.value for word in call.keywords if word.arg == wanted]
        at = positions.index(wanted) if wanted in positions else len(call.args)
        return named[0] if named else call.args[at] if at < len(call.args) else None

    for action, where in _actions(trees, outer.name, argument, place):
        yield _filled(given, action), where


def _filled(given: ast.expr, value: str) -> str:
    if isinstance(given, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else value for part in given.values)
    return value


def test_the_search_finds_what_is_there() -> None:
    found = {name for name, _place in recorded()}
    # By a literal, by either end of an `if`, by a function that passes the action on, and by an f-string in one.
    assert {"person.invited", "person.returned", "person.joined", "dialogue.resumed", "statement.accepted"} <= found


def test_every_action_that_is_recorded_has_a_sentence() -> None:
    missing = sorted(f"{place} {name}" for name, place in recorded() if name not in known())
    assert not missing, "write them in the app's logs.py: see detente.web.ledger.sentences"


def test_every_sentence_belongs_to_an_action() -> None:
    assert not known() - {name for name, _place in recorded()}


def entry(**fields: object) -> Entry:
    defaults = {"sequence": 1, "actor": "Clara", "action": "nobody.knows", "subject": "", "details": {}}
    return Entry(**(defaults | fields))


def test_an_unknown_action_is_named_plainly() -> None:
    assert sentence(entry()) == ('<bdi dir="auto">Clara</bdi> did this: <bdi dir="auto">nobody.knows</bdi>.')


@pytest.mark.parametrize("action", ["person.invited", "person.removed"])
def test_an_entry_of_another_version_is_named_plainly(action: str) -> None:
    assert action in sentence(entry(action=action))


def test_numbers_and_our_own_words_are_not_set_apart() -> None:
    assert say("%(count)s <b>", entry(), count=3) == "3 &lt;b&gt;"
