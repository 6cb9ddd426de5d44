"""The ledger as a file: what a site gives out, and what `detente verify ledger` writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from detente import codec
from detente.exchange.errors import ExchangeError, Unreadable
from detente.exchange.messages import N_
from detente.protocol.chain import Fault, Verdict

__all__ = ["LEDGER_FORMAT", "VERDICT_FORMAT", "LedgerVerdict", "NotALedger", "read_ledger", "verdict_json"]

LEDGER_FORMAT = "detente/ledger/1"
VERDICT_FORMAT = "detente/ledger-verdict/1"


class NotALedger(ExchangeError):
    """A file that no site gave out as its ledger."""

    code = "exchange.not_a_ledger"
    reason_id = N_("This is not a ledger that a site gave out: {fault}.")
    remedy_id = N_("Download ledger.json again from the ledger page of the site.")


@dataclass(frozen=True)
class LedgerVerdict:
    """Whether a ledger holds. `entries` from the first on do; `head` is the digest of the last of them."""

    format: str
    holds: bool
    entries: int
    head: str
    fault: Fault | None


def read_ledger(path: str | PathLike[str]) -> list[Mapping[str, Any]]:
    """The entries of a ledger's file, unchecked: `detente.protocol.verify` checks them.

    Raises
    ------
    Unreadable
    NotALedger
        No JSON, another format, or no list of entries.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise Unreadable(path, cause=fault.strerror or type(fault).__name__) from fault
    except UnicodeDecodeError as fault:
        raise NotALedger(path, fault=N_("it is not UTF-8 text")) from fault
    try:
        data = json.loads(text)
    except json.JSONDecodeError as fault:
        raise NotALedger(path, line=fault.lineno, fault=N_("it is not JSON")) from fault
    except (ValueError, RecursionError) as fault:  # a number of thousands of digits; brackets within brackets
        raise NotALedger(path, fault=N_("it is not JSON that can be read")) from fault
    if not isinstance(data, dict) or data.get("format") != LEDGER_FORMAT:
        raise NotALedger(path, fault=N_("its format is not detente/ledger/1"))
    entries = data.get("entries")
    if not isinstance(entries, list):
        raise NotALedger(path, fault=N_("it has no list of entries"))
    return entries


def verdict_json(verdict: Verdict) -> str:
    """A verdict as JSON (docs/reference/ledger-verdict-1.schema.json)."""
    written = LedgerVerdict(VERDICT_FORMAT, verdict.holds, verdict.entries, verdict.head, verdict.fault)
    return codec.dumps(written, in_order=True) + "\n"
