"""Why posts of little-known members wait: how their forms were filled in, their links, copies. And whose never do."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.filters import copies
from forum.filters.form_signals import opened_now
from forum.filters.models import CopyMark, FilterDay
from forum.posts.models import PendingPost, Post, PostTotal
from forum.site.spam_protection import SpamProtection, read_once
from tests.conftest import join

LONG = (
    "I took the gearbox of the old lathe apart on Sunday, cleaned every wheel in paraffin, found that two teeth of the "
    "smallest one are gone, and now wonder whether anybody near the harbour still cuts such wheels by hand."
)

pytestmark = pytest.mark.usefixtures("spam_protection")


@pytest.fixture
def opened():
    """A form that was opened a minute ago."""
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        return opened_now()


def reply(browser, topic, body, opened, **more):
    sent = {
        "body": body,
        "key": uuid.uuid4().hex,
        "board": topic.board_id,
        "form_opened": opened,
        "contact_page": "",
    }
    return browser.post(f"{topic.get_absolute_url()}reply/", sent | more)


def shown(page, name):
    """What the last field of this name has in it on the page."""
    field = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page.text)[-1]
    value = re.search(r'value="([^"]*)"', field)
    return value[1] if value else ""


def why(author):
    return [
        reason["name"] for pending in PendingPost.objects.filter(author=author) for reason in pending.reasons
    ]


def is_regular(member, board, count=10):
    PostTotal.objects.create(member=member, board=board, post_count=count)


def test_an_honest_first_post_is_published(as_, ben, topic, opened):
    assert reply(as_(ben), topic, LONG, opened).status_code == 303
    assert topic.posts.filter(author=ben).exists()


@pytest.mark.parametrize("age", [timedelta(seconds=1), timedelta(hours=49), None])
def test_a_form_sent_at_once_or_long_after_or_without_its_time_is_sent_once_more(age, as_, ben, topic):
    browser, mark = as_(ben), ""
    if age is not None:
        with time_machine.travel(timezone.now() - age):
            mark = opened_now()
    answer = reply(browser, topic, LONG, mark)
    assert answer.status_code == 422
    assert "Send it once more: all you wrote is still here." in answer.text
    assert LONG in answer.text
    assert FilterDay.objects.get(name="form").asked == 1
    again = shown(answer, "form_opened")
    with time_machine.travel(timezone.now() + timedelta(seconds=10)):
        assert reply(browser, topic, LONG, again).status_code == 303
    assert topic.posts.filter(author=ben).exists()


def test_a_forged_time_is_none(as_, ben, topic, opened):
    assert reply(as_(ben), topic, LONG, opened[:-2] + "xx").status_code == 422


def test_a_regulars_form_is_asked_nothing(as_, ben, board, topic):
    is_regular(ben, board)
    assert reply(as_(ben), topic, LONG, "", contact_page="x").status_code == 303
    assert topic.posts.filter(author=ben).exists()


def test_a_field_that_people_do_not_see_lets_it_wait(as_, ben, topic, opened):
    page = as_(ben).get(topic.get_absolute_url()).text
    assert re.search(r'<input type="text" name="contact_page" hidden[^>]*>', page)
    reply(as_(ben), topic, LONG, opened, contact_page="http://me.example")
    assert why(ben) == ["trap"]


def test_signing_up_asks_robots_once_more_and_keeps_what_was_typed(as_, opened, db):
    sent = {"username": "zoe", "email": "zoe@example.org", "password1": "four unrelated words or so"}
    trapped = as_().post("/accounts/signup/", sent | {"form_opened": opened, "contact_page": "x"})
    assert "as robots do" in trapped.text
    assert 'value="zoe"' in trapped.text
    quick = as_().post("/accounts/signup/", sent | {"form_opened": opened_now()})
    assert "Send it once more" in quick.text
    assert as_().post("/accounts/signup/", sent | {"form_opened": opened}).status_code == 302


@pytest.mark.parametrize("how", ["filled in by a browser", "open for days", "forged"])
def test_who_sends_the_form_to_sign_up_once_more_gets_in(how, as_, opened, db):
    browser, then = as_(), timezone.now()
    sent = {"username": "zoe", "email": "zoe@example.org", "password1": "four unrelated words or so"}
    with time_machine.travel(then - timedelta(days=3)):
        sent["form_opened"] = opened_now()
    if how == "filled in by a browser":
        sent |= {"form_opened": opened, "contact_page": "zoe@example.org"}
    elif how == "forged":
        sent["form_opened"] = "form:x:y"
    refused = browser.post("/accounts/signup/", sent)
    assert "Send it once more" in refused.text
    sent |= {name: shown(refused, name) for name in ("form_opened", "contact_page")}
    with time_machine.travel(then + timedelta(seconds=10)):
        assert browser.post("/accounts/signup/", sent).status_code == 302


def test_who_was_too_quick_need_not_wait_as_long_again(as_, ben, topic):
    then = timezone.now()
    with time_machine.travel(then) as clock:
        mark = opened_now()
        clock.shift(1)
        refused = reply(as_(ben), topic, LONG, mark)
        assert refused.status_code == 422
        clock.shift(3)
        assert reply(as_(ben), topic, LONG, shown(refused, "form_opened")).status_code == 303


def test_a_preview_keeps_when_the_form_was_opened_and_empties_what_a_browser_filled_in(
    as_, ben, topic, opened
):
    browser = as_(ben)
    seen = reply(browser, topic, LONG, opened, contact_page="ben@example.org", preview="1")
    assert (shown(seen, "form_opened"), shown(seen, "contact_page")) == (opened, "")
    reply(browser, topic, LONG, shown(seen, "form_opened"), contact_page=shown(seen, "contact_page"))
    assert topic.posts.filter(author=ben).exists()


def test_links_in_first_posts_wait_and_later_ones_do_not(as_, ben, eve, board, topic, opened):
    is_regular(eve, board, count=2)
    for author in (ben, eve):
        reply(as_(author), topic, f"{LONG} https://wheels.example/", opened)
    assert (why(ben), why(eve)) == (["first-links"], [])


def test_links_within_the_forum_do_not_wait(as_, ben, topic, opened):
    reply(as_(ben), topic, f"{LONG} /help/writing/", opened)
    assert why(ben) == []


def test_many_links_in_few_words_wait_and_in_a_long_text_do_not(as_, eve, nia, board, topic, opened):
    for member in (eve, nia):
        is_regular(member, board, count=5)
    links = " ".join(f"https://site{n}.example/" for n in range(3))
    reply(as_(eve), topic, f"Buy {links}", opened)
    reply(as_(nia), topic, f"{LONG} {links}", opened)
    assert (why(eve), why(nia)) == (["many-links"], [])


def test_many_new_members_posts_from_one_network_wait(as_, topic, opened, spam_protection):
    spam_protection(network_posts=2)
    members = [join(name) for name in ("amy", "bob", "cleo", "dan")]
    for number, member in enumerate(members):
        reply(as_(member, REMOTE_ADDR="192.0.2.7"), topic, f"{number} {LONG}", opened)
    reply(as_(join("far"), REMOTE_ADDR="198.51.100.9"), topic, f"Far: {LONG}", opened)
    assert set(PendingPost.objects.values_list("author__username", flat=True)) == {"cleo", "dan"}


def copied(post):
    copies.mark([post])
    return post


@pytest.mark.parametrize(
    "body", [LONG, f"Hello! {LONG} Greetings from me.", LONG.replace("Sunday", "Monday"), LONG.upper()]
)
def test_a_near_copy_of_an_older_post_waits_with_the_original_linked(
    body, as_, ada, ben, mod, board, start, topic, opened
):
    original = copied(start(ada, board, "A lathe", LONG).posts.get())
    reply(as_(ben), topic, body, opened)
    assert why(ben) == ["copy"]
    assert f'href="{original.get_absolute_url()}"' in as_(mod).get("/moderate/").text
    assert PendingPost.objects.get().reasons[0]["evidence"]["post"] == original.pk


@pytest.mark.parametrize(
    "body",
    [
        f"> {LONG}\n\nI know a man in the old town who cuts wheels; ask at the café beside the crane on any weekday.",
        f"```\n{LONG}\n```\n\nThis is what my log says, over and over, and I cannot make sense of what it wants from me.",
        "I took my bicycle apart on Sunday and found that nothing was wrong with it, which is rather annoying, is it not?",
        "Thanks, that works!",
    ],
)
def test_what_quotes_it_or_says_something_else_does_not(body, as_, ada, ben, board, start, topic, opened):
    copied(start(ada, board, "A lathe", LONG).posts.get())
    copied(start(ada, board, "Thanks", "Thanks, that works!").posts.get())
    reply(as_(ben), topic, body, opened)
    assert why(ben) == []


def test_ones_own_text_may_be_said_again_elsewhere(as_, ben, board, start, topic, opened):
    copied(start(ben, board, "A lathe", LONG).posts.get())
    reply(as_(ben), topic, LONG, opened)
    assert why(ben) == []


def test_older_posts_are_marked_in_the_background_where_it_was_left(ada, board, start, monkeypatch):
    monkeypatch.setattr(copies, "BATCH", 1)
    monkeypatch.setattr(copies, "BATCHES", 2)
    for n in range(3):
        start(ada, board, f"Lathe {n}", f"{n} {LONG} {n}")
    CopyMark.objects.all().delete()
    copies.mark_older_posts()
    assert CopyMark.objects.values("post").distinct().count() == 2
    copies.mark_older_posts()
    assert CopyMark.objects.values("post").distinct().count() == 3


def test_a_run_that_everybody_writes_leads_to_few_posts(ada, board, start):
    posts = [start(ada, board, f"Lathe {n}", LONG).posts.get() for n in range(12)]
    copies.mark(posts)
    assert CopyMark.objects.count() <= copies.MARKS * copies.PLACES


def test_what_the_board_asks_for_itself_makes_no_copy(as_, ben, eve, board, opened):
    asked = " ".join(f"Say what step{n} was and what came of it then." for n in range(8))
    type(board).objects.filter(pk=board.pk).update(starting_text=asked)
    for author, answer in ((eve, "Mine hums."), (ben, "Nothing at all happens here.")):
        sent = {"title": f"Help {author}", "body": f"{asked}\n\n{answer}", "key": uuid.uuid4().hex}
        as_(author).post(f"{board.get_absolute_url()}new/", sent | {"form_opened": opened})
        copies.mark(list(Post.objects.filter(author=author)))
    assert (why(eve), why(ben)) == ([], [])
    assert Post.objects.filter(author=ben).exists()


def test_its_settings_are_read_once_for_a_form_and_a_change_counts_at_once(as_, ben, topic, spam_protection):
    spam_protection(first_link_posts=0)
    browser = as_(ben)
    reply(browser, topic, LONG, opened_now(earlier=60))
    with CaptureQueriesContext(connection) as queries:
        assert reply(browser, topic, f"{LONG} Once more.", opened_now(earlier=60)).status_code == 303
    assert len([query for query in queries if 'FROM "site_spamprotection"' in query["sql"]]) == 1
    with read_once():
        assert SpamProtection.current().first_link_posts == 0
        SpamProtection(pk=1, first_link_posts=7).save()
        assert SpamProtection.current().first_link_posts == 7
