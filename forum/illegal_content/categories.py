"""What the form offers as kinds of illegal content: the admin's list, or the forum's own while that is empty."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.illegal_content.models import Category


@dataclass(frozen=True)
class OfferedCategory:
    words: str | Promise
    position: int
    is_urgent: bool = False
    is_nameless: bool = False


USUAL = (
    OfferedCategory(_("Sexual abuse of children"), 10, is_urgent=True, is_nameless=True),
    OfferedCategory(_("Terrorism"), 20, is_urgent=True),
    OfferedCategory(_("Hate or threats"), 30),
    OfferedCategory(_("Someone’s private pictures or data"), 40),
    OfferedCategory(_("Copyright or trademarks"), 50),
    OfferedCategory(_("Fraud or illegal trade"), 60),
    OfferedCategory(_("Something else that is illegal"), 70),
)


def categories_offered() -> dict[str, OfferedCategory]:
    """By their words."""
    rows = [
        OfferedCategory(row.words, row.position, row.is_urgent, row.is_nameless)
        for row in Category.objects.all()
    ]
    return {str(category.words): category for category in rows or USUAL}
