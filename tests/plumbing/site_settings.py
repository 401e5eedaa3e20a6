"""The form of the site settings as a browser sends it where nothing was changed: tests name what they are about."""

from django.db.models import BooleanField
from django.db.models.fields import NOT_PROVIDED

from forum.site.models import SiteSettings

# What a box that is not ticked sends is nothing.
UNCHANGED = {
    field.name: str(field.default)
    for field in SiteSettings._meta.fields
    if field.editable
    and not field.primary_key
    and not isinstance(field, BooleanField)
    and field.default not in ("", None, NOT_PROVIDED)
}
