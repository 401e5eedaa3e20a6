"""The mail that stands for those which were more than a member wants in a day: what they are about, by board."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.mail_paragraphs import one_line
from forum.boards.models import read_permissions
from forum.boards.permissions import Permissions
from forum.mail import event_mail
from forum.mail.composing import Letter, Skip
from forum.mail.daily_allowance import overflow_of
from forum.mail.digests.content import by_board
from forum.mail.pacing import addressed_kinds, heir_of
from forum.mail.send_checks import known_of, require_reachable, require_wanted
from forum.notifications.kinds import KINDS
from forum.notifications.models import Channel, Delivery, NotificationPreference
from forum.notifications.subjects import Subject
from forum.posts.models import Post
from forum.site.addresses import absolute, hostname

MOST = 300  # mails that are looked at; topics that are listed


def letter(delivery: Delivery) -> Letter:
    """Raises Skip where nothing of it is for this reader any more, or all has been read."""
    require_reachable(delivery)
    permissions = read_permissions(delivery.member or AnonymousUser())
    held = list(overflow_of(delivery).select_related("follow", "post").order_by("pk"))
    kinds, others = wanted_posts(delivery, permissions, held), list(sentences(held))
    if not (kinds or others):
        raise Skip(_("There was nothing new."))
    posts = list(kinds)
    spoken = [said(kind, post) for post, kind in kinds.items() if kind in addressed_kinds()]
    context = {
        "boards": by_board(permissions, posts, delivery.site.hides_private_text, most=MOST),
        "others": [*spoken, *others],
        "notifications": absolute(reverse("notifications")),
    }
    count = len(posts) + len(others)
    names = {"forum": delivery.site.name, "day": date_format(timezone.localtime(), "j F"), "count": count}
    headers = {
        "Message-ID": f"<digest-{delivery.pk}@{hostname()}>",
        "List-ID": f"<digests.{hostname()}>",
        "List-Archive": f"<{absolute(reverse('notifications'))}>",
    }
    subject = ngettext(
        "%(count)d more update on %(forum)s, %(day)s",
        "%(count)d more updates on %(forum)s, %(day)s",
        count,
    )
    return Letter(subject % names, "overflow", context, headers)


def wanted_posts(delivery: Delivery, permissions: Permissions, held: Iterable[Delivery]) -> dict[Post, str]:
    """The posts among these that the member may see, has not read and still wants to hear of; each with the kind."""
    rows = {row.post_id: row for row in held if row.post_id}
    posts = Post.objects.visible_to(permissions).not_removed().filter(topic__removed_at=None)
    there = set(posts.filter(pk__in=rows).values_list("pk", flat=True))
    # A post that is gone held back others of its topic, of which the next takes its place.
    heirs = [(heir_of(row), row) for pk, row in rows.items() if pk not in there]
    kinds = {heir.post_id: heir.kind for heir, row in heirs if heir and row.follow is None}
    rows = {pk: rows[pk] for pk in there} | {
        heir.post_id: row for heir, row in heirs if heir and heir.post_id
    }
    found = (
        posts.filter(pk__in=rows)
        .annotate(**known_of(delivery.member_id or 0))
        .select_related("topic", "author")
    )
    wants = NotificationPreference.of(delivery.member).wants
    return {
        post: kinds.get(post.pk, rows[post.pk].kind)
        for post in found.order_by("pk")
        if wants(KINDS[rows[post.pk].kind], Channel.MAIL) and is_wanted(rows[post.pk], post)
    }


def said(kind: str, post: Post) -> str:
    return KINDS[kind].sentence(Subject(), one_line(post.author.full_name), one_line(post.topic.title))


def is_wanted(row: Delivery, post) -> bool:
    try:
        require_wanted(row, post)
    except Skip:
        return False
    return True


def sentences(held: Iterable[Delivery]) -> Iterable[str]:
    for row in held:
        if row.post_id is None:
            try:
                yield one_line(event_mail.letter(row).subject)
            except Skip:
                continue
