"""Merging one account into another: all of it moves in one transaction, and the old name leads there for ever."""

import secrets
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Count, F, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import FormerUsername, User
from accounts.sessions import end_sessions
from forum.account_merging.decisions import DECISIONS, Drop, Fold
from forum.follows.models import FOLLOWABLES, Follow
from forum.jobs.enqueuing import enqueue
from forum.legal_holds.holding import held_posts, is_held
from forum.member_records import warnings
from forum.members import closing_accounts
from forum.moderation.acts import Act
from forum.moderation.helping import telling
from forum.moderation.helping.targets import HELPED_UNLOCKED
from forum.moderation.models import LogEntry
from forum.notifications.models import Notification
from forum.posts import member_totals
from forum.posts.models import PendingPost, Post
from forum.refusals import NotAllowed, Refusal
from forum.search import reindexing
from forum.search.indexing import index_posts, language_of_site
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings
from forum.topics.models import Topic
from forum.topics.participants import Participant

INDEXED_AT_ONCE = 200  # posts
JOB = "account.merged"
FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)


class CannotMerge(Refusal):
    code = "cannot_merge"
    sentence = gettext_lazy("These two accounts can’t be merged.")


class Held(CannotMerge):
    """For administrators: members are never told that a court or an authority looks at something."""

    sentence = gettext_lazy(
        "One of these accounts, or something they wrote, is under a legal hold. Lift the hold before you merge them."
    )


merging = Act(
    name="merge",
    on=HELPED_UNLOCKED,
    label=gettext_lazy("Merge into another account"),
    restricts=False,  # they go on as the other account, and are told by email
    log_words=gettext_lazy("merged into another account:"),
    detail_words=lambda detail, boards: _("%(was)s into %(now)s") % detail if "was" in detail else "",
    is_for_admin=True,
)


def columns() -> dict[str, tuple[type[Model], str]]:
    """Every column of the database that names a member, by the key of its decision."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.related_model is User:
                found[f"{model._meta.label}.{field.name}"] = (model, field.name)
    return found


def counts(old: User) -> Counter[str]:
    """How many rows would move, by the key of the decision: what the dry run shows."""
    found: Counter[str] = Counter()
    for key, (model, column) in columns().items():
        if not isinstance(DECISIONS[key], Drop):
            number = model._base_manager.filter(~in_conversations(model), **{column: old}).count()
            if number:
                found[key] = number
    return found


def in_conversations(model: type[Model]) -> Q:
    """Which rows belong to conversations: they move as all others, but nobody is told how many they are."""
    if model in (Topic, Participant):
        return Q(board=None) if model is Topic else Q(pk__isnull=False)
    paths: dict[Any, str] = {Topic: "{}__board", Post: "{}__topic__board"}
    found = Q(pk__in=())
    for field in model._meta.concrete_fields:
        if path := paths.get(field.related_model):
            found |= Q(**{f"{field.name}__isnull": False, path.format(field.name): None})
    return found


def check(old: User, into: User) -> None:
    """Raise CannotMerge, with a sentence, if they can't be merged."""
    if undecided := columns().keys() - DECISIONS.keys():
        # Of an installed app: what it keeps of a member must not be lost, or left behind.
        raise CannotMerge(
            _("Nothing says what becomes of %(tables)s in a merged account.")
            % {"tables": ", ".join(sorted(undecided))}
        )
    if old.pk == into.pk:
        raise CannotMerge(_("This is the same account."))
    if old.closed_at or into.closed_at or into.is_placeholder or into.waits_since or not into.is_active:
        raise CannotMerge(_("One of the accounts is closed, waits for approval, or is nobody’s yet."))
    if User.objects.forum_staff().filter(pk=old.pk).exists():
        raise CannotMerge(
            _("Staff and moderators can’t be merged into another account. Take their role away first.")
        )
    if is_held(old) or is_held(into) or Post.objects.filter(held_posts(), author=old).exists():
        raise Held


def merge(by: User, old: User, into: User, reason: str = "") -> LogEntry:
    """As an administrator. Raise NotAllowed or CannotMerge. It can't be undone."""
    with transaction.atomic():
        old, into = lock(old, into)
        if not User.objects.get(pk=by.pk).is_superuser or by.pk == old.pk:
            raise NotAllowed
        return merge_locked(by, old, into, reason)


def lock(*members: User) -> list[User]:
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=[member.pk for member in members])
    locked = {row.pk: row for row in rows.order_by("pk")}
    return [locked[member.pk] for member in members]


def merge_locked(by: User, old: User, into: User, reason: str) -> LogEntry:
    check(old, into)
    was, address = old.username, old.email
    key = old.username_key
    moved = counts(old)
    followed = _followed_by(old)
    written = list(Post.objects.filter(author=old).values_list("pk", flat=True))
    end_sessions(old)
    # Nobody follows, or was invited by, themselves.
    Follow.objects.filter(Q(member=old, person=into) | Q(member=into, person=old)).delete()
    invited = apps.get_model("sign_up", "Invited")
    invited._base_manager.filter(Q(member=into, by=old) | Q(member=old, by=into)).delete()
    _forget_what_the_bell_says_in_vain(old, into)
    for name, (model, column) in columns().items():
        _decide(model, column, DECISIONS[name], old, into)
    imports = apps.get_model("importing", "Import")._base_manager.filter(kind="member", local_id=old.pk)
    imports.update(local_id=into.pk)
    _index_anew(written, into)
    _count_anew([old, into], followed)
    _fill_gaps(old, into)
    _keep_restrictions(old, into)
    closing_accounts.close(old)
    FormerUsername.objects.update_or_create(
        key=key, defaults={"username": was, "member": into, "kept_until": FOR_EVER}
    )
    SiteSettings.bump()
    detail = {"was": was, "now": into.username, "into": into.pk, "rows": dict(moved)}
    entry = merging.log(by, into, reason, detail)
    _tell(address, was, into)
    return entry


def _decide(model: type[Model], column: str, decision: Any, old: User, into: User) -> None:
    rows = model._base_manager.filter(**{column: old})
    if isinstance(decision, Drop):
        rows.delete()
        return
    if isinstance(decision, Fold):
        _fold(rows, model, column, decision, into)
    elif column == "author" and model in (Post, PendingPost):
        # A key says that a form was sent twice, and those of two authors may be equal.
        same = rows.filter(key__in=model._base_manager.filter(author=into).values("key"))
        for pk in list(same.values_list("pk", flat=True)):
            same.filter(pk=pk).update(key=None if model is Post else secrets.token_hex(16))
    rows.update(**{column: into})


def _fold(rows: QuerySet[Any], model: type[Model], column: str, decision: Fold, into: User) -> None:
    def named(found: QuerySet[Any]) -> dict[tuple[Any, ...], Any]:
        return {row[1:]: row[0] for row in found.values_list("pk", *decision.by)}

    mine, going = named(model._base_manager.filter(**{column: into})), named(rows)
    twice = {pk: mine[values] for values, pk in going.items() if values in mine}
    ids = list(twice)
    for start in range(0, len(ids), 500):
        batch = ids[start : start + 500]
        if decision.merge is not None:
            found = model._base_manager.in_bulk([*batch, *(twice[pk] for pk in batch)])
            for pk in batch:
                decision.merge(found[twice[pk]], found[pk])
        model._base_manager.filter(pk__in=batch).delete()


def _followed_by(old: User) -> dict[str, list[int]]:
    follows = Follow.objects.filter(member=old)
    return {kind: list(follows.exclude(**{kind: None}).values_list(kind, flat=True)) for kind in FOLLOWABLES}


def _count_anew(members: list[User], followed: dict[str, list[int]]) -> None:
    ids = [member.pk for member in members]
    member_totals.recount(ids)
    for member in members:
        count = Post.objects.on_boards().not_removed().filter(author=member).count()
        User.objects.filter(pk=member.pk).update(post_count=count)
    for kind, things in (followed | {"person": [*followed.get("person", []), *ids]}).items():
        active = Follow.objects.active().filter(**{kind: OuterRef("pk")}).order_by()
        counted = active.values(kind).annotate(n=Count("pk")).values("n")
        values: dict[str, Any] = {"follower_count": Coalesce(Subquery(counted), 0)}
        if kind == "topic":
            values["version"] = F("version") + 1
        for start in range(0, len(things), 500):
            rows = FOLLOWABLES[kind]._default_manager.filter(pk__in=things[start : start + 500])
            rows.update(**values)


def _index_anew(written: list[int], into: User) -> None:
    """The words by which posts are found name their author. Of many posts, the worker looks at them later."""
    if len(written) <= INDEXED_AT_ONCE:
        index_posts(list(Post.objects.filter(pk__in=written).select_related("topic", "author")))
        return
    enqueue(JOB, member_id=into.pk)


def index_slice(*, member_id: int, after: int = 0, **_job: Any) -> None:
    """Index some posts of a member, and let the next job do those behind them."""
    posts = Post.objects.filter(author=member_id, pk__gt=after).order_by("pk").only(*reindexing.READ)
    if some := list(posts[: reindexing.BATCH]):
        reindexing.index_again(some, language_of_site())
        with transaction.atomic():
            enqueue(JOB, member_id=member_id, after=some[-1].pk)


def _fill_gaps(old: User, into: User) -> None:
    """Whoever came first, is here since then; what the remaining account says of itself stays as it is."""
    if old.date_joined < into.date_joined:
        User.objects.filter(pk=into.pk).update(date_joined=old.date_joined)


def _keep_restrictions(old: User, into: User) -> None:
    """Nobody gets rid of a suspension, a silence or a warning by a second account: what lasts longer goes on.

    Staff are neither suspended nor silenced.
    """
    warnings.mark(into)
    if User.objects.forum_staff().filter(pk=into.pk).exists():
        return
    taken = []
    if old.is_suspended and not (
        into.is_suspended and _end(into.suspended_until) >= _end(old.suspended_until)
    ):
        taken += ["suspended_at", "suspended_until", "suspended_reason"]
    if old.is_silenced and not (into.is_silenced and _end(into.silenced_until) >= _end(old.silenced_until)):
        taken += ["silenced_at", "silenced_until", "silenced_reason"]
    if taken:
        User.objects.filter(pk=into.pk).update(**{field: getattr(old, field) for field in taken})


def _end(until: datetime | None) -> datetime:
    return until or FOR_EVER


def _forget_what_the_bell_says_in_vain(old: User, into: User) -> None:
    """How the old account signed in, and what the two did for each other, are no news to whoever has both."""
    bell = Notification.objects
    bell.filter(member=old, kind="security").delete()
    bell.filter(Q(member=old, actor=into) | Q(member=into, actor=old), count__lte=1).delete()


def _tell(address: str, was: str, into: User) -> None:
    forum = telling.forum_name()
    words = {"was": was, "now": into.username, "forum": forum}
    paragraphs = (
        _(
            "The account “%(was)s” on %(forum)s was merged into “%(now)s”: posts, reactions, follows and the rest."
        )
        % words,
        _("Sign in as “%(now)s”. The password of the other account no longer works, and its links lead here.")
        % words,
        f"{_('The page:')}\n{absolute(reverse('member', args=[into.username]))}",
    )
    for each in dict.fromkeys(filter(None, (address, into.email))):
        telling.write(each, _("Two accounts on %(forum)s are one now") % words, *paragraphs)
