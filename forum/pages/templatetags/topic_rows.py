"""The rows of topics in lists, see `forum.pages.topic_lists.kept_rows`."""

from django import template

from forum.pages.topic_lists.kept_rows import topic_row, topic_rows

register = template.Library()

register.simple_tag(topic_row, takes_context=True)
register.simple_tag(topic_rows, takes_context=True)
