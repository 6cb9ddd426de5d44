"""Django's own command, for developers: `makemigrations`, `shell`. Operators use `detente`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    execute_from_command_line(sys.argv)
