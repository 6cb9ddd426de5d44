"""Files in and out: Polis exports, votes as CSV, the published map as JSON and tables.

Engines see arrays only; this package turns files into arrays and says what it decided on the way
(`Conversation.report`). Whatever does not fit is refused with file, line, reason and remedy (`ExchangeError`), and a
file is written whole or not at all.
"""

from detente.exchange.conversation import Conversation, ReadNote, ReadReport, Sides, Statement
from detente.exchange.errors import ExchangeError
from detente.exchange.polis import read_polis
from detente.exchange.published import read_json, write_json, write_tables
from detente.exchange.reading import read
from detente.exchange.signs import VoteConvention
from detente.exchange.votes_csv import read_sides, read_votes_csv

__all__ = [
    "Conversation",
    "ExchangeError",
    "ReadNote",
    "ReadReport",
    "Sides",
    "Statement",
    "VoteConvention",
    "read",
    "read_json",
    "read_polis",
    "read_sides",
    "read_votes_csv",
    "write_json",
    "write_tables",
]
