"""Numbers into words and pictures: sentences, drawings, tables and one self-contained page, in three languages.

Knows no Django and no terminal; the command and the site both use it.
"""

from detente.report.brief_page import render_brief
from detente.report.brief_plain import render_brief_text
from detente.report.concordance_page import render_concordance, text_policy
from detente.report.concordance_plain import render_concordance_text
from detente.report.language import LANGUAGES, Language, UnknownLanguage, language
from detente.report.page import content_security_policy, render_page
from detente.report.plain import render_text
from detente.report.sentences import Sentences
from detente.report.subject import StatementText, Subject, SubjectMismatch

__all__ = [
    "LANGUAGES",
    "Language",
    "Sentences",
    "StatementText",
    "Subject",
    "SubjectMismatch",
    "UnknownLanguage",
    "content_security_policy",
    "language",
    "render_brief",
    "render_brief_text",
    "render_concordance",
    "render_concordance_text",
    "render_page",
    "render_text",
    "text_policy",
]
