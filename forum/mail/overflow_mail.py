"""The digest of what exceeded a member's daily limit, by board, as far as they still want it and have not read it."""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forum.boards.models import read_permissions
from forum.boards.permissions import Permissions
from forum.mail import event_mail
from forum.mail.composing import MailContent
from forum.mail.daily_limit import overflow_of
from forum.mail.delaying import addressed_kinds, next_after
from forum.mail.digests.content import by_board, headers_of
from forum.mail.paragraphs import one_line
from forum.mail.post_mail import sentence_about
from forum.mail.send_checks import NotSent, reachable_member, read_and_muted, require_wanted
from forum.notifications.channels import Channel
from forum.notifications.kinds import KINDS
from forum.notifications.models import Delivery, NotificationPreference
from forum.posts.models import Post
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings

MOST = 300  # mails that are looked at; topics that are listed


def compose(delivery: Delivery, site: SiteSettings) -> MailContent:
    member = reachable_member(delivery)
    permissions = read_permissions(member)
    mails = list(overflow_of(delivery).select_related("follow", "post").order_by("pk"))
    kinds, events = _wanted_posts(member, permissions, mails), list(_event_sentences(mails, site))
    if not (kinds or events):
        raise NotSent(_("There was nothing new."))
    addressed = addressed_kinds()
    sentences = [sentence_about(post, kind) for post, kind in kinds.items() if kind in addressed]
    context = {
        "boards": by_board(permissions, kinds, site.hides_private_text, most=MOST),
        "sentences": [*sentences, *events],
        "notifications": absolute(reverse("notifications")),
    }
    count = len(kinds) + len(events)
    names = {"forum": site.name, "day": date_format(timezone.localtime(), "j F"), "count": count}
    subject = ngettext(
        "%(count)d more update on %(forum)s, %(day)s",
        "%(count)d more updates on %(forum)s, %(day)s",
        count,
    )
    return MailContent(subject % names, "overflow", context, headers_of(delivery, reverse("notifications")))


def _wanted_posts(member: User, permissions: Permissions, mails: Iterable[Delivery]) -> dict[Post, str]:
    """Return the posts of these mails that the member may see, has not read and still wants, each with its kind."""
    rows = {row.post_id: row for row in mails if row.post_id}
    posts = Post.objects.visible_to(permissions).not_removed().filter(topic__removed_at=None)
    visible = set(posts.filter(pk__in=rows).values_list("pk", flat=True))
    # A post that is gone held back others of its topic, of which the next takes its place.
    successors = [(next_after(row), row) for pk, row in rows.items() if pk not in visible]
    kinds = {after.post_id: after.kind for after, row in successors if after and row.follow is None}
    rows = {pk: rows[pk] for pk in visible} | {
        after.post_id: row for after, row in successors if after and after.post_id
    }
    annotated = posts.filter(pk__in=rows).annotate(**read_and_muted(member.pk))
    wants = NotificationPreference.of(member).wants
    return {
        post: kinds.get(post.pk, rows[post.pk].kind)
        for post in annotated.select_related("topic", "author").order_by("pk")
        if wants(KINDS[rows[post.pk].kind], Channel.MAIL) and _is_wanted(rows[post.pk], post)
    }


def _is_wanted(mail: Delivery, post: Post) -> bool:
    try:
        require_wanted(mail, post)
    except NotSent:
        return False
    return True


def _event_sentences(mails: Iterable[Delivery], site: SiteSettings) -> Iterator[str]:
    for mail in mails:
        if mail.post_id is None:
            try:
                yield one_line(event_mail.compose(mail, site).subject)
            except NotSent:
                continue
