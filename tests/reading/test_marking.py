"""Marking as read, and as unread: by buttons, undone by a button, and told to the bell."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.follows import following
from forum.jobs.running import run_due
from forum.notifications.models import Notification
from forum.reading.models import ReadLine
from forum.reading.unread import unread_counts, unread_topics
from forum.topics import read_marks
from forum.topics.models import ReadMark, Tag
from tests.conftest import opened

pytestmark = pytest.mark.django_db

UNDO = re.compile(r'class="undo" method="post" action="([^"]+)"')


def undo_in(page: str) -> str:
    return UNDO.search(page)[1].replace("&amp;", "&")


def words_of(member, topic):
    counts = unread_counts(member, [topic])
    return counts[topic.pk].words if counts else "0"


def test_a_topic_is_marked_as_read_and_that_is_undone(as_, eve, ben, topic, say):
    read_marks.mark_read(eve, topic, 1)
    say(ben, topic)
    browser = as_(eve)
    answer = browser.post(f"{topic.get_absolute_url()}read/", {"next": "/latest/"})
    assert (answer.status_code, answer.url) == (303, "/latest/")
    assert words_of(eve, topic) == "0"
    page = browser.get("/latest/").text
    assert "” is marked as read." in page
    answer = browser.post(undo_in(page), {"next": "/latest/"})
    assert (answer.status_code, answer.url) == (303, "/latest/")
    assert words_of(eve, topic) == "1"
    assert ReadMark.objects.get().number == 1


def test_undoing_brings_back_no_more_than_was_unread(as_, joined_long_ago, ben, topic, age, say):
    """What was too old to be unread in a topic never opened stays so, though there is a mark now."""
    say(ben, topic)
    age(topic, 40)
    say(ben, topic)
    assert words_of(joined_long_ago, topic) == "1"
    browser = as_(joined_long_ago)
    browser.post(f"{topic.get_absolute_url()}read/", {"next": "/"})
    browser.post(undo_in(browser.get("/").text))
    assert words_of(joined_long_ago, topic) == "1"


def test_a_topic_that_was_never_opened_is_new_again_after_undoing(as_, eve, topic):
    browser = as_(eve)
    browser.post(f"{topic.get_absolute_url()}read/", {"next": "/"})
    browser.post(undo_in(browser.get("/").text))
    assert unread_counts(eve, [topic])[topic.pk].is_new


def test_unread_from_a_post_leads_to_the_board_and_is_undone(as_, eve, long_topic):
    topic = long_topic(30)
    read_marks.mark_read(eve, topic, 30)
    browser = as_(eve)
    post = topic.posts.get(number=12)
    assert f'action="/p/{post.pk}/unread/"' in browser.get(topic.get_absolute_url()).text
    answer = browser.post(f"/p/{post.pk}/unread/")
    assert (answer.status_code, answer.url) == (303, topic.board.get_absolute_url())
    assert words_of(eve, topic) == "19"
    page = browser.get(answer.url).text
    assert "is marked as unread from post 12 on." in page
    assert ">19 new<" in page
    assert browser.get(f"{topic.get_absolute_url()}unread/").url.endswith(f"#post-{post.pk}")
    browser.post(undo_in(page))
    assert words_of(eve, topic) == "0"


def test_undoing_unread_from_here_counts_as_read_what_a_line_had_said_so(as_, eve, long_topic):
    topic = long_topic(10)
    ReadLine.objects.create(member=eve, at=timezone.now())
    browser = as_(eve)
    browser.post(f"/p/{topic.posts.get(number=5).pk}/unread/")
    assert words_of(eve, topic) == "6"
    browser.post(undo_in(browser.get("/").text))
    assert words_of(eve, topic) == "0"


def test_a_board_is_marked_as_read_with_those_below_it_that_one_sees_and_undone(
    as_, ada, eve, root, board, start
):
    below = opened("Below", "public", parent=board)
    hidden = opened("Hidden", "staff", parent=board)
    beside = opened("Beside", "public")
    topics = {
        place: start(ada if place is not hidden else root, place, title=place.name)
        for place in (board, below, hidden, beside)
    }
    browser = as_(eve)
    assert set(unread_topics(eve)) == {topics[board], topics[below], topics[beside]}
    answer = browser.post("/b/general/read/")
    assert (answer.status_code, answer.url) == (303, "/b/general/")
    assert set(unread_topics(eve)) == {topics[beside]}
    assert {line.board for line in ReadLine.objects.all()} == {board, below}
    browser.post(undo_in(browser.get("/b/general/").text))
    assert set(unread_topics(eve)) == {topics[board], topics[below], topics[beside]}


def test_a_tag_and_everything_are_marked_as_read_and_undone(as_, ada, eve, board, start):
    glue = Tag.objects.create(name="Glue", slug="glue")
    tagged, plain = start(ada, board, tags=[glue]), start(ada, board, title="Plain")
    browser = as_(eve)
    browser.post("/tag/glue/read/")
    assert set(unread_topics(eve)) == {plain}
    browser.post(undo_in(browser.get("/").text))
    assert set(unread_topics(eve)) == {plain, tagged}
    answer = browser.post("/unread/read/", {"next": "/latest/"})
    assert answer.url == "/latest/"
    assert not unread_topics(eve)
    browser.post(undo_in(browser.get("/").text))
    assert set(unread_topics(eve)) == {plain, tagged}


def test_undoing_brings_back_the_line_that_counted_before(as_, eve, ben, topic, say):
    browser = as_(eve)
    browser.post("/b/general/read/")
    say(ben, topic)
    browser.get("/")
    browser.post("/b/general/read/")
    assert words_of(eve, topic) == "0"
    browser.post(undo_in(browser.get("/").text))
    assert words_of(eve, topic) == "1"


def test_an_undo_whose_lines_were_replaced_changes_nothing(as_, eve, topic):
    browser = as_(eve)
    browser.post("/unread/read/")
    old = undo_in(browser.get("/").text)
    browser.post("/unread/read/")
    browser.get("/")
    browser.post(old)
    assert "Nothing changed." in browser.get("/").text
    assert words_of(eve, topic) == "0"


def test_marking_read_silences_the_bell_for_what_it_is_about(
    as_, ada, eve, ben, board, members_board, start, say
):
    here, elsewhere = start(ada, board), start(ada, members_board, title="Elsewhere")
    for topic in (here, elsewhere):
        following.follow(eve, topic, "site")
        say(ben, topic)
    while run_due():
        pass
    unread = Notification.objects.filter(member=eve, read_at=None)
    assert unread.count() == 2
    as_(eve).post("/b/general/read/")
    assert unread.get().topic == elsewhere
    as_(eve).post(f"{elsewhere.get_absolute_url()}read/")
    assert not unread.exists()


@pytest.mark.parametrize("address", ["/unread/read/", "/b/general/read/", "/t/{pk}-x/read/"])
def test_undoing_rings_the_bell_again_for_what_rang_before(address, as_, ada, eve, ben, board, start, say):
    looked_at, topic = start(ada, board), start(ada, board, title="Not looked at")
    for each in (looked_at, topic):
        following.follow(eve, each, "site")
        say(ben, each)
    while run_due():
        pass
    Notification.objects.filter(member=eve, topic=looked_at).update(read_at=timezone.now())
    browser = as_(eve)
    browser.post(address.format(pk=topic.pk), {"next": "/"})
    page = browser.get("/").text
    assert 'aria-label="Notifications"' in page
    browser.post(undo_in(page), {"next": "/"})
    assert 'aria-label="Notifications, 1 unread"' in browser.get("/").text
    assert Notification.objects.get(member=eve, read_at=None).topic == topic


def test_undoing_leaves_the_bell_that_has_rung_anew(as_, eve, ben, topic, say):
    following.follow(eve, topic, "site")
    browser = as_(eve)
    say(ben, topic)
    while run_due():
        pass
    browser.post("/unread/read/", {"next": "/"})
    say(ben, topic)
    while run_due():
        pass
    browser.post(undo_in(browser.get("/").text), {"next": "/"})
    assert Notification.objects.filter(member=eve, read_at=None).count() == 1


def test_what_the_reply_box_holds_is_kept(as_, eve, topic):
    browser = as_(eve)
    post = topic.posts.get()
    browser.post(f"/p/{post.pk}/unread/", {"body": "Half a thought"})
    assert "Half a thought" in browser.get(topic.get_absolute_url()).text
    browser.post(f"{topic.get_absolute_url()}read/", {"body": "A whole one"})
    assert "A whole one" in browser.get(topic.get_absolute_url()).text


def test_nothing_is_marked_by_looking_by_visitors_or_out_of_sight(as_, eve, root, topic, staff_board, start):
    secret = start(root, staff_board, title="Secret")
    addresses = (
        f"{topic.get_absolute_url()}read/",
        f"{topic.get_absolute_url()}read-undo/?to=0",
        "/b/general/read/",
        "/unread/read/",
        "/unread/read-undo/?at=1",
        f"/p/{topic.posts.get().pk}/unread/",
    )
    for address in addresses:
        assert as_(eve).get(address).status_code == 405
        assert as_().post(address).url.startswith("/accounts/login/")
    for address in (
        f"{secret.get_absolute_url()}read/",
        f"/p/{secret.posts.get().pk}/unread/",
        "/b/backroom/read/",
        f"{secret.get_absolute_url()}read-undo/?to=0",
    ):
        assert as_(eve).post(address).status_code == 404
        assert as_(root).post(address).status_code == 303
    assert not ReadMark.objects.filter(member=eve).exists()
    assert not ReadLine.objects.filter(member=eve).exists()


@pytest.mark.parametrize("sent", ["", "-1", "x", "1e3", "9" * 19, "٣"])
def test_an_undo_that_makes_no_sense_is_not_found(as_, eve, topic, sent):
    assert as_(eve).post(f"{topic.get_absolute_url()}read-undo/?to={sent}").status_code == 404
    assert as_(eve).post(f"/unread/read-undo/?at={sent}").status_code == 404


def test_an_undo_of_a_moment_beyond_all_dates_is_not_found(as_, eve):
    assert as_(eve).post(f"/unread/read-undo/?at={'9' * 18}").status_code == 404


def test_a_mark_is_put_nowhere_beyond_the_last_post(as_, eve, topic):
    as_(eve).post(f"{topic.get_absolute_url()}read-undo/?to=500")
    assert ReadMark.objects.get().number == 1


def test_a_line_of_the_board_counts_for_a_topic_that_is_moved_there(eve, ada, board, members_board, start):
    topic = start(ada, members_board)
    ReadLine.objects.create(member=eve, board=board, at=timezone.now() + timedelta(seconds=1))
    assert words_of(eve, topic) == "1"
    topic.move(board)
    assert words_of(eve, topic) == "0"


def form_in(page: str, address: str) -> dict[str, str]:
    """What the button of this form sends."""
    form = re.search(rf'<form[^>]*action="{address}".*?</form>', page, re.DOTALL)[0]
    return dict(re.findall(r'name="(until|number)" value="(\d+)"', form))


@pytest.mark.parametrize(
    ("page", "address"),
    [("/", "/unread/read/"), ("/unread/", "/unread/read/"), ("/b/general/", "/b/general/read/"), ("/tag/glue/", "/tag/glue/read/")],
)  # fmt: skip
def test_what_was_posted_after_the_page_was_shown_stays_unread(
    as_, ada, ben, eve, board, start, say, page, address
):
    topic = start(ada, board, tags=[Tag.objects.create(name="Glue", slug="glue")])
    browser = as_(eve)
    shown = browser.get(page).text
    post = say(ben, topic)
    browser.post(address, form_in(shown, address))
    assert words_of(eve, topic) == "1"
    assert browser.get(f"{topic.get_absolute_url()}unread/").url.endswith(f"#post-{post.pk}")
    browser.post(address, form_in(browser.get(page).text, address))
    assert words_of(eve, topic) == "0"


def test_a_reply_that_the_topic_did_not_show_stays_unread(as_, root, eve, long_topic, say):
    topic = long_topic(30)
    browser, address = as_(eve), f"{topic.get_absolute_url()}read/"
    shown = browser.get(topic.get_absolute_url()).text
    say(root, topic)
    browser.post(address, form_in(shown, address))
    assert words_of(eve, topic) == "1"


def test_an_older_page_takes_back_nothing_that_a_newer_one_has_marked(as_, ben, eve, topic, say):
    browser = as_(eve)
    old = browser.get("/").text
    say(ben, topic)
    browser.post("/unread/read/", form_in(browser.get("/").text, "/unread/read/"))
    browser.post("/unread/read/", form_in(old, "/unread/read/"))
    assert words_of(eve, topic) == "0"


@pytest.mark.parametrize("until", ["", "-1", "x", "9" * 18, "9" * 30, "\x00", "١"])
def test_a_moment_that_makes_no_sense_is_none_and_one_to_come_is_now(as_, eve, topic, until):
    before = timezone.now()
    answer = as_(eve).post("/unread/read/", {"until": until})
    assert answer.status_code in {303, 404}
    assert all(before <= line.at <= timezone.now() for line in ReadLine.objects.all())
