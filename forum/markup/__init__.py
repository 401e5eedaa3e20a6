"""Markdown in; safe HTML, plain text and facts out. Knows no models and no database."""

from forum.markup.accepted_text import LIMIT, LONGEST
from forum.markup.addressees import addressees, linked_members
from forum.markup.cost_limits import is_cheap
from forum.markup.excerpts import excerpt
from forum.markup.mail_excerpts import mail_excerpt
from forum.markup.mentions import mentioned
from forum.markup.options import Options
from forum.markup.rendering import render, render_many
from forum.markup.results import Busy, Refused, Rendered

# Raise it when the same source gives other HTML than before; `rerender` finds older posts by it.
VERSION = 2

__all__ = [
    "LIMIT",
    "LONGEST",
    "VERSION",
    "Busy",
    "Options",
    "Refused",
    "Rendered",
    "addressees",
    "excerpt",
    "is_cheap",
    "linked_members",
    "mail_excerpt",
    "mentioned",
    "render",
    "render_many",
]
