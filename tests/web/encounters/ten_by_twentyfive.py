"""Two invented readouts of one invented meeting: ten points and twenty-five, and which of them report the same matter.

The machine gets some of it wrong on purpose: two counterparts are worded so that others look closer, one sentence of A
holds two matters, and B tells one matter in two sentences.
"""

from __future__ import annotations

__all__ = ["ALONE", "CUT", "FRAMES", "JOINED", "JOINT", "PAIRS", "PARTIES", "A", "B"]

PARTIES = [
    {"name": "Alvera", "aliases": ["Mayor Rell", "the town of Alvera"]},
    {"name": "Benholt", "aliases": ["Mayor Osk", "the town of Benholt"]},
]

A = """\
Mayor Rell of Alvera spoke today with Mayor Osk of Benholt.

The mayors agreed to open the river bridge at night from 1 May.
Alvera will pay 40 percent of the lighting of the bridge.
The ferry will run every 20 minutes, the school bus free of charge.
Mayor Rell proposed a joint team to measure the water of the river each week.
Both sides discussed the closing of the old quarry.
The mayors agreed that market traders of either town need one permit only.
Mayor Rell thanked Benholt for its help during the spring flood.
The towns will exchange the plans of the new sewage works before the end of June.
Mayor Rell invited the youth orchestra of Benholt to the autumn fair.
The mayors agreed to meet again in September.
"""

B = """\
Mayor Osk received Mayor Rell of Alvera in Benholt.

It was agreed that the bridge may be open at night from 15 May, provided that the police of both towns consent.
The lighting of the bridge was discussed, and Alvera offered 30 percent of it.
The ferry will run every 30 minutes.
The school bus crosses free of charge from the autumn.
Mayor Osk asked that the quality of the river be looked at by experts of both towns every month.
Mayor Osk said that the old quarry stays open.
Traders at the markets will need one paper instead of two.
A trader pays no more than 12 euros a year for it.
Mayor Osk recalled the help that the fire brigade gave when the river rose in spring.
Young musicians of the town may play at the fair of Alvera.
Mayor Osk objected to the noise of the motorway.
Benholt will build a hall for the rowing club.
The number of parking places at the station was not raised.
Mayor Osk stressed that Benholt has lowered its debt by 3 million euros.
The hospital of Benholt will take patients of Alvera in emergencies.
Mayor Osk called for a common price for drinking water.
The library cards of Benholt are valid in Alvera too.
Mayor Osk said that the cattle show will be held in October.
A cycle path along the dam was proposed.
Benholt expects an answer on the cycle path within two months.
Mayor Osk regretted that the theatre festival was cancelled.
The firefighters of both towns will train together.
Benholt will exchange the pipes of the old water works before the end of July.
"""

JOINT = """\
The towns agreed to open the bridge at night.
Alvera will pay 40 percent of the lighting of the bridge.
The mayors will meet again in September.
"""

FRAMES = ("Mayor Osk received Mayor Rell of Alvera in Benholt.",)
"""What the machine takes for points and is none."""

CUT = {"The ferry will run every 20 minutes, the school bus free of charge.": "the school bus free of charge."}
"""What falls into two matters, and where the second begins."""

JOINED = {"The lighting of the bridge was discussed": "and Alvera offered 30 percent of it."}
"""What is one matter in two pieces."""

PAIRS: tuple[tuple[str, tuple[str, ...], dict[str, str], str], ...] = (
    ("open the river bridge", ("bridge may be open at night",), {"date": "date", "condition": "condition"}, ""),
    ("40 percent of the lighting", ("lighting of the bridge",), {"number": "number", "strength": "strength"}, ""),
    ("every 20 minutes", ("every 30 minutes",), {"number": "number"}, ""),
    ("the school bus free", ("school bus crosses",), {"date": "condition", "strength": "none"}, ""),
    ("measure the water", ("quality of the river",), {"strength": "none", "who_speaks": "who_speaks"}, "by experts"),
    ("closing of the old quarry", ("old quarry stays open",), {"strength": "negation", "who_speaks": "none"}, ""),
    ("one permit only", ("one paper instead of two", "12 euros a year"), {"number": "none", "strength": "none"}, ""),
    ("the spring flood", ("river rose in spring",), {"who_speaks": "framing"}, ""),
    ("the youth orchestra", ("Young musicians",), {}, ""),
)
"""What belongs together: words of A, words of B, what each difference of the machine's is, and what it missed."""

ALONE = ("plans of the new sewage works", "meet again in September")
"""What A alone reports; of B, everything that is in no pair."""
