"""The rows of boards in lists, see `forum.pages.boards.kept_rows`."""

from django import template

from forum.pages.boards.kept_rows import board_rows

register = template.Library()

register.simple_tag(board_rows, takes_context=True)
