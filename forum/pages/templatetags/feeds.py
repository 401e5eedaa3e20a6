from django import template

from forum.pages.feeds.titles import feed_title

register = template.Library()

register.filter("feed_title", feed_title)
