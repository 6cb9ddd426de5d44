"""Formulas as MathML: readable without a script, without a network, and by a screen reader."""

from __future__ import annotations

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)


def render(latex: str, node: nodes.Node, *, display: str) -> str:
    """Convert, and warn where the converter left something of LaTeX standing."""
    latex = latex.replace("{aligned}", "{align*}").replace("{align}", "{align*}")
    mathml = convert(latex, display=display)
    if "\\" in mathml or "<mi>&</mi>" in mathml:
        logger.warning("this formula has a command that MathML output does not know: %s", latex, location=node)
    return mathml


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(render(node.astext(), node, display="inline"))
    raise nodes.SkipNode


def visit_displaymath(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math"))
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append(render(node.astext(), node, display="block"))
    self.body.append("</div>")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_displaymath, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
