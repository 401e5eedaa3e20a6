"""Making another's post a wiki post, and an ordinary one again. Authors do it themselves, which is not logged."""

from typing import Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from forum.moderation.acts import Act, Detail
from forum.moderation.post_acts import POST
from forum.posts import wiki_posts
from forum.posts.models import Post


def open_it(by: User, post: Post, reason: str) -> Detail | Literal[False]:
    return {} if wiki_posts.make_wiki(by, post) else False


def end_it(by: User, post: Post, reason: str) -> Detail | Literal[False]:
    return {} if wiki_posts.end_wiki(by, post) else False


make_wiki = Act(
    name="make-wiki",
    on=POST,
    opposite="end-wiki",
    label=_("Make wiki post"),
    effect=_("Members who can reply in its topic can edit it. The history says who did what."),
    done=_("Made a wiki post."),
    done_to_many=ngettext_lazy("%(count)d wiki post made.", "%(count)d wiki posts made.", "count"),
    restricts=False,
    log_words=_("made a wiki post of"),
    notification=ngettext_lazy(
        "A moderator made your post in “%(topic)s” a wiki post, which members can edit",
        "Moderators made %(count)d of your posts in “%(topic)s” wiki posts, which members can edit",
        "count",
    ),
    is_quick=True,
    is_due=lambda post: not post.is_wiki and not post.is_removed,
    change=open_it,
)

end_wiki = Act(
    name="end-wiki",
    on=POST,
    opposite="make-wiki",
    label=_("End wiki post"),
    effect=_("Only its author and moderators can edit it then."),
    done=_("No wiki post any more."),
    done_to_many=ngettext_lazy("%(count)d wiki post ended.", "%(count)d wiki posts ended.", "count"),
    restricts=False,
    log_words=_("ended a wiki post:"),
    notification=ngettext_lazy(
        "Your post in “%(topic)s” is no wiki post any more",
        "%(count)d of your posts in “%(topic)s” are no wiki posts any more",
        "count",
    ),
    is_quick=True,
    is_due=lambda post: post.is_wiki and not post.is_removed,
    change=end_it,
)

ACTS = (make_wiki, end_wiki)
