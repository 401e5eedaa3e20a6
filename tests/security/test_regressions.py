"""Holes that other forums had: see `advisories` for which test stands for which."""

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from forum.boards.presets import Preset
from forum.follows import following
from forum.follows.models import Follow
from forum.jobs.running import run_due
from forum.moderation import post_acts, topic_acts
from forum.search.changed_posts import look_at_changes
from forum.site.models import SiteSettings
from tests.conftest import PASSWORD, join, opened

HOSTILE = '<img src=x onerror="alert(1)">"\'{{ 7|add:7 }}{% debug %}'


@pytest.fixture
def old_ben(ben):
    """No newcomer, who may not do everything yet."""
    type(ben).objects.filter(pk=ben.pk).update(date_joined="2020-01-01T00:00:00Z")
    ben.refresh_from_db()
    return ben


def test_nobody_is_found_by_a_name_that_they_hide(as_, ada, ben):
    address = "/members/suggestions/?q=lind"
    ada.display_name = "Lindqvist"
    ada.save()
    assert "ada" in as_(ben).get(address).text
    type(ada).objects.filter(pk=ada.pk).update(is_found_by_name=False)
    assert "ada" not in as_(ben).get(address).text


def test_no_style_sheet_names_a_board(as_, staff_board):
    page = as_().get("/").text
    assert "backroom" not in page.lower()
    assert finders.find("css/backroom.css") is None


def test_a_parent_board_looks_the_same_with_and_without_a_hidden_board_inside(as_, board, topic, ben):
    browser = as_(ben)
    before = browser.get(board.get_absolute_url()).text, browser.get("/boards/").text
    opened("Cellar", Preset.STAFF, parent=board)
    after = browser.get(board.get_absolute_url()).text, browser.get("/boards/").text
    for one, other in zip(before, after, strict=True):
        assert strip_tokens(one) == strip_tokens(other)


def strip_tokens(page):
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def test_there_is_no_page_for_debugging(as_, root):
    for path in ("debug", "__debug__/", "metrics", "server-status", "admin/doc/", ".env", "static/../.env"):
        assert as_(root).get(f"/{path}").status_code in {400, 404}, path


def test_nobody_changes_what_another_follows(as_, ada, ben, eve, topic):
    following.follow(ben, topic)
    row = Follow.objects.get(member=ben)
    browser = as_(eve)
    for data in ({"follow": row.pk}, {"member": ben.pk}, {"id": row.pk, "user": ben.pk}):
        browser.post(f"{topic.get_absolute_url()}unfollow/", data)
        browser.post("/following/", data | {"act": "unfollow"})
    row.refresh_from_db()
    assert row.is_active


def test_a_locked_topic_whose_first_post_is_gone_takes_no_reply(as_, old_ben, ada, root, topic, say):
    say(ada, topic)
    topic_acts.lock(root, topic, "Enough")
    post_acts.remove(root, topic.posts.get(number=1), "x")
    answer = as_(old_ben).post(
        f"{topic.get_absolute_url()}reply/", {"body": "In by the window", "key": "k" * 32}
    )
    assert answer.status_code in {403, 409}
    assert not topic.posts.filter(source="In by the window").exists()


def test_extra_fields_of_a_new_topic_and_of_a_profile_do_nothing(as_, old_ben, ada, board):
    extra = {
        "author": ada.pk, "user_id": ada.pk, "is_staff": "on", "is_superuser": "on", "pinned_at": "2020-01-01", "locked_at": "2020-01-01",
        "created_at": "2020-01-01", "post_count": "99", "number": "7",
    }  # fmt: skip
    form = {"title": "Mine alone", "body": "Words", "key": "k" * 32}
    as_(old_ben).post(f"{board.get_absolute_url()}new/", form | extra)
    topic = board.topics.get()
    assert (topic.author, topic.pinned_at, topic.locked_at, topic.created_at.year > 2020) == (
        old_ben,
        None,
        None,
        True,
    )
    as_(old_ben).post(
        "/settings/", {"display_name": "Benny", "username": "root", "email": "x@example.org"} | extra
    )
    old_ben.refresh_from_db()
    assert (old_ben.username, old_ben.is_staff, old_ben.is_superuser) == ("ben", False, False)


def test_a_parameter_given_twice_is_asked_and_used_as_one(as_, mod, root, board, staff_board, topic):
    browser = as_(mod)
    browser.post(f"{topic.get_absolute_url()}move/", {"board": [board.pk, staff_board.pk], "reason": "x"})
    browser.post(f"{topic.get_absolute_url()}move/", {"board[]": [staff_board.pk], "reason": "x"})
    topic.refresh_from_db()
    assert topic.board == board


def test_the_way_to_sign_in_is_no_parameter(as_, ben):
    for extra in (
        {"backend": "django.contrib.auth.backends.AllowAllUsersModelBackend"},
        {"provider": "x", "process": "connect"},
    ):
        browser = as_()
        browser.post("/accounts/login/", {"login": "ben", "password": "wrong"} | extra)
        assert "_auth_user_id" not in browser.session


def test_what_owners_and_members_write_is_no_template(as_, ada, board, start):
    SiteSettings.current().change(
        name=HOSTILE[:60], tagline="{{ forum.version }}", foot_text="x", foot_html="<p>{{ 7770|add:7 }}</p>"
    )
    topic = start(ada, board, title="{{ 7770|add:7 }} {% now 'Y' %}", body="{{ 7770|add:7 }} {% debug %}")
    page = as_().get(topic.get_absolute_url()).text
    assert "{{ 7770|add:7 }}" in page
    assert "7777" not in page


def test_a_word_that_names_no_act_reaches_nothing(as_, root, topic, ben):
    for word in (
        "log",
        "perform",
        "change",
        "__class__",
        "lock.perform",
        "locks",
        "loc",
        "remove-recent",
        "get_absolute_url",
    ):
        assert as_(root).get(f"{topic.get_absolute_url()}{word}/").status_code == 404, word
        assert as_(root).post(f"/u/ben/{word}x/").status_code == 404, word
    assert as_(root).post("/moderate/to-do/reports/1/__class__/").status_code == 404


def test_a_title_is_text_wherever_it_is_shown(as_, ada, ben, board, start):
    topic = start(ada, board, title=HOSTILE)
    while look_at_changes() or run_due():
        pass
    for address in (
        "/", "/latest/", board.get_absolute_url(), topic.get_absolute_url(), "/u/ada/", "/search/?q=onerror", f"{topic.get_absolute_url()}followers/",
        "/feed/", f"{topic.get_absolute_url()}feed/",
    ):  # fmt: skip
        assert "<img src=x" not in as_(ben).get(address).text, address


def test_a_title_is_text_in_the_admin(as_, root, board, start):
    author = join("hostile", display_name="<b>B</b>")
    topic = start(author, board, title=HOSTILE)
    topic_acts.lock(root, topic, HOSTILE)
    for address in (
        "/admin/topics/topic/", f"/admin/topics/topic/{topic.pk}/change/", "/admin/posts/post/", "/admin/moderation/logentry/",
        "/admin/", "/admin/accounts/user/", "/moderate/log/",
    ):  # fmt: skip
        page = as_(root).get(address).text
        assert "<img src=x" not in page, address
        assert "<b>B</b>" not in page, address


def test_what_is_searched_for_comes_back_as_text(as_, ben, topic):
    for address in ("/search/", "/moderate/log/", "/latest/", "/members/suggestions/"):
        for name in ("q", "author", "tag", "words"):
            answer = as_(ben).get(address, {name: HOSTILE})
            assert "<img src=x" not in answer.text, (address, name)


def test_an_excerpt_is_text(as_, ada, ben, board, start):
    start(ada, board, title="Excerpts", body="`<img src=x onerror=alert(1)>` xylograph")
    while look_at_changes():
        pass
    page = as_(ben).get("/search/?q=xylograph").text
    assert "xylograph" in page
    assert "<img src=x" not in page


def test_signing_in_makes_a_new_session(as_, ben):
    browser = as_()
    session = browser.session
    session["planted"] = "1"
    session.save()
    browser.cookies["sessionid"] = session.session_key
    planted = session.session_key
    browser.post(reverse("account_login"), {"login": "ben", "password": PASSWORD})
    assert browser.session.get("_auth_user_id") == str(ben.pk)
    assert browser.session.session_key != planted


def test_opening_a_link_of_a_mail_changes_nothing(as_, ben, topic):
    following.follow(ben, topic)
    row = Follow.objects.get(member=ben)
    before = row.state, row.level
    for path in (f"/mail/stop/{row.pk}/", f"/mail/level/{row.pk}/", "/accounts/confirm-email/x/"):
        as_().get(path)
    row.refresh_from_db()
    assert (row.state, row.level) == before
