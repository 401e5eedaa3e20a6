from django import template

from forum.site.absolute_addresses import absolute

register = template.Library()

register.filter("absolute", absolute)
