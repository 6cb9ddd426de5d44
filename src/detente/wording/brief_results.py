"""A brief, as frozen records: what given texts report, each line with its words and the sentence they stand in.

A brief holds words of the texts and fixed codes, nothing else. `Passage.words` is always the slice `Passage.span` of
the text it names; codes are told to a reader by `detente.report`, which knows languages.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.wording.results import Span

__all__ = [
    "BRIEF_FORMAT",
    "Actor",
    "Announced",
    "Brief",
    "CandidateStatement",
    "Cell",
    "CutPiece",
    "Flag",
    "Known",
    "Outcome",
    "Passage",
    "Reading",
    "Reason",
    "Recommendation",
    "Report",
    "SideBySide",
    "Source",
    "Tension",
    "ThemeRow",
]

BRIEF_FORMAT = "detente/brief/1"
"""`Brief.format` of what this version writes; the number rises when a reader would have to change."""


@dataclass(frozen=True)
class Passage:
    """Words of a text and where they stand.

    Attributes
    ----------
    text : int
        Place of the text in `Brief.sources`, from 0.
    span, words : Span, str
        The exact words, ``words == sources[text].body[span.start:span.end]``.
    sentence, context : Span, str
        The sentence (list item, row, heading) around them.
    """

    text: int
    span: Span
    words: str
    sentence: Span
    context: str


@dataclass(frozen=True)
class Known:
    """Title, publisher, date, author or address of a text; `origin` as in `Found`: given · page · header · text."""

    value: str
    origin: str


@dataclass(frozen=True)
class CutPiece:
    """A piece of the source that is not part of the text that was read.

    `reason` as in `Cut`. `at` is where it would stand in the body.
    """

    reason: str
    at: int
    words: str


@dataclass(frozen=True)
class Reason:
    """Why a grade was given: a code, and the words it rests on where there are any.

    Codes: ``"a_side_publishes"``, ``"reads_as_a_readout"``, ``"joint_text"`` (for a primary account) ·
    ``"quotes_named_speakers"`` (for a report) · ``"no_quotation"``, ``"no_named_source"``, ``"no_date"``,
    ``"spun_wording"``, ``"copy_of_another"``, ``"altered_quotation"`` (against it).
    """

    code: str
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Flag:
    """Something to know before believing a text.

    Attributes
    ----------
    code : str
        ``"no_date"`` · ``"no_named_source"`` · ``"no_quotation"`` · ``"broken_term"`` (a fixed title or term in other
        words) · ``"spun_wording"`` (several of them) · ``"altered_quotation"`` (another text prints it otherwise) ·
        ``"near_copy"`` (much of its wording stands in another text) · ``"same_order"`` (its names and numbers come in
        the order of another text) · ``"same_text"`` (given twice).
    passages, beside : tuple of Passage
        The words here, and in the other text.
    other : int or None
        The other text.
    term : str
        For a broken term: the entry of the list that it resembles. The only words in a brief that no text says.
    share : float or None
        For copies: the part shared, 0 to 1; for a quotation: how alike the printings are.
    """

    code: str
    passages: tuple[Passage, ...] = ()
    beside: tuple[Passage, ...] = ()
    other: int | None = None
    term: str = ""
    share: float | None = None


@dataclass(frozen=True)
class Reading:
    """Something a reader should know about how a text was read; see docs/algorithms/intake.md for the codes."""

    code: str
    count: int
    detail: str


@dataclass(frozen=True)
class Source:
    """One text and how far it can be trusted as a source.

    Attributes
    ----------
    grade : str
        ``"primary"`` (a side's own account) · ``"report"`` (with quotations of named speakers) · ``"derivative"``.
    why : tuple of Reason
    flags : tuple of Flag
    name : str
        What the caller calls it.
    title, publisher, date, author, address : Known or None
    language : str
        BCP 47 tag, ``""`` where it is not known.
    n_words : int
        Of the body.
    cuts : tuple of CutPiece
    notes : tuple of Reading
    sides : tuple of str
        The sides of the encounter as far as this text names them.
    body, sha256 : str
        The text that was read, and the digest of the bytes that were given.
    """

    grade: str
    why: tuple[Reason, ...]
    flags: tuple[Flag, ...]
    name: str
    title: Known | None
    publisher: Known | None
    date: Known | None
    author: Known | None
    address: Known | None
    language: str
    n_words: int
    cuts: tuple[CutPiece, ...]
    notes: tuple[Reading, ...]
    sides: tuple[str, ...]
    body: str
    sha256: str


@dataclass(frozen=True)
class Report:
    """Somebody quoted or reported as saying something.

    Attributes
    ----------
    said : Passage
    speaker : Passage or None
        The words that name the speaker beside it; None where nobody is named.
    names : tuple of str
        Who that is, by the fullest name the text gives.
    sides : tuple of str
        Parties or states they speak for; both for "the leaders".
    kind : str
        Of speaker: ``"person"``, ``"institution"``, ``"seat"``, ``"state"``, ``"party"``, ``"body"``, ``"group"``,
        ``"together"``, ``"unnamed"``, ``""``.
    followed_to : Passage or None
        Where a pronoun, "officials" or the head of a list was followed to.
    manner : str
        ``"verbatim"`` · ``"paraphrase"`` · ``"marked"`` (a few words in quotation marks, at arm's length; the speaker
        is that of the report around them) · ``"principle"`` (a name or maxim in marks).
    how : str
        ``"quotation"``, ``"reported"``, ``"according"``, ``"noun"``, ``"list"``.
    verb : Passage or None
        The verb or noun of speech.
    commitment : str
        One of `results.COMMITMENTS`; ``""`` for words in marks that are no speech.
    theme : str
        Key of the lexicon's theme, ``""`` where none fits.
    altered : bool
        Another given text prints this quotation in other words.
    """

    said: Passage
    speaker: Passage | None
    names: tuple[str, ...]
    sides: tuple[str, ...]
    kind: str
    followed_to: Passage | None
    manner: str
    how: str
    verb: Passage | None
    commitment: str
    theme: str
    altered: bool = False


@dataclass(frozen=True)
class Cell:
    """What a text attributes to one party under one theme: places in `Brief.reports`."""

    party: str
    reports: tuple[int, ...]


@dataclass(frozen=True)
class ThemeRow:
    """One theme across the parties; `label` is the lexicon's, ``""`` for what fits no theme."""

    theme: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class SideBySide:
    """As reported by one text, side by side: never a side's own account."""

    text: int
    parties: tuple[str, ...]
    rows: tuple[ThemeRow, ...]


@dataclass(frozen=True)
class Tension:
    """Two sentences that may contradict each other. Both are shown; nothing is judged.

    Attributes
    ----------
    kind : str
        ``"roles_swapped"`` (what the one gives to A and B, the other gives to B and A) · ``"framing"`` (one party,
        framed in opposite ways) · ``"negation"`` · ``"number"`` · ``"date"`` · ``"opposite"`` (words that cannot both
        be so).
    first, second : Passage
    parties : tuple of str
        Whom it concerns.
    signs_first, signs_second : tuple of Passage
        The words that clash.
    """

    kind: str
    first: Passage
    second: Passage
    parties: tuple[str, ...]
    signs_first: tuple[Passage, ...]
    signs_second: tuple[Passage, ...]


@dataclass(frozen=True)
class Announced:
    """Something that is to happen, or is said to have no date.

    Attributes
    ----------
    what : Passage
        The clause.
    when : Passage or None
        The words about time.
    start, end : str
        First and last day, ISO; ``""`` where the words give no day.
    timing : str
        ``"day"``, ``"window"``, ``"vague"``, ``"undecided"``, ``"unanchored"`` as in `DateInterval.certainty`, or
        ``"none"`` (no time is given).
    hangs_on : Passage or None
        The words that relative time hangs on ("on January 12"), where they are not the date of the text.
    certainty : str
        One of `results.CERTAINTIES`.
    sign : Passage
        The words `certainty` was read from.
    """

    what: Passage
    when: Passage | None
    start: str
    end: str
    timing: str
    hangs_on: Passage | None
    certainty: str
    sign: Passage


@dataclass(frozen=True)
class Actor:
    """A party or third party that the texts name.

    Attributes
    ----------
    name : str
    role : str
        ``"party"`` · ``"for_a_party"`` (a person who speaks for one) · ``"third_party"`` (a state, body, institution or
        named person beside the parties) · ``"voice"`` (people without a name who are heard: analysts, critics) ·
        ``"source"`` (an outlet that is named).
    side : str
        For a person or institution the party it speaks for.
    kind : str
        As in `Report.kind`.
    n_mentions, n_reports : int
        How often it is named, and heard.
    first : Passage
        Where it is named first.
    affected : tuple of Passage
        Sentences that say something concerns or strikes it.
    """

    name: str
    role: str
    side: str
    kind: str
    n_mentions: int
    n_reports: int
    first: Passage
    affected: tuple[Passage, ...]


@dataclass(frozen=True)
class Outcome:
    """One row of a table of outcomes: the cells, their heads, and who is said to hold it."""

    cells: tuple[Passage, ...]
    heads: tuple[Passage, ...]
    lead_in: Passage | None


@dataclass(frozen=True)
class Recommendation:
    """Something a text recommends; `lead_in` introduces its list, `names` are those it is attributed to, if any."""

    what: Passage
    title: Passage | None
    lead_in: Passage | None
    heading: Passage | None
    names: tuple[str, ...]


@dataclass(frozen=True)
class CandidateStatement:
    """A source sentence, trimmed, that might become a statement in a consultation once an editor has rewritten it.

    Attributes
    ----------
    pieces : tuple of Passage
        What is left of the sentence, in order.
    why : str
        ``"recommendation"`` · ``"ought"`` (must, should, is essential) · ``"claim"`` (somebody's opinion).
    names, sides : tuple of str
        Whose words they are reported to be.
    theme : str
    status : str
        Always ``"to_be_rewritten_by_an_editor"``.
    """

    pieces: tuple[Passage, ...]
    why: str
    names: tuple[str, ...]
    sides: tuple[str, ...]
    theme: str
    status: str = "to_be_rewritten_by_an_editor"


@dataclass(frozen=True)
class Brief:
    """What given texts report that each party said. Nothing is generated, nothing is judged.

    Attributes
    ----------
    grade : str
        The weakest grade among the texts: it stands on top of page and file.
    format, lexicon : str
        `BRIEF_FORMAT`; name of the lexicon.
    sources : tuple of Source
    parties : tuple of str
        The sides, over all texts.
    limits : tuple of str
        What this run could not do: ``"language:1:ru"`` (text 1, from 0), ``"no_party_found"``, ``"one_party_found"``,
        ``"nobody_reported"``, ``"transcript:0"``, ``"one_sentence:0"``, ``"same_text:0:1"``.
    actors, reports, side_by_side, tensions, announced, outcomes, recommendations, statements : tuples
        In the order of the texts, statements and tensions the most telling first.
    """

    grade: str
    format: str
    lexicon: str
    sources: tuple[Source, ...]
    parties: tuple[str, ...]
    limits: tuple[str, ...]
    reports: tuple[Report, ...]
    side_by_side: tuple[SideBySide, ...]
    tensions: tuple[Tension, ...]
    announced: tuple[Announced, ...]
    actors: tuple[Actor, ...]
    outcomes: tuple[Outcome, ...]
    recommendations: tuple[Recommendation, ...]
    statements: tuple[CandidateStatement, ...]
