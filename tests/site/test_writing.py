"""What the owner lets members write besides Markdown holds wherever a text is written or previewed."""

import pytest
from django.urls import reverse

from forum.announcements.models import Announcement
from forum.markup import Options, pipeline
from forum.own_pages.models import OwnPage
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.site.models import SiteSettings
from tests.plumbing.site_settings import UNCHANGED

CHOSEN = {"reads_bbcode": True, "reads_smileys": False, "reads_maths": True}
OPTIONS = Options(bbcode=True, smileys=False, maths=True)
SHOWN = str(OPTIONS)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def options_shown(monkeypatch):
    """Every text says what it was read with."""
    monkeypatch.setattr(pipeline, "convert", lambda source, options: f"<p>{options}</p>")


@pytest.fixture
def chosen():
    SiteSettings().change(**CHOSEN)


def test_a_new_forum_reads_smileys_alone():
    assert SiteSettings.current().markup_options == Options() == Options(False, True, False)


def test_a_text_is_read_with_the_settings_of_the_site(chosen):
    assert render_text("x").rendered.text == SHOWN


def test_a_text_is_read_with_the_options_that_its_page_has_read_already(chosen, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert render_text("x", options=Options()).rendered.text == str(Options())


@pytest.mark.usefixtures("chosen")
class TestChosen:
    def test_replies_and_their_previews(self, client, ben, topic):
        client.force_login(ben)
        there = reverse("reply", args=[topic.pk, topic.slug])
        sent = {"body": "Yes.", "key": "k"}
        assert SHOWN in client.post(there, sent | {"preview": "1"}).text
        client.post(there, sent)
        assert Post.objects.get(author=ben).text == SHOWN

    def test_topics_and_their_previews(self, client, ben, board):
        client.force_login(ben)
        there = reverse("topic-new", args=[board.slug])
        sent = {"title": "A question", "body": "Why?", "key": "k"}
        assert SHOWN in client.post(there, sent | {"preview": "1"}).text
        client.post(there, sent)
        assert Post.objects.get(author=ben).text == SHOWN

    def test_edits(self, client, ada, topic):
        client.force_login(ada)
        post = topic.posts.get()
        client.post(reverse("post-edit", args=[post.pk]), {"title": "A title", "body": "Better.", "base": 1})
        post.refresh_from_db()
        assert (post.source, post.text) == ("Better.", SHOWN)

    def test_the_preview_that_scripts_ask_for(self, client, ben):
        client.force_login(ben)
        assert SHOWN in client.post(reverse("preview"), {"body": "x"}).text

    def test_what_members_say_about_themselves(self, client, ben):
        client.force_login(ben)
        client.post(reverse("settings"), {"display_name": "", "about": "Me."})
        ben.refresh_from_db()
        assert ben.about_html == f'<p dir="auto">{SHOWN}</p>'

    def test_pages_and_announcements_of_the_owner(self, client, root):
        client.force_login(root)
        page = {"name": "Rules", "slug": "rules", "text": "Be kind.", "audience": "everyone"}
        client.post(reverse("admin:own_pages_ownpage_add"), page)
        assert SHOWN in OwnPage.objects.get().html
        said = {"title": "Soon", "text": "A word.", "audience": "everyone"}
        said |= {"starts_at_0": "2026-11-01", "starts_at_1": "10:00", "starts_at": "2026-11-01T10:00"}
        client.post(reverse("admin:announcements_announcement_add"), said)
        assert SHOWN in Announcement.objects.get().html


SAID = {
    **UNCHANGED,
    "name": "Lantern",
    "default_theme": "dark",
    "default_density": "comfortable",
    "welcome": "Come in.",
    "foot_text": "Run by us.",
}


def test_the_owner_chooses_in_the_admin_and_the_texts_there_follow_at_once(client, root):
    client.force_login(root)
    there = reverse("admin:site_sitesettings_change", args=[1])
    page = client.get(there).text
    assert "Writing" in page
    for words in ("members can write BBCode", "text smileys become emoji", "members can write formulas"):
        assert words in page.replace("Members", "members").replace("Text", "text")
    client.post(there, SAID | {"reads_bbcode": "on", "reads_maths": "on"})
    site = SiteSettings.current()
    assert site.markup_options == OPTIONS
    assert site.welcome_html == site.foot_html == f'<p dir="auto">{SHOWN}</p>'
    client.post(there, SAID | {"reads_smileys": "on"})
    site = SiteSettings.current()
    assert site.markup_options == Options()
    assert site.welcome_html == f'<p dir="auto">{Options()}</p>'


def test_a_welcome_that_is_refused_is_refused_beside_its_field(client, root):
    client.force_login(root)
    there = reverse("admin:site_sitesettings_change", args=[1])
    page = client.post(there, SAID | {"welcome": "\u200b"})
    assert set(page.context["adminform"].errors) == {"welcome"}
