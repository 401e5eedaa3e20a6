"""Reacting to a post and taking it back. Neither locks the post or its topic, nor changes a row of theirs."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum import limits
from forum.posts.models import Post
from forum.posts.publishing import lock_author
from forum.reactions.models import Reaction
from forum.reactions.rules import can_react
from forum.refusals import NotAllowed, Refusal
from forum.site.models import SiteSettings


class UnknownReaction(Refusal):
    status = 422
    code = "unknown_reaction"
    sentence = _("This reaction isn’t available here. Choose another.")


def react(member: User, post: Post, emoji: str) -> None:
    """Make this the member's one reaction to the post. Raise a Refusal if they may not, or it is not to be chosen."""
    if not can_react(member, post):
        raise NotAllowed
    if emoji not in SiteSettings.current().reaction_set:
        raise UnknownReaction
    limits.enforce("react", member.pk)
    new = Reaction(post=post, member=member, emoji=emoji, is_gathered=post.author_id == member.pk)
    with transaction.atomic():
        # An account that is closed, suspended or silenced meanwhile leaves none behind.
        lock_author(member)
        if member.is_silenced:
            raise NotAllowed
        # One statement: of two at once, one adds the row and the other changes it.
        Reaction.objects.bulk_create(
            [new], update_conflicts=True, unique_fields=["post", "member"], update_fields=["emoji"]
        )


def take_back(member: User, post: Post) -> None:
    """Take back the member's reaction, if there is one: also where they may not react any more."""
    limits.enforce("react", member.pk)
    Reaction.objects.filter(post=post, member=member).delete()
