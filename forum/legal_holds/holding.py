"""What is held: whoever deletes something asks here before, and leaves what is held as it is.

A hold on a member holds all they wrote, one on a topic its posts.
"""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.legal_holds.evidence import evidence_of
from forum.legal_holds.models import Holdable, LegalHold, column_of
from forum.posts.models import Post
from forum.posts.moving import Move
from forum.refusals import Refusal
from forum.topics.models import Topic

# Called with what was held, when nothing holds it any more: rooms above do then what they had put off.
LIFTED: list[Callable[[Holdable], None]] = []


class Held(Refusal):
    code = "held"
    sentence = _("This is under a legal hold and can’t be deleted until the hold is lifted.")


def is_held(thing: Holdable) -> bool:
    about = Q(**{column_of(thing): thing.pk})
    if isinstance(thing, Post):
        about |= Q(topic=thing.topic_id)
    if not isinstance(thing, User):
        about |= Q(member=thing.author_id)
    return LegalHold.objects.active().filter(about).exists()


def held_posts(at: str = "") -> Q:
    """Whether a post is held, to which the path `at` leads from the rows of a query, as `post__`."""
    active = LegalHold.objects.active()
    on_posts, on_topics, on_members = (
        active.filter(**{f"{column}__isnull": False}).values(column) for column in ("post", "topic", "member")
    )
    return (
        Q(**{f"{at or 'pk'}".removesuffix("__") + "__in": on_posts})
        | Q(**{f"{at}topic__in": on_topics})
        | Q(**{f"{at}author__in": on_members})
    )


def held_members() -> Q:
    """Whether a member is held, of rows that name one as `member`."""
    return Q(member__in=LegalHold.objects.active().filter(member__isnull=False).values("member"))


def held_member_ids(ids: Iterable[int]) -> set[int]:
    return set(LegalHold.objects.active().filter(member__in=list(ids)).values_list("member", flat=True))


def holds_anything_in(topic: Topic) -> bool:
    """Whether the topic, one of its posts or the author of one is held: nothing of it may be deleted."""
    return is_held(topic) or Post.objects.filter(held_posts(), topic=topic).exists()


@transaction.atomic
def hold(by: User, thing: Holdable, reason: str) -> LegalHold | None:
    """Hold it; return None if it is held already. The caller has locked it and asked whether they may."""
    if LegalHold.objects.active().on(thing).exists():
        return None
    facts = {"begun_by": by, "reason": reason, "evidence": evidence_of(thing)}
    return LegalHold.objects.create(**{column_of(thing): thing}, **facts)


def follow_posts(move: Move) -> None:
    """Hold the topic too to which posts of a held one have gone."""
    for held in LegalHold.objects.active().on(move.source):
        hold(held.begun_by, move.target, held.reason)


def follow_author(post: Post, former: User) -> None:
    """Hold a post itself that is taken from a held author."""
    for held in LegalHold.objects.active().on(former):
        hold(held.begun_by, post, held.reason)


@transaction.atomic
def lift(by: User, thing: Holdable) -> bool:
    """Lift it; return False if it is not held. What was kept as evidence goes, and what was put off is done."""
    active = LegalHold.objects.select_for_update(no_key=True).active().on(thing)
    if not active.update(lifted_at=timezone.now(), lifted_by=by, evidence={}):
        return False
    for done in LIFTED:
        done(thing)
    return True


@transaction.atomic
def keep_as_evidence(member: User, name: str, value: str) -> bool:
    """Note what was taken away of a held member, such as the name of a picture; return False if they are not held."""
    hold = LegalHold.objects.select_for_update(no_key=True).active().filter(member=member.pk).first()
    if hold is None:
        return False
    hold.evidence = hold.evidence | {name: [*hold.evidence.get(name, []), value]}
    hold.save(update_fields=["evidence"])
    return True
