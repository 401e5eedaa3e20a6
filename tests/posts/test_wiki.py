"""Wiki posts: opened by author or moderator, edited by members of the board, with all authors named."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from forum.boards.presets import Preset, apply_preset
from forum.moderation import topic_acts
from forum.moderation.models import LogEntry
from forum.notifications.models import Notification
from forum.posts import wiki_posts
from forum.posts.models import Post
from forum.posts.revisions import Revision
from forum.site.models import SiteSettings
from forum.topics.models import Topic


@pytest.fixture
def post(topic):
    return topic.posts.get()


@pytest.fixture
def wiki(ada, post):
    wiki_posts.make_wiki(ada, post)
    return post


def act(browser, post, name):
    return browser.post(f"/p/{post.pk}/{name}/")


def edit(browser, post, body="Better", **more):
    post.refresh_from_db()
    return browser.post(f"/p/{post.pk}/edit/", {"body": body, "base": post.revision} | more)


def test_an_author_opens_a_post_for_all_who_may_reply(as_, ada, ben, post):
    assert edit(as_(ben), post).status_code == 403
    assert act(as_(ada), post, "make-wiki").status_code == 303
    assert edit(as_(ben), post).status_code == 303
    post.refresh_from_db()
    assert (post.source, post.edited_by, post.wiki_by) == ("Better", ben, ada)
    assert not LogEntry.objects.exists()


def test_a_wiki_post_says_so_and_names_all_its_authors(as_, ben, eve, wiki):
    edit(as_(ben), wiki)
    edit(as_(eve), wiki, "Best")
    page = as_().get(wiki.topic.get_absolute_url()).text
    line = page.partition('class="post-wiki"')[2].partition("</p>")[0]
    assert "Wiki post" in line
    assert [line.index(f"/u/{name}/") for name in ("ada", "ben", "eve")] == sorted(
        line.index(f"/u/{name}/") for name in ("ada", "ben", "eve")
    )
    assert "edited by <bdi>eve</bdi>" in page
    assert "moderator" not in page.partition("<footer")[0]


def test_the_line_of_a_wiki_posts_authors_stays_short_and_leads_to_the_rest(as_, ben, wiki):
    for number in range(2, 20):
        member = User.objects.create_user(f"writer-{number}")
        text = {"source": "x", "html": "<p>x</p>", "markup_version": 1}
        Revision.objects.create(
            post=wiki, number=number, written_by=member, written_at=wiki.created_at, **text
        )
    page = as_(ben).get(wiki.topic.get_absolute_url()).text
    line = page.partition('class="post-wiki"')[2].partition("</p>")[0]
    assert line.count("/u/") == 6
    assert f'<a href="/p/{wiki.pk}/history/">and 13 more</a>' in line
    line = (
        as_().get(wiki.topic.get_absolute_url()).text.partition('class="post-wiki"')[2].partition("</p>")[0]
    )
    assert "and 13 more" in line and "history" not in line


def test_members_do_not_rename_the_topic_of_a_wiki_post(as_, ben, wiki):
    edit(as_(ben), wiki, title="Ben's title", tags=[])
    wiki.topic.refresh_from_db()
    assert wiki.topic.title == "A first question"


def test_its_history_is_open_to_members_whatever_the_owner_chose(as_, eve, wiki):
    SiteSettings.current().change(history_readers="author")
    assert as_(eve).get(f"/p/{wiki.pk}/history/").status_code == 200
    assert as_().get(f"/p/{wiki.pk}/history/").status_code == 303


def test_only_author_and_moderators_restore_its_versions(as_, ben, eve, wiki):
    edit(as_(ben), wiki)
    answer = as_(eve).post(f"/p/{wiki.pk}/history/1/restore/", {"base": 2})
    assert answer.status_code == 403


def test_an_author_ends_it(as_, ada, ben, wiki):
    assert act(as_(ada), wiki, "end-wiki").status_code == 303
    assert edit(as_(ben), wiki).status_code == 403


def test_a_moderator_opens_and_ends_it_which_is_logged_told_and_undone(as_, ada, ben, mod, post):
    assert act(as_(mod), post, "make-wiki").status_code == 303
    assert Post.objects.get().is_wiki
    entry = LogEntry.objects.get()
    assert (entry.act, entry.by) == ("make-wiki", mod)
    as_(mod).post("/moderate/undo/", {"undo": entry.pk})
    assert not Post.objects.get().is_wiki
    act(as_(mod), post, "make-wiki")
    act(as_(mod), post, "end-wiki")
    assert not Post.objects.get().is_wiki
    assert not Notification.objects.filter(member=ben).exists()


def test_a_moderators_edit_of_a_wiki_post_is_logged_too(as_, mod, wiki):
    edit(as_(mod), wiki, title=wiki.topic.title)
    assert LogEntry.objects.get().act == "edit"


@pytest.mark.parametrize("name", ["make-wiki", "end-wiki"])
def test_others_neither_open_nor_end_it(name, as_, eve, post, ada):
    if name == "end-wiki":
        wiki_posts.make_wiki(ada, post)
    before = Post.objects.get().wiki_at
    assert act(as_(eve), post, name).status_code == 403
    assert act(as_(), post, name).status_code == 303
    assert as_(ada).get(f"/p/{post.pk}/{name}/").status_code == 405
    assert Post.objects.get().wiki_at == before


def test_the_owner_may_leave_it_to_moderators(as_, ada, mod, post):
    SiteSettings.current().change(wiki_makers="moderators")
    assert "Make wiki post" not in as_(ada).get(post.topic.get_absolute_url()).text
    assert act(as_(ada), post, "make-wiki").status_code == 403
    assert act(as_(mod), post, "make-wiki").status_code == 303
    # What is open under their name authors may still close.
    assert act(as_(ada), post, "end-wiki").status_code == 303


def test_doing_it_twice_is_doing_it_once(as_, ada, mod, post):
    act(as_(ada), post, "make-wiki")
    version = Topic.objects.get().version
    act(as_(ada), post, "make-wiki")
    act(as_(mod), post, "make-wiki")
    assert Topic.objects.get().version == version
    assert not LogEntry.objects.exists()


def test_a_wiki_post_is_closed_where_nobody_may_write(as_, ben, mod, wiki, board):
    topic_acts.lock(mod, wiki.topic, "x")
    assert edit(as_(ben), wiki).status_code == 409
    topic_acts.unlock(mod, wiki.topic)
    apply_preset(board, Preset.STAFF)
    assert edit(as_(ben), wiki).status_code == 404


def test_what_is_in_the_reply_box_is_there_again_after_it(as_, ada, post):
    browser = as_(ada)
    browser.post(f"/p/{post.pk}/make-wiki/", {"body": "Half a thought"})
    assert "Half a thought" in browser.get(post.topic.get_absolute_url()).text


def test_a_page_with_many_wiki_posts_takes_no_more_queries_than_with_one(as_, ada, ben, eve, wiki, say):
    def count():
        with CaptureQueriesContext(connection) as queries:
            as_(eve).get(wiki.topic.get_absolute_url())
        return len(queries)

    edit(as_(ben), wiki)
    say(ada, wiki.topic)
    count()  # the first visit notes how far one has read
    one = count()
    for _reply in range(4):
        post = say(ada, wiki.topic)
        wiki_posts.make_wiki(ada, post)
        edit(as_(ben), post)
    count()
    assert count() == one
