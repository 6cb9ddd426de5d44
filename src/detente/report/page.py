"""The report of an opinion map as one self-contained HTML page."""

from __future__ import annotations

from detente.opinion.results import People, PublishedMap
from detente.report import map_section, method, statements
from detente.report.language import language as language_of
from detente.report.markup import Html, paragraphs, tag
from detente.report.matters import matters
from detente.report.sentences import Sentences
from detente.report.shell import document, footer, policy
from detente.report.subject import Subject

__all__ = ["content_security_policy", "render_page"]


def content_security_policy() -> str:
    """The policy of a report page (see `detente.report.shell.policy`)."""
    return policy("page.css")


def render_page(
    published: PublishedMap,
    subject: Subject,
    *,
    language: str = "en",
    people: People | None = None,
    names: tuple[str, ...] = (),
) -> str:
    """The report of a map as one HTML file.

    Parameters
    ----------
    published : PublishedMap
    subject : Subject
        The words: topic, statements, what was decided while reading.
    language : {"en", "ru", "ar"}
        Language of everything that is not a user's text.
    people : People, optional
        Adds every participant's place, with a warning at the head: for the analyst's own eyes, never to be published.
    names : tuple of str
        The participants' names in the file, in the order of `people`; used only with it.

    Returns
    -------
    str
        The same arguments give the same text.

    Raises
    ------
    SubjectMismatch
        The texts are not those of the map's statements.
    UnknownLanguage
        There is no catalogue for `language`.
    """
    tongue = language_of(language)
    sentences = Sentences(published, subject, tongue)
    say = tongue.say
    parts = [
        _answer(sentences),
        _verdict(sentences),
        statements.common_ground(sentences),
        statements.divisive(sentences),
        statements.unsure(sentences),
        matters(sentences),
        map_section.opinion_map(sentences, people),
        map_section.groups(sentences),
        map_section.sides_by_groups(sentences),
        map_section.people_table(sentences, people, names) if people is not None else None,
        statements.all_statements(sentences),
        method.method(sentences),
        method.decisions(sentences),
    ]
    return document(
        tongue,
        sentences.topic(),
        (say("Skip to the answer"), "answer"),
        [
            _header(sentences, private=people is not None),
            tag("main", *(part for part in parts if part is not None)),
            footer(tongue, sentences.scope(), version=published.engine.version),
        ],
        noindex=people is not None,
    )


def _banners(sentences: Sentences, *, private: bool) -> Html | None:
    say = sentences.language.say
    found = []
    if private:
        found.append(
            tag(
                "p",
                tag("strong", say("Private: for the analyst’s own eyes.")),
                " ",
                say(
                    "This page shows single people. A place on the map can be enough to recognise somebody. Do not "
                    "publish it, do not pass it on, and delete it when you are done."
                ),
                class_="banner private",
            )
        )
    if sentences.subject.simulated:
        found.append(
            tag(
                "p",
                tag("strong", say("Simulated: nobody voted here.")),
                " ",
                say("A program made the votes on this page, to show what a report looks like."),
                class_="banner",
            )
        )
    return tag("div", *found, class_="banners") if found else None


def _header(sentences: Sentences, *, private: bool) -> Html:
    language, summary = sentences.language, sentences.summary
    say, number = language.say, language.number
    facts = [
        (say("People"), number(summary.n_participants)),
        (say("Votes"), number(summary.n_votes)),
        (say("Statements"), number(summary.n_statements)),
    ]
    if summary.n_participants:
        facts.append((say("Votes per person"), number(summary.n_votes / summary.n_participants)))
    return tag(
        "header",
        _banners(sentences, private=private),
        tag("p", say("Opinion map"), class_="kicker") if sentences.subject.topic.strip() else None,
        tag("h1", sentences.topic(), dir="auto"),
        _description(sentences),
        tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in facts), class_="facts"),
    )


def _description(sentences: Sentences) -> Html | None:
    found = paragraphs(sentences.subject.description)
    if not found:
        return None
    if len(found) == 1 and len(found[0]) <= 300:
        return tag("p", found[0], dir="auto", class_="description")
    summary = tag("summary", sentences.language.say("What was asked"))
    return tag("details", summary, tag("div", *(tag("p", p, dir="auto") for p in found), class_="inside"))


def _answer(sentences: Sentences) -> Html:
    say = sentences.language.say
    return tag(
        "section",
        tag("h2", say("The answer in one paragraph"), id="answer-h"),
        tag("p", " ".join(sentences.answer()), class_="answer"),
        id="answer",
        aria_labelledby="answer-h",
        tabindex=-1,
    )


def _verdict(sentences: Sentences) -> Html:
    say, verdict = sentences.language.say, sentences.summary.verdict
    return tag(
        "section",
        tag("h2", say("Are there camps?"), id="verdict-h"),
        tag("p", sentences.verdict_title(), class_=f"verdict {verdict.kind}"),
        tag("p", " ".join(filter(None, [sentences.verdict(), sentences.standing()]))),
        id="verdict",
        aria_labelledby="verdict-h",
    )
