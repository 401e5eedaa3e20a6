"""What a member says about themselves is shown once so many of their posts are public, and nowhere before."""

import pytest

from forum.moderation import post_acts
from forum.posts.post_text import render_text
from forum.search.changed_posts import look_at_changes
from forum.site.models import SiteSettings
from tests.conftest import join

pytestmark = pytest.mark.django_db

ABOUT = "I sell [xylowatches](https://xylo.example/)."
# All that shows something of a member; braces: a topic of theirs.
SURFACES = [
    "/u/nia/", "/u/nia/?show=topics", "/u/nia/feed/", "/u/nia/followers/", "/u/nia/report/", "/search/?q=xylowatches",
    "/search/?q=author:nia", "/search/suggestions/?q=nia", "/members/suggestions/?q=nia", "/completion/people/?place=start&q=nia",
    "/oembed/?url=http://127.0.0.1:8000{topic}", "{topic}", "{topic}.md", "{topic}.json", "{topic}feed/", "/latest/", "/feed/", "/b/general/",
    "/sitemap.xml", "/sitemaps/members-1.xml", "/settings/export/",
]  # fmt: skip


@pytest.fixture
def seller(nia, board, start):
    text = render_text(ABOUT)
    type(nia).objects.filter(pk=nia.pk).update(about=ABOUT, about_html=text.rendered.html)
    nia.refresh_from_db()
    nia.own_topic = start(nia, board)
    while look_at_changes():
        pass
    return nia


def sees(browser, member):
    return "xylowatches" in browser.get(f"/u/{member.username}/").text


@pytest.mark.parametrize("who", [None, "ben", "mod"])
def test_nobody_else_finds_it_anywhere(as_, request, ben, mod, seller, who):
    browser = as_(request.getfixturevalue(who) if who else None)
    address = seller.own_topic.get_absolute_url()
    for surface in SURFACES:
        path = surface.replace("{topic}.", address.rstrip("/") + ".").replace("{topic}", address)
        text = browser.get(path).text
        assert "xylo.example" not in text, path
        # Searches repeat what was asked.
        assert "I sell" not in text, path


def test_the_member_and_staff_see_it_and_that_others_do_not(as_, root, seller):
    own, staffs = as_(seller).get("/u/nia/").text, as_(root).get("/u/nia/").text
    assert "xylowatches" in own
    assert "Others see this once 3 posts of yours are public." in own
    assert "xylowatches" in staffs
    assert "Only the member and staff see this" in staffs
    assert "after 3 public posts" in as_(seller).get("/settings/").text


def test_it_is_shown_with_the_third_post_and_hidden_again_if_one_is_removed(as_, root, seller, topic, say):
    say(seller, topic)
    assert not sees(as_(), seller)
    third = say(seller, topic)
    assert sees(as_(), seller)
    assert "Others see this" not in as_(seller).get("/u/nia/").text
    post_acts.remove(root, third, "Spam")
    assert not sees(as_(), seller)


@pytest.mark.parametrize(("needed", "is_seen"), [(0, True), (1, True), (2, False)])
def test_the_owner_says_how_many(as_, seller, needed, is_seen):
    SiteSettings.current().change(profile_posts=needed)
    assert sees(as_(), seller) is is_seen


def test_staff_need_none(as_, seller):
    keeper = join("keeper", is_staff=True, about=ABOUT, about_html=seller.about_html)
    assert sees(as_(), keeper)
    assert not sees(as_(), seller)
