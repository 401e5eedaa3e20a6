from collections.abc import Sequence

from django import template

from accounts.models import Reader
from forum.member_records.models import MemberWarning
from forum.member_records.warnings import unread_warnings

register = template.Library()


@register.simple_tag
def unread_warnings_of(reader: Reader) -> Sequence[MemberWarning]:
    return unread_warnings(reader) if reader.is_authenticated else []
