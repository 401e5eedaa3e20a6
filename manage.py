#!/usr/bin/env python
"""Folkmoot's command line: `manage.py serve`, `manage.py check_forum`, and Django's own commands."""

import gc
import os
import sys

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")
    try:
        settings.INSTALLED_APPS  # noqa: B018
    except (ImproperlyConfigured, ValueError, KeyError) as error:
        sys.exit(f"A setting cannot be read: {error}")
    # Of what is loaded here nothing becomes garbage; looking for some takes a seventh of the time.
    gc.disable()
    django.setup()
    gc.freeze()
    gc.enable()
    execute_from_command_line(sys.argv)
