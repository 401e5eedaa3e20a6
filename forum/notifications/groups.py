"""The groups of kinds by which the list of notifications can be filtered."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS: dict[str, Promise] = {
    "replies": _("Replies"),
    "mentions": _("Mentions & quotes"),
    "topics": _("New topics"),
    "follows": _("Followers"),
    "moderation": _("Moderation"),
    "other": _("Other"),
}
OTHER = "other"
