from typing import Any

from django import template

from accounts.models import User
from forum.cleanup import offering

register = template.Library()


@register.simple_tag(takes_context=True)
def may_clean_up(context: dict[str, Any], member: User) -> bool:
    request = context["request"]
    return offering.is_offered(request.user, member, request.site_settings)
