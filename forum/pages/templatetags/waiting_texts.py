from django import template

from forum.moderation.waiting_times import usual_wait

register = template.Library()

register.simple_tag(usual_wait)
