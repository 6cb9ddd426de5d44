"""``python -m detente.cli`` is ``detente``."""

from detente.cli import main

main(prog_name="detente")
