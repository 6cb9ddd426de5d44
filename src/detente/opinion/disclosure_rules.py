"""The two rules by which published counts are renewed.

Rows and columns cut the same people twice, so a column can give a handful of people away even where it holds hundreds.
The rules, and the proof that together they leave every linear combination of published counts, over the whole history,
with nobody or with at least `floor` people in it, are in ``docs/algorithms/disclosure.md``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from detente.opinion.disclosure_cells import NOT_RECORDED, WITHDRAWN, Ballots, BoolArray, Cells, IntArray

__all__ = ["refresh_columns", "refresh_rows"]


def _renumbered(cells: Cells, now: Ballots) -> tuple[Cells, IntArray]:
    """One numbering for old and new; people who left or changed sides taken out. And each one's present stratum."""
    people = np.union1d(cells.participants, now.participants)
    items = np.union1d(cells.statements, now.statements)
    was, where = np.searchsorted(people, cells.participants), np.searchsorted(items, cells.statements)
    stratum = np.full(len(people), -1, np.int64)
    stratum[was] = cells.stratum
    present = np.full(len(people), -1, np.int64)
    present[np.searchsorted(people, now.participants)] = now.stratum
    gone = (stratum >= 0) & (stratum != present)
    group = np.full(len(people), -1, np.int64)
    group[was] = cells.group
    group[gone] = -1
    position = np.full((len(people), 2), np.nan)
    position[was] = cells.position
    position[gone] = np.nan
    counted = np.zeros(len(people), bool)
    counted[was] = cells.counted
    counted[gone] = False
    keep = ~gone[was[cells.participant]]
    counts = np.zeros((len(items), *cells.counts.shape[1:]), np.int64)
    counts[where] = cells.counts
    marks = np.full(counts.shape[:2], NOT_RECORDED, np.int64)
    marks[where] = cells.marks
    group_counts = np.zeros((len(items), *cells.group_counts.shape[1:]), np.int64)
    group_counts[where] = cells.group_counts
    group_redraw = np.zeros((len(items), cells.group_redraw.shape[1]), np.int64)
    group_redraw[where] = cells.group_redraw
    return (
        replace(
            cells,
            statements=items,
            participants=people,
            stratum=np.where(present >= 0, present, stratum),
            group=group,
            position=position,
            counted=counted,
            spent=np.union1d(cells.spent, people[gone]),
            statement=where[cells.statement[keep]],
            participant=was[cells.participant[keep]],
            vote=cells.vote[keep],
            kind=cells.kind[keep],
            shown_in=cells.shown_in[keep],
            chance=cells.chance[keep] if cells.chance.size else cells.chance,
            counts=counts,
            marks=marks,
            group_counts=group_counts,
            group_redraw=group_redraw,
        ),
        present,
    )


def _without_strangers(cells: Cells, present: IntArray) -> Cells:
    """Only people who matter: here now, and in a published row or counted before."""
    keep = cells.counted.copy()
    keep[cells.participant] = True
    keep &= present >= 0
    new = np.cumsum(keep) - 1
    return replace(
        cells,
        participants=cells.participants[keep],
        stratum=cells.stratum[keep],
        group=cells.group[keep],
        position=cells.position[keep],
        counted=cells.counted[keep],
        participant=new[cells.participant],
    )


def refresh_rows(cells: Cells, now: Ballots, *, floor: int) -> tuple[Cells, BoolArray]:
    """Release anew, whole, each row with at least `floor` voters who were in no published number of its statement.

    Changed and withdrawn votes ride along with such a release and never cause one, and so do marks that a statement
    matters. The votes and marks of somebody who left stay in the published counts until then, without any id.

    Returns
    -------
    cells : Cells
        After the release.
    renewed : ndarray of shape (S, K + 1), bool
        Rows released just now, in the order of ``cells.statements``.
    """
    cells, present = _renumbered(cells, now)
    n_items, n_strata, _ = cells.counts.shape
    n_people = len(cells.participants)
    new_p = np.searchsorted(cells.participants, now.participants)[now.participant]
    new_s = np.searchsorted(cells.statements, now.statements)[now.statement]
    new_key = new_s * n_people + new_p
    new_row = new_s * n_strata + present[new_p]
    old_key = cells.statement * n_people + cells.participant
    old_row = cells.statement * n_strata + cells.stratum[cells.participant]
    at = np.searchsorted(old_key, new_key)
    known = np.zeros(len(new_key), bool)
    inside = at < len(old_key)
    known[inside] = old_key[at[inside]] == new_key[inside]
    spent = np.isin(cells.participants, cells.spent)[new_p]
    fresh = ~known & ~spent
    renewed = np.bincount(new_row[fresh], minlength=n_items * n_strata) >= floor
    if not renewed.any():
        return _without_strangers(cells, present), renewed.reshape(n_items, n_strata)

    vote = cells.vote.copy()
    vote[renewed[old_row]] = WITHDRAWN
    again = known & renewed[new_row]
    vote[at[again]] = now.vote[again]
    kind, next_kind = cells.kind.copy(), cells.next_kind
    # Everybody whose vote changed within a kind in the same way goes on together; any other history is another kind.
    changed = np.flatnonzero(vote != cells.vote)
    path = (cells.kind[changed] * 4 + cells.vote[changed] + 1) * 4 + vote[changed] + 1
    labels, of_changed = np.unique(path, return_inverse=True)
    kind[changed] = next_kind + of_changed
    next_kind += len(labels)
    entering = ~known & renewed[new_row]
    first = np.where(spent, n_items * n_strata + np.arange(len(new_key)), new_row)
    labels, of_entering = np.unique(first[entering], return_inverse=True)
    added_kind = next_kind + of_entering
    next_kind += len(labels)

    chance = cells.chance
    if now.chance.size:
        chance = np.ones(len(vote)) if not chance.size else chance.copy()
        chance[at[again]] = now.chance[again]
    added_chance = now.chance[entering] if now.chance.size else np.ones(int(entering.sum()) if chance.size else 0)
    order = np.argsort(np.concatenate([old_key, new_key[entering]]), kind="stable")
    cells = replace(
        cells,
        statement=np.concatenate([cells.statement, new_s[entering]])[order],
        participant=np.concatenate([cells.participant, new_p[entering]])[order],
        vote=np.concatenate([vote, now.vote[entering]])[order],
        kind=np.concatenate([kind, added_kind])[order],
        shown_in=np.concatenate([cells.shown_in, np.zeros(int(entering.sum()), np.uint64)])[order],
        chance=np.concatenate([chance, added_chance])[order] if chance.size or added_chance.size else chance,
        next_kind=next_kind,
    )
    opened = renewed.reshape(n_items, n_strata)
    counts = np.where(opened[:, :, None], cells.live_counts(), cells.counts)
    # What is live in a renewed row is exactly what stands in it now, so its marks can be taken from there.
    marked = np.bincount(new_row[now.matters], minlength=opened.size) if now.matters.size else NOT_RECORDED
    marks = np.where(opened, np.reshape(np.broadcast_to(marked, opened.size), opened.shape), cells.marks)
    return _without_strangers(replace(cells, counts=counts, marks=marks), present), opened


def refresh_columns(
    cells: Cells, which: BoolArray, names: tuple[str, ...], *, spare: tuple[bool, ...], floor: int, redraw: int
) -> tuple[Cells, BoolArray]:
    """Release anew the group cells of the statements `which` that can be told apart from nobody's vote.

    A set of groups may be renewed together if each holds `floor` votes that its cell never held, and if, for every
    nonempty part U of the set, either the kinds cannot be matched with U without `floor` exceptions,
    ``sum over kinds of min(votes in U, votes outside U) >= floor``, or U is exactly a union of published rows. Of the
    sets allowed, the one with most groups is taken, then with most votes in groups that are not `spare`.

    Parameters
    ----------
    which : ndarray of shape (S,), bool
        Statements to look at.
    names : tuple of str
        The groups of the last full release that are shown (G of them).
    spare : tuple of bool
        Groups to give up first (the middle of a spectrum says least).
    redraw : int
        Number of that full release.

    Returns
    -------
    cells : Cells
        After the release.
    renewed : ndarray of shape (S, G), bool
        Group cells released just now.
    """
    n_items, n_strata, _ = cells.counts.shape
    n_groups = len(names)
    renewed = np.zeros((n_items, n_groups), bool)
    if not n_groups or not which.any():
        return cells, renewed
    slots = np.array([cells.group_names.index(name) for name in names], np.int64)
    place = np.full(len(cells.group_names) + 1, n_groups, np.int64)
    place[slots] = np.arange(n_groups)
    chosen = np.flatnonzero(cells.live & which[cells.statement])
    item, person = cells.statement[chosen], cells.participant[chosen]
    group = place[cells.group[person]]  # -1 reads the last place: in no group
    width = n_groups + 1

    kinds, first, of_kind = np.unique(cells.kind[chosen], return_index=True, return_inverse=True)
    table = np.bincount(of_kind * width + group, minlength=len(kinds) * width).reshape(-1, width)
    row = item * n_strata + cells.stratum[person]
    in_row = np.bincount(row * width + group, minlength=n_items * n_strata * width).reshape(-1, width)
    whole_row = cells.counts.sum(axis=2).ravel()
    votes = np.bincount(item * width + group, minlength=n_items * width).reshape(n_items, width)[:, :n_groups]
    bit = np.uint64(1) << np.append(slots, 0).astype(np.uint64)
    unseen = (group < n_groups) & ((cells.shown_in[chosen] & bit[group]) == 0)
    newcomers = np.bincount(item[unseen] * width + group[unseen], minlength=n_items * width)
    ready = newcomers.reshape(n_items, width)[:, :n_groups] >= floor

    # ok[m]: statements where every nonempty part of the set of groups with bits m passes
    ok = np.ones((2**n_groups, n_items), bool)
    size = np.zeros((2**n_groups, n_items), np.int64)
    for mask in range(1, 2**n_groups):
        members = [g for g in range(n_groups) if mask >> g & 1]
        inside = table[:, members].sum(axis=1)
        apart = np.bincount(item[first], weights=np.minimum(inside, table.sum(axis=1) - inside), minlength=n_items)
        in_rows = in_row[:, members].sum(axis=1)
        rows_match = ((in_rows == 0) | (in_rows == whole_row)).reshape(n_items, n_strata).all(axis=1)
        ok[mask] = (apart >= floor) | rows_match
        for g in members:
            ok[mask] &= ok[mask & ~(1 << g)] & ready[:, g]
        worth = [g for g in members if not spare[g]]
        size[mask] = len(members) * (len(chosen) + 1) + votes[:, worth].sum(axis=1)
    best = np.where(ok, size, 0).argmax(axis=0)
    renewed = (best[:, None] >> np.arange(n_groups) & 1).astype(bool) & which[:, None]
    if not renewed.any():
        return cells, renewed

    shown = np.append(renewed, np.zeros((n_items, 1), bool), axis=1)[item, group]
    shown_in = cells.shown_in.copy()
    shown_in[chosen[shown]] |= bit[group[shown]]
    kind = cells.kind.copy()
    touched = renewed.any(axis=1)[item]
    path = of_kind[touched] * width + np.where(shown, group, n_groups)[touched]
    labels, of_path = np.unique(path, return_inverse=True)
    kind[chosen[touched]] = cells.next_kind + of_path
    tally = np.bincount((item * width + group) * 3 + cells.vote[chosen] + 1, minlength=n_items * width * 3).reshape(
        n_items, width, 3
    )
    group_counts, group_redraw = cells.group_counts.copy(), cells.group_redraw.copy()
    for g, slot in enumerate(slots):
        group_counts[renewed[:, g], slot] = tally[renewed[:, g], g]
        group_redraw[renewed[:, g], slot] = redraw
    return (
        replace(
            cells,
            kind=kind,
            shown_in=shown_in,
            group_counts=group_counts,
            group_redraw=group_redraw,
            next_kind=cells.next_kind + len(labels),
        ),
        renewed,
    )
