"""Asking for the removal of all that one wrote, and taking that back."""

from django.db import transaction

from accounts.models import User
from forum.erasing.models import ErasureRequest
from forum.posts.models import Post


def open_request_of(member: User) -> ErasureRequest | None:
    return ErasureRequest.objects.open().filter(member=member).first()


def has_posts(member: User) -> bool:
    """Whether there is anything to remove."""
    return Post.objects.filter(author=member, removed_at=None).exists()


@transaction.atomic
def ask(member: User) -> bool:
    """Note the wish, with the address that the answer goes to; return False if it is noted already."""
    facts = {"address": member.email}
    return ErasureRequest.objects.get_or_create(member=member, answered_at=None, defaults=facts)[1]


def take_back(member: User) -> bool:
    return bool(ErasureRequest.objects.open().filter(member=member).delete()[0])
