"""A link alone on its line is shown as what the page behind it says of itself, once the worker has looked."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.link_cards.models import LinkCard, LinkCardUse
from forum.moderation import topic_acts
from forum.posts import removing, revising
from forum.posts.post_text import render_text
from forum.site.choices import RemoteImages
from forum.site.models import SiteSettings
from tests.attachments.conftest import content_of, picture
from tests.link_cards.conftest import ADDRESS, HEAD, asked, page, shown
from tests.plumbing.internet import answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_members")]


def test_a_link_alone_on_its_line_becomes_a_card_for_everybody(card, as_, ada):
    for reader in (None, ada):
        text = shown(as_, card.topic, reader)
        [link] = re.findall(r'<a class="alone card".*?</a>', text)
        assert f'href="{ADDRESS}" rel="ugc nofollow noopener"' in link
        assert '<bdi class="card-title">All &amp; every boat</bdi>' in link
        assert '<bdi class="card-about">How they float.</bdi>' in link
        assert '<bdi class="card-site">news.example</bdi>' in link
        assert f'<img src="/cards/{card.key}/" alt="" width="400" height="200"' in link


def test_the_picture_is_the_forums_own_copy_drawn_anew(card, as_):
    answer = as_().get(f"/cards/{card.key}/")
    assert (
        answer.headers["Content-Type"] == "image/webp"
        and answer.headers["X-Content-Type-Options"] == "nosniff"
    )
    assert content_of(answer)[8:12] == b"WEBP"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert as_().get(f"/cards/{card.key}/", HTTP_IF_NONE_MATCH=answer.headers["ETag"]).status_code == 304


def test_other_links_stay_links(web, work, as_, ada, board, start):
    own = "http://127.0.0.1:8000/t/1/"
    body = (
        f"Look at {ADDRESS}\n\n[Boats]({ADDRESS})\n\n{own}\n\nhttps://youtu.be/dQw4w9WgXcQ\n\n"
        "mailto:someone@example.org\n\nftp://news.example/boats\n\n||" + ADDRESS + "||"
    )
    topic = start(ada, board, body=body)
    work()
    assert "card" not in re.sub(
        r"/css/[^\"]*", "", shown(as_, topic).split('itemprop="text"')[1].split("</article>")[0]
    )
    assert web.asked == [] and not LinkCard.objects.exists()


def test_nothing_is_fetched_and_nothing_shown_unless_the_owner_has_switched_cards_on(
    web, work, as_, ada, board, start
):
    SiteSettings.current().change(shows_link_cards=False)
    topic = start(ada, board, body=ADDRESS)
    shown(as_, topic, ada)
    work()
    assert web.asked == [] and not LinkCard.objects.exists()


def test_what_was_kept_is_not_shown_once_cards_are_switched_off(card, as_, web):
    SiteSettings.current().change(shows_link_cards=False)
    assert "card-title" not in shown(as_, card.topic)
    assert as_().get(f"/cards/{card.key}/").status_code == 404


def test_a_page_is_fetched_once_however_many_posts_link_there(card, web, work, as_, ada, ben, say):
    say(ada, card.topic, f"{ADDRESS}\n{ADDRESS}#part")
    say(ben, card.topic, f"Again:\n\n{ADDRESS}")
    work()
    assert asked(web) == ["/boats", "/boat.png"]
    assert shown(as_, card.topic).count("card-title") == 4


def test_of_one_post_five_links_become_cards(web, work, ada, board, start):
    start(ada, board, body="\n\n".join(f"http://news.example/{number}" for number in range(7)))
    work()
    assert sorted(asked(web)) == [f"/{number}" for number in range(5)]


# --- who learns of it ---


def test_what_is_removed_before_the_worker_comes_is_not_fetched(web, work, ada, ben, board, start, say):
    topic = start(ada, board)
    removing.remove(ben, say(ben, topic, ADDRESS))
    work()
    assert web.asked == []


def test_the_picture_is_seen_by_those_who_may_read_a_post_with_the_link(card, as_, root, eve):
    post = LinkCardUse.objects.get().post
    assert as_().get(f"/cards/{card.key}/").status_code == 200
    removing.remove(post.author, post)
    assert as_().get(f"/cards/{card.key}/").status_code == 404
    assert as_(root).get(f"/cards/{card.key}/").status_code == 200
    removing.restore(post.author, post)
    topic_acts.remove(root, card.topic, "Old.")
    assert as_(eve).get(f"/cards/{card.key}/").status_code == 404


def test_a_preview_fetches_nothing(web, work, as_, ada, topic):
    text = as_(ada).post("/preview/", {"body": ADDRESS}).text
    as_(ada).post(f"{topic.get_absolute_url()}reply/", {"body": ADDRESS, "preview": "1"})
    work()
    assert ADDRESS in text and "card-title" not in text
    assert web.asked == []


def test_copies_feeds_and_emails_keep_the_link(card, as_):
    for address in (f"{card.topic.get_absolute_url()[:-1]}.md", f"{card.topic.get_absolute_url()}feed/"):
        text = as_().get(address).text
        assert ADDRESS in text and "every boat" not in text


# --- when it is looked at again ---


def test_an_edit_brings_a_card_and_takes_one(card, web, work, as_, ben):
    web.pages["news.example/2"] = page("<title>Second</title>")
    post = revising.revise(ben, LinkCardUse.objects.get().post, render_text("http://news.example/2"), base=1)
    work()
    assert "Second" in shown(as_, card.topic) and "every boat" not in shown(as_, card.topic)
    assert [use.card.address for use in LinkCardUse.objects.filter(post=post)] == ["http://news.example/2"]


def test_after_a_month_a_page_is_fetched_again_only_when_it_is_shown(card, web, work, as_):
    web.pages["news.example/boats"] = page("<title>New boats</title>")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31)) as clock:
        work()
        assert len(web.asked) == 2
        assert "every boat" in shown(as_, card.topic)
        shown(as_, card.topic)
        work()
        assert asked(web) == ["/boats", "/boat.png", "/boats"]
        assert "New boats" in shown(as_, card.topic)
        clock.shift(datetime.timedelta(days=2))
        shown(as_, card.topic)
        work()
    assert len(web.asked) == 3


def test_posts_from_before_cards_were_switched_on_get_theirs_when_they_are_read(
    web, work, as_, ada, board, start
):
    SiteSettings.current().change(shows_link_cards=False)
    topic = start(ada, board, body=ADDRESS)
    work()
    SiteSettings.current().change(shows_link_cards=True)
    assert "card-title" not in shown(as_, topic)
    work()
    assert "card-title" in shown(as_, topic)


def test_a_failure_is_remembered(web, work, as_, ada, board, start):
    web.pages["news.example/boats"] = answer(status="404 Not Found")
    topic = start(ada, board, body=ADDRESS)
    for _time in range(3):
        work()
        assert f">{ADDRESS}</a>" in shown(as_, topic)
    assert asked(web) == ["/boats"]
    card = LinkCard.objects.get()
    assert (card.state, card.error) == ("failed", "The site doesn’t have this page, or doesn’t show it.")


def test_a_site_that_is_down_is_asked_again_a_few_times(web, work, ada, board, start):
    web.pages["news.example/boats"] = answer(status="500 Oh")
    start(ada, board, body=ADDRESS)
    with time_machine.travel(timezone.now()) as clock:
        for _time in range(6):
            work()
            clock.shift(datetime.timedelta(hours=7))
    assert len(web.asked) == LinkCard.ATTEMPTS
    assert LinkCard.objects.get().state == "failed"


def test_a_page_that_is_gone_takes_its_card_and_picture_along(
    card, web, work, as_, stored, django_capture_on_commit_callbacks
):
    assert len(stored()) == 1
    web.pages["news.example/boats"] = answer(status="410 Gone")
    with (
        time_machine.travel(timezone.now() + datetime.timedelta(days=31)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        shown(as_, card.topic)
        work()
        assert "card-title" not in shown(as_, card.topic)
    assert stored() == []


# --- what a page may say ---


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (answer(b"x", Content_Type="application/pdf"), "The address leads to another kind of file."),
        (page(""), "The page has no title."),
        (page("<title> \u200b\u202e </title>"), "The page has no title."),
    ],
)
def test_what_has_nothing_to_say_stays_a_link(web, work, as_, ada, board, start, there, said):
    web.pages["news.example/boats"] = there
    topic = start(ada, board, body=ADDRESS)
    work()
    assert LinkCard.objects.get().error == said
    assert f">{ADDRESS}</a>" in shown(as_, topic)


@pytest.mark.parametrize(
    "there",
    [
        answer(status="404 Not Found"),
        answer(b"<svg xmlns='http://www.w3.org/2000/svg'/>", Content_Type="image/svg+xml"),
        answer(b"<script>alert(1)</script>", Content_Type="image/png"),
        answer(picture(20, 20), Content_Type="image/png"),
    ],
)
def test_a_card_does_without_a_picture_that_cannot_be_had(web, work, as_, ada, board, start, stored, there):
    web.pages["news.example/boat.png"] = there
    topic = start(ada, board, body=ADDRESS)
    work()
    text = shown(as_, topic)
    assert "card-title" in text and "/cards/" not in text
    assert stored() == []


def test_a_picture_in_a_private_network_is_not_asked_for(web, work, as_, ada, board, start):
    web.pages["news.example/boats"] = page(
        HEAD.replace("/boat.png", "http://169.254.169.254/latest/meta-data")
    )
    topic = start(ada, board, body=ADDRESS)
    work()
    assert "card-title" in shown(as_, topic)
    assert asked(web) == ["/boats"]


def test_what_a_page_says_is_text(web, work, as_, ada, board, start):
    evil = '</bdi></a><script>alert(1)</script>\u202egnp.exe &lt;img src=x onerror=alert(1)&gt; {{ 7 }} class="alone"'
    web.pages["news.example/boats"] = page(
        f"<title>x</title><meta property='og:title' content='{evil}'><meta name=description content='{evil}'>"
    )
    topic = start(ada, board, body=ADDRESS)
    work()
    text = shown(as_, topic)
    [link] = re.findall(r'<a class="alone card".*?</a>', text)
    assert "\u202e" not in text and "<script>alert" not in text and "<img" not in link
    assert "&lt;/bdi&gt;&lt;/a&gt;&lt;script&gt;" in link


# --- what it costs ---


def test_a_page_pays_one_query_for_all_cards_and_none_without_lone_links(
    card, as_, ada, ben, say, long_topic
):
    def queries(topic):
        browser = as_(ada)
        browser.get(topic.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            browser.get(topic.get_absolute_url())
        return [query["sql"] for query in captured if "link_cards_linkcard" in query["sql"]]

    assert len(queries(card.topic)) == 1
    for number in range(3):
        say(ben, card.topic, f"http://news.example/{number}")
    LinkCard.objects.bulk_create(
        LinkCard(address=f"http://news.example/{number}", digest=str(number)) for number in range(3)
    )
    as_(ada).get(card.topic.get_absolute_url())
    assert len([sql for sql in queries(card.topic) if "links.shown" not in sql]) == 1
    assert queries(long_topic(3)) == []
    SiteSettings.current().change(shows_link_cards=False)
    assert queries(card.topic) == []


@pytest.mark.parametrize("choice", RemoteImages.values)
def test_a_cards_picture_is_shown_whatever_becomes_of_other_sites_pictures(card, as_, choice):
    SiteSettings.current().change(remote_images=choice)
    assert f'<img src="/cards/{card.key}/"' in shown(as_, card.topic)
