"""What a page asks while somebody reads it: how many new replies there are, and, when told to, the posts themselves."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.jobs.running import run_due
from forum.moderation import post_acts
from forum.topics.models import ReadMark

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def news(browser, topic, after=1, **headers):
    return browser.get(f"{topic.get_absolute_url()}news/?after={after}", headers=headers)


def test_it_counts_what_others_wrote_since_and_leads_there(as_, ada, ben, eve, topic, say):
    assert news(as_(eve), topic).json() == {"readers": "", "words": "", "address": ""}
    first = say(ben, topic)
    answer = news(as_(eve), topic).json()
    assert answer["words"] == "1 new reply, show it"
    assert answer["address"] == f"{topic.get_absolute_url()}#post-{first.pk}"
    say(ada, topic)
    assert news(as_(eve), topic).json()["words"] == "2 new replies, show them"
    assert news(as_(eve), topic, after=2).json()["words"] == "1 new reply, show it"


def test_ones_own_the_ignored_and_the_removed_are_not_counted(as_, ada, ben, eve, mod, topic, say):
    say(eve, topic)
    say(ben, topic)
    following.mute(eve, ben)
    post_acts.remove(mod, say(ada, topic), "x")
    assert news(as_(eve), topic).json()["words"] == ""
    assert news(as_(), topic).json()["words"] == "2 new replies, show them"


def test_more_than_99_are_99_and_more(as_, long_topic):
    topic = long_topic(130)
    assert news(as_(), topic, after=31).json()["words"] == "99 new replies, show them"
    assert news(as_(), topic, after=20).json()["words"] == "99+ new replies, show them"


def test_an_unchanged_answer_is_not_sent_again_and_asks_less(as_, ben, eve, topic, say):
    browser = as_(eve)
    say(ben, topic)
    with CaptureQueriesContext(connection) as first:
        etag = news(browser, topic).headers["ETag"]
    with CaptureQueriesContext(connection) as again:
        answer = news(browser, topic, **{"if-none-match": etag})
    assert answer.status_code == 304
    assert not answer.content
    assert len(again) < len(first) <= 9
    say(ben, topic)
    assert news(browser, topic, **{"if-none-match": etag}).status_code == 200


def test_asking_writes_nothing_and_marks_nothing_read(as_, ben, eve, topic, say):
    browser = as_(eve)
    say(ben, topic)
    with CaptureQueriesContext(connection) as queries:
        news(browser, topic)
        browser.get(f"{topic.get_absolute_url()}news/posts/?after=1")
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not ReadMark.objects.filter(member=eve).exists()


def test_the_posts_are_as_on_the_page(as_, ben, eve, topic, say):
    first, second = say(ben, topic, "One **bold** answer."), say(ben, topic, "And another.")
    browser = as_(eve)
    added = browser.get(f"{topic.get_absolute_url()}news/posts/?after=1").text
    assert added.strip().startswith('<div data-after="3"')
    page = browser.get(topic.get_absolute_url()).text
    for post in (first, second):
        begin = f'<article id="post-{post.pk}"'
        assert begin in added
        said = page.partition(begin)[2].partition("</h3>")[0]
        assert said
        assert said in added
    assert "How does this work?" not in added
    assert "And another." in browser.get(f"{topic.get_absolute_url()}news/posts/?after=2").text
    assert "<article" not in browser.get(f"{topic.get_absolute_url()}news/posts/?after=3").text


def test_a_removed_posts_text_and_an_ignored_members_name_stay_where_they_are(as_, ben, eve, mod, topic, say):
    post_acts.remove(mod, say(ben, topic, "xylograph"), "x")
    say(ben, topic, "Folded words.")
    address = f"{topic.get_absolute_url()}news/posts/?after=1"
    assert "xylograph" not in as_(eve).get(address).text
    assert "xylograph" in as_(mod).get(address).text
    assert "post-folded" not in as_(eve).get(address).text
    following.mute(eve, ben)
    assert "post-folded" in as_(eve).get(address).text


def test_they_end_where_the_page_ends(as_, ada, long_topic):
    topic = long_topic(45)
    added = as_().get(f"{topic.get_absolute_url()}news/posts/?after=18").text
    assert added.count("<article") == 2
    assert '<div data-after="20" data-count="45 posts "' in " ".join(added.split())
    assert f"{topic.get_absolute_url()}?page=2#post-" in news(as_(), topic, after=20).json()["address"]


@pytest.mark.parametrize(
    "query", ["", "after=0", "after=-1", "after=x", "after=1&after=2", "after=99999999999"]
)
def test_a_number_that_is_none_is_not_found(query, as_, topic):
    address = f"{topic.get_absolute_url()}news/"
    assert as_().get(f"{address}posts/?{query}").status_code == 404
    assert as_().get(f"{address}?{query}").status_code == (404 if query else 200)


def test_what_was_shown_is_marked_read_by_a_form_alone(as_, ben, eve, topic, say):
    say(ben, topic)
    browser, address = as_(eve), f"{topic.get_absolute_url()}seen/"
    assert browser.get(address).status_code == 405
    assert browser.get(f"{address}?number=2").status_code == 405
    assert not ReadMark.objects.filter(member=eve).exists()
    assert browser.post(address, {"number": 2}).status_code == 204
    assert ReadMark.objects.get(member=eve).number == 2
    assert browser.post(address, {"number": 1}).status_code == 204
    assert ReadMark.objects.get(member=eve).number == 2
    assert browser.post(address, {"number": 999999999}).status_code == 204
    assert ReadMark.objects.get(member=eve).number == 2
    for number in ("", "-1", "x", "٣", "9" * 30):
        assert browser.post(address, {"number": number}).status_code == 404
    assert as_().post(address, {"number": 2}).status_code == 403


def test_what_was_shown_rings_no_more(as_, ada, ben, topic, say):
    following.follow(ada, topic)
    say(ben, topic)
    while run_due():
        pass
    browser = as_(ada)
    assert browser.get("/notifications/count/").json()["unread"] == 1
    browser.post(f"{topic.get_absolute_url()}seen/", {"number": 2})
    assert browser.get("/notifications/count/").json()["unread"] == 0


def test_a_topic_out_of_sight_tells_nothing(as_, ben, board, topic, say):
    say(ben, topic)
    place = topic.get_absolute_url()
    asked = (f"{place}news/?after=1", f"{place}news/posts/?after=1", f"{place}go-to/?to=post&number=1")
    for address in asked:
        assert as_().get(address).status_code in (200, 303)
    apply_preset(board, Preset.STAFF)
    for address in asked:
        assert as_().get(address).status_code == 404
        assert as_(ben).get(address).status_code == 404
    assert as_(ben).post(f"{place}seen/", {"number": 2}).status_code == 404


def test_asking_without_end_is_refused(as_, eve, topic):
    browser = as_(eve)
    answers = {news(browser, topic).status_code for _ in range(121)}
    assert answers == {200, 429}
