"""Groups whose members moderate every board, also those that are made later."""

from django.contrib.auth.models import Group
from django.db import transaction

from forum.boards.groups import GROUP
from forum.boards.models import Grant
from forum.boards.permission_locks import lock_permissions_exclusive
from forum.boards.usual_verbs import MODERATING
from forum.site.models import SiteSettings


def moderates_everywhere(group: Group) -> bool:
    return Grant.objects.filter(board=None, group=group).exists()


@transaction.atomic
def set_moderates_everywhere(group: Group, is_to: bool) -> None:
    lock_permissions_exclusive()
    if is_to == moderates_everywhere(group):
        return
    if is_to:
        Grant.objects.create(board=None, audience=GROUP, group=group, verbs=list(MODERATING))
    else:
        Grant.objects.filter(board=None, group=group).delete()
    SiteSettings.bump()
