"""Sphinx settings. Build with ``make docs``; a warning is an error."""

import sys
from pathlib import Path

import detente

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "Detente"
author = "The Detente contributors"
project_copyright = "2026, The Detente contributors"
version = release = detente.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "mathml",
    "command_help",
]
exclude_patterns = ["_build", "_ext"]
nitpicky = False  # NumPy's and SciPy's own names are not resolved: the build reaches no network

# Markdown
myst_enable_extensions = ["amsmath", "deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 3

# API pages
autodoc_typehints = "none"  # numpydoc's Parameters say more: shapes, units and ranges
autodoc_member_order = "bysource"
autosummary_generate = False
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

# Pages. No script, font or style from elsewhere.
html_theme = "furo"
html_title = f"Detente {release}"
html_static_path = ["_static"]
html_css_files = ["math.css"]
html_math_renderer = "mathml"
html_show_sourcelink = False
html_copy_source = False
