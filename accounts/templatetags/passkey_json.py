import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(data: Any) -> str:
    """Data for a `data-` attribute, where the template escapes it; our policy allows no script in the page."""
    return json.dumps(data, cls=DjangoJSONEncoder)
