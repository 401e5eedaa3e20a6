"""A member who leaves follows nothing any more, and nobody follows them."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, F, Model, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from forum.boards.models import Board
from forum.follows.models import Follow
from forum.topics.models import Tag, Topic


def unfollow_all(member, addresses: Iterable[str] = ()) -> None:
    """Forget all that the member follows, mutes or has left, at a cost that does not grow with how much it is.

    And what was asked for by mail to these addresses of theirs, with every row that holds them.

    The caller holds the rows of the member and of whom they follow.
    """
    theirs = Q(member=member) | Q(member=None, address__in=list(addresses))
    held: dict[type[Model], list[int]] = {model: _held(model, theirs) for model in (Topic, Board, Tag)}
    people = Follow.objects.of_kind("person").filter(member=member)
    held[get_user_model()] = list(people.values_list("person", flat=True))
    Follow.objects.filter(theirs).delete()
    for model, ids in held.items():
        count = Coalesce(Subquery(_followers_of(model)), 0)
        # Visitors' pages of a topic are kept by its version, and show the count.
        shown = {"version": F("version") + 1} if model is Topic else {}
        model._default_manager.filter(pk__in=ids).update(follower_count=count, **shown)


def lose_followers(member) -> None:
    """Nobody follows, mutes or has left the member. The caller holds the member's row."""
    Follow.objects.filter(person=member).delete()
    get_user_model().objects.filter(pk=member.pk).update(follower_count=0)


def _held(model: type[Model], theirs: Q) -> list[int]:
    column = {Topic: "topic", Board: "board", Tag: "tag"}[model]
    rows = model._default_manager.filter(Exists(Follow.objects.filter(theirs, **{column: OuterRef("pk")})))
    rows = rows.select_for_update(no_key=True, of=("self",)).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _followers_of(model: type[Model]):
    column = {Topic: "topic", Board: "board", Tag: "tag"}.get(model, "person")
    active = Follow.objects.active().filter(**{column: OuterRef("pk")}).order_by()
    return active.values(column).annotate(n=Count("pk")).values("n")
