"""``{command-help} map`` prints what ``detente map --help`` prints, so that the page cannot grow stale."""

from __future__ import annotations

import click
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx


class CommandHelp(Directive):
    """The help text of one command of ``detente``, or of ``detente`` itself when no command is named."""

    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        from detente.cli import main

        context = click.Context(main, info_name="detente", terminal_width=88, max_content_width=88)
        command: click.Command = main
        for name in self.arguments[0].split() if self.arguments else []:
            found = command.get_command(context, name) if isinstance(command, click.Group) else None
            if found is None:
                raise self.error(f"detente has no command {name!r}.")
            command = found
            context = click.Context(command, info_name=name, parent=context, terminal_width=88, max_content_width=88)
        text = command.get_help(context)
        return [nodes.literal_block(text, text, language="text")]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("command-help", CommandHelp)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
