"""What was stored by an older version is rendered again; nothing else about it changes."""

import pytest
from django.db import connection
from django.forms.models import model_to_dict

from forum import markup
from forum.jobs.models import Job
from forum.markup import Options, pipeline
from forum.markup.pipeline import PLAIN
from forum.notifications.models import Delivery, Notification
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.posts.revisions import Revision
from forum.rerendering.rendering import Rerendering
from forum.rerendering.stored_texts import POST, has_older_posts
from forum.site.models import SiteSettings
from forum.topics.models import Topic
from tests.example_app import posting
from tests.rerendering.conftest import OLD, html_of_other_texts, make_older

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
RENDERED = {"html", "text", "is_plain", "markup_version"}


def facts(post):
    row = Post.objects.filter(pk=post.pk).values().get()
    return {name: value for name, value in row.items() if name not in RENDERED}


def test_posts_of_an_older_version_are_rendered_again_and_others_are_not(ada, topic, say, rerender):
    older, newer = topic.posts.get(), say(ada, topic, "A *newer* one.")
    make_older(Post.objects.filter(pk=older.pk))
    Post.objects.filter(pk=newer.pk).update(html=OLD)
    assert has_older_posts()
    assert rerender() == {"changed": 1}
    older.refresh_from_db()
    assert (older.html, older.text) == (markup.render(older.source).html, "How does this work?")
    assert older.markup_version == markup.VERSION
    assert Post.objects.get(pk=newer.pk).html == OLD
    assert not has_older_posts()
    assert rerender() == {}


def test_a_post_that_reads_the_same_only_gets_the_version(topic, rerender):
    Post.objects.update(markup_version=1)
    before = Topic.objects.get().version
    assert rerender() == {"same": 1}
    assert Post.objects.get().markup_version == markup.VERSION
    assert Topic.objects.get().version == before


def test_all_of_them_are_rendered_again_when_asked_for(topic, rerender):
    Post.objects.update(html=OLD)
    assert rerender() == {}
    assert rerender(is_all=True) == {"changed": 1}
    assert Post.objects.get().html != OLD


def test_the_posts_of_one_topic_are_rendered_again_when_asked_for(ada, board, start, topic, rerender):
    other = start(ada, board, title="Another")
    Post.objects.update(html=OLD)
    assert rerender(topic=topic.pk) == {"changed": 1}
    assert topic.posts.get().html != OLD
    assert other.posts.get().html == OLD


def test_texts_are_read_with_the_settings_of_the_site(topic, rerender, monkeypatch):
    SiteSettings().change(reads_bbcode=True)
    monkeypatch.setattr(pipeline, "convert", lambda source, options: f"<p>{options}</p>")
    rerender(is_all=True)
    assert Post.objects.get().text == str(Options(bbcode=True))


def test_nothing_else_about_a_post_changes_and_nobody_is_notified(ada, ben, topic, say, rerender):
    post = say(ben, topic, "You mean **this**, @ada?")
    revise(ben, post, render_text("You mean *this*, @ada?"), base=1)
    post.refresh_from_db()
    Job.objects.all().delete()
    before = facts(post)
    make_older()
    rerender()
    assert facts(post) == before
    assert not (Job.objects.exists() or Notification.objects.exists() or Delivery.objects.exists())


def test_a_removed_post_is_rendered_again_too(topic, rerender):
    make_older()
    Post.objects.update(removed_at="2026-01-01T00:00Z")
    assert rerender() == {"changed": 1}


def test_visitors_see_the_new_rendering_at_once(client, topic, rerender):
    make_older()
    assert "As it was shown before." in client.get(topic.get_absolute_url()).text
    rerender()
    page = client.get(topic.get_absolute_url()).text
    assert "As it was shown before." not in page
    assert "How does this work?" in page


def test_every_other_text_is_rendered_again(ada, topic, other_texts, rerender):
    post = topic.posts.get()
    revise(ada, post, render_text("Said *better*."), base=1)
    Revision.objects.update(html=OLD, markup_version=1)
    assert rerender() == {"changed": 6}
    html = html_of_other_texts()
    assert len(html) == 7
    assert OLD not in html
    assert html[0] == markup.render("About *me*.").html
    assert rerender() == {}


def test_pages_and_texts_that_are_done_are_left_alone(other_texts, rerender):
    SiteSettings().change(markup_version=markup.VERSION)
    assert rerender() == {"changed": 1}  # what a member says of themselves
    assert html_of_other_texts().count(OLD) == 4


def test_empty_texts_are_no_texts(ben, rerender):
    SiteSettings().change(welcome="")
    assert rerender() == {}


def test_whoever_was_linked_stays_linked_and_nobody_else_is(ada, ben, eve, topic, say, rerender):
    post = say(ben, topic, "@Ada, did @carol know?")
    assert 'href="/u/ada/">@Ada</a>' in post.html
    eve.username, eve.username_key = "carol", "carol"
    eve.save()
    ada.is_active = False
    ada.save()
    Post.objects.filter(pk=post.pk).update(html=post.html + "<hr>", markup_version=1)
    assert rerender() == {"changed": 1}
    assert Post.objects.get(pk=post.pk).html == post.html


def test_what_an_app_keeps_of_posts_follows(topic, rerender, monkeypatch):
    given = []
    monkeypatch.setattr("forum.posts.storing._writers", [given.extend, posting.write_lengths])
    make_older()
    rerender()
    assert [(post.pk, post.text) for post in given] == [(topic.posts.get().pk, "How does this work?")]


@pytest.mark.parametrize("source", [">", "\u200b"])
def test_what_would_only_be_plain_text_now_keeps_its_html(topic, rerender, source):
    make_older()
    Post.objects.update(source=source)
    assert rerender() == {"kept": 1}
    post = Post.objects.get()
    assert (post.html, post.text, post.is_plain) == (OLD, "Before.", False)
    assert rerender() == {}, "it is not tried for ever"


def test_a_renderer_that_fails_takes_nothing_away(topic, rerender, monkeypatch):
    def fail(source, options):
        raise ZeroDivisionError

    monkeypatch.setattr(pipeline, "convert", fail)
    make_older()
    assert rerender() == {"kept": 1}
    assert Post.objects.get().html == OLD


def test_a_plain_text_may_become_more_than_that(topic, rerender):
    make_older(html=f"{PLAIN}How does this work?</pre>")
    Post.objects.update(is_plain=True)
    assert rerender() == {"changed": 1}
    assert not Post.objects.get().is_plain


def test_the_report_names_what_kept_its_html_and_why(topic, no_children):
    make_older()
    Post.objects.update(source=">")
    work = Rerendering()
    list(work.run())
    [(address, reason)] = work.report.kept
    assert address.endswith(f"/p/{topic.posts.get().pk}/")
    assert "nothing to see" in reason


def test_a_trial_changes_nothing(topic, other_texts, rerender):
    make_older()
    before = [model_to_dict(Post.objects.get()), html_of_other_texts(), Topic.objects.get().version]
    assert rerender(is_trial=True) == {"changed": 6}
    assert [model_to_dict(Post.objects.get()), html_of_other_texts(), Topic.objects.get().version] == before
    assert has_older_posts()


def test_a_text_that_was_edited_since_it_was_read_stays_as_edited(ada, topic, no_children, monkeypatch):
    make_older()
    real = markup.render_many

    def edited_meanwhile(*asked, **more):
        for row, result in real(*asked, **more):
            if isinstance(row, Post):
                revise(ada, row, render_text("The *last* word."), base=1)
            yield row, result

    monkeypatch.setattr(markup, "render_many", edited_meanwhile)
    work = Rerendering()
    list(work.run())
    assert work.report.counts == {"overtaken": 1}
    assert Post.objects.get().text == "The last word."


def test_many_posts_are_read_and_saved_in_few_queries(long_topic, rerender, django_assert_max_num_queries):
    long_topic(300)
    Post.objects.update(markup_version=1)
    with django_assert_max_num_queries(384):  # one for each post, and a few for each batch
        rerender()


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL reads small tables without their indexes"
)
def test_whether_there_are_older_posts_is_one_look_at_an_index(topic):
    assert "post_markup_version" in POST.rows().order_by().explain()
