#!/usr/bin/env python
"""Folkmoot's command line: `manage.py serve`, `manage.py check_forum`, and Django's own commands."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")
    execute_from_command_line(sys.argv)
