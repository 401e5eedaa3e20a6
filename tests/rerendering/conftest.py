import pytest

from accounts.models import User
from forum import markup
from forum.announcements.models import Announcement
from forum.own_pages.models import OwnPage
from forum.posts.models import Post
from forum.posts.revisions import Revision
from forum.rerendering.rendering import Rerendering
from forum.site.models import SiteSettings
from tests.plumbing.rendering import rendered_here

OLD = "<p>As it was shown before.</p>"


@pytest.fixture
def no_children(monkeypatch):
    """Texts are rendered here: starting processes for each test takes long."""
    monkeypatch.setattr(markup, "render_many", rendered_here)


@pytest.fixture
def rerender(no_children):
    """rerender(**options) → how many texts had which outcome."""

    def act(**options):
        work = Rerendering(**options)
        list(work.run())
        return {str(outcome): count for outcome, count in work.report.counts.items()}

    return act


def make_older(posts=None, html=OLD):
    """Give posts, or all of them, HTML that an older version has made."""
    (Post.objects.all() if posts is None else posts).update(html=html, text="Before.", markup_version=1)


@pytest.fixture
def other_texts(ben):
    """A text in every other place that keeps HTML, each rendered by an older version."""
    User.objects.filter(pk=ben.pk).update(about="About *me*.", about_html=OLD, about_version=1)
    SiteSettings().change(
        welcome="Come *in*.", welcome_html=OLD, foot_text="Our *foot*.", foot_html=OLD, markup_version=1
    )
    OwnPage.objects.create(name="Rules", slug="rules", text="Be *kind*.", html=OLD)
    Announcement.objects.create(title="Soon", text="It *comes*.", html=OLD, is_banner=True)


def html_of_other_texts():
    site = SiteSettings.current()
    return [
        *User.objects.exclude(about="").values_list("about_html", flat=True),
        site.welcome_html,
        site.foot_html,
        *OwnPage.objects.values_list("html", flat=True),
        *Announcement.objects.values_list("html", flat=True),
        *(banner["html"] for banner in site.banners),
        *Revision.objects.values_list("html", flat=True),
    ]
