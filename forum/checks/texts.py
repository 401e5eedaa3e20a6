"""I1: what was accepted is stored once, with its source and the HTML made of it."""

from collections.abc import Iterator

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from forum import markup
from forum.checks.faults import Fault, fault_if_any, faults_in_one_pass
from forum.posts.models import Post
from forum.posts.revisions import Revision
from forum.rerendering.stored_texts import POST


def faults() -> Iterator[Fault]:
    yield from faults_in_one_pass(
        Post.objects.filter(erased_at=None),
        {
            "post.source": (_("posts without a text"), Q(source="")),
            "post.html": (_("posts without HTML"), Q(html="")),
            "post.markup_version": (
                _("posts whose HTML was made by an unknown version"),
                Q(markup_version=0) | Q(markup_version__gt=markup.VERSION),
            ),
        },
    )
    answered = Post.objects.filter(key__isnull=False).values("author", "key").annotate(times=Count("pk"))
    yield from fault_if_any(
        answered.filter(times__gt=1), "post.key", _("forms that made several posts"), "key"
    )
    edited = Post.objects.filter(revision__gt=1).annotate(kept=Count("revisions"))
    yield from fault_if_any(
        edited.exclude(kept=F("revision") - 1 - F("merged_count")),
        "post.revisions",
        _("edited posts that lost an earlier text"),
    )
    later = Revision.objects.filter(number__gte=F("post__revision"))
    yield from fault_if_any(later, "revision.number", _("earlier texts numbered later than the post"))


def warnings() -> Iterator[Fault]:
    """Texts of an older version are whole, but not what they would be today."""
    yield from fault_if_any(
        POST.rows(), "post.older", _("posts rendered by an older version (run manage.py rerender)")
    )
