"""One page to sign in and to sign up, with a line that says what for, and what was done when one is in."""

import pytest
from django.urls import reverse

from forum.boards.presets import Preset, apply_preset
from forum.site.models import SiteSettings
from forum.topics.models import Tag
from tests.accounts.conftest import code_now, is_in, last_mail, link_in, sign_in, sign_up
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

TEXT = "It was the belt."
OURS = {"headers": {"sec-fetch-site": "same-origin"}}
PAGES = ("account_login", "account_signup", "account_reset_password", "account_reset_password_done")


@pytest.fixture
def replied(client, topic):
    """A visitor who has written a reply; answers the line that says so."""
    client.post(f"{topic.get_absolute_url()}reply/", {"body": TEXT}, **OURS)
    return f"Your reply to “{topic.title}” is kept."


@pytest.mark.parametrize("name", ["account_login", "account_signup"])
def test_either_page_has_both_forms_and_the_one_asked_for_first(client, name, db):
    page = client.get(reverse(name), {"next": "/latest/"}).text
    forms = [page.index(f'action="{reverse(way)}"') for way in ("account_login", "account_signup")]
    assert (forms[0] < forms[1]) == (name == "account_login")
    assert page.count('<input type="hidden" name="next" value="/latest/">') >= 2


@pytest.mark.parametrize("name", PAGES)
def test_what_waits_is_said_on_every_page_and_again_on_a_second_look(client, replied, name):
    assert all(replied in client.get(reverse(name)).text for _ in range(2))


def test_what_waits_is_said_when_the_form_was_filled_in_wrongly_and_nothing_typed_is_lost(
    client, replied, ada
):
    page = sign_in(client, "ada", "not-the-password", next="/latest/").text
    assert replied in page
    assert 'name="login" value="ada"' in page
    assert page.count('name="next" value="/latest/"') >= 2
    page = sign_up(client, username="Zoe", password="short", next="/latest/").text
    assert replied in page
    assert 'name="username" value="Zoe"' in page
    assert 'name="email" value="zoe@example.org"' in page


def test_what_waits_is_said_while_an_address_is_confirmed_and_done_after_it(
    client, with_mail, replied, topic
):
    page = client.post(
        reverse("account_signup"),
        {"username": "Zoe", "email": "zoe@example.org", "password1": PASSWORD},
        follow=True,
    ).text
    assert replied in page
    link = link_in(last_mail())
    assert replied in client.get(link).text
    answer = client.post(link)
    assert answer["Location"] == f"{topic.get_absolute_url()}#reply"
    page = client.get(answer["Location"]).text
    assert "Your reply is below, ready to post." in page
    assert TEXT in page


def test_what_waits_is_said_at_the_second_step(client, replied, ada, with_app, topic):
    with_app(ada)
    assert replied in client.get(sign_in(client, "ada")["Location"]).text
    answer = client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert "Your reply is below, ready to post." in client.get(answer["Location"]).text


def test_whoever_is_led_elsewhere_hears_that_the_text_is_kept_not_that_it_is_here(client, replied, ada):
    page = client.get(sign_in(client, "ada", next="/latest/")["Location"]).text
    assert f"Welcome, Ada Lindqvist. {replied}" in page
    assert "is below" not in page


def test_a_new_topic_that_waits_names_its_board(client, board, ada):
    address = reverse("topic-new", args=[board.slug])
    door = client.post(address, {"title": "Hums", "body": TEXT}, **OURS)["Location"]
    assert f"Your new topic in {board.name} is kept." in client.get(door).text
    page = client.get(sign_in(client, "ada", next=address)["Location"]).text
    assert "Your new topic is below, ready to post." in page


def test_a_new_topic_for_a_board_that_was_chosen_waits_as_well(client, board, ada):
    assert "After this, you can start a topic." in client.get(client.get("/start/")["Location"]).text
    sent = {"title": "Hums", "body": TEXT, "board": board.pk}
    door = client.post("/start/", sent, **OURS)["Location"]
    assert "Your new topic is kept." in client.get(door).text
    page = client.get(sign_in(client, "ada", next="/start/")["Location"]).text
    assert "Your new topic is below, ready to post." in page
    assert f'<option value="{board.pk}" selected>' in page


def test_whoever_only_came_to_start_a_topic_or_to_reply_reads_where(client, board, topic):
    door = client.get(reverse("topic-new", args=[board.slug]))["Location"]
    assert f"After this, you can start a topic in {board.name}." in client.get(door).text
    assert not client.cookies.get("session")
    door = client.post(f"{topic.get_absolute_url()}reply/", {"body": ""}, **OURS)["Location"]
    assert f"After this, you can reply to “{topic.title}”." in client.get(door).text


def test_what_one_comes_for_is_said_beside_what_is_kept_but_never_twice(client, replied, board):
    door = client.get(reverse("topic-new", args=[board.slug]))["Location"]
    page = client.get(door).text
    assert replied in page
    assert f"After this, you can start a topic in {board.name}." in page
    door = client.post(reverse("topic-new", args=[board.slug]), {"title": "Hums", "body": TEXT}, **OURS)[
        "Location"
    ]
    assert "After this" not in client.get(door).text


def test_a_wish_to_follow_is_named_before_and_after(client, ada, topic, board, ben):
    tag = Tag.objects.create(name="Clocks", slug="clocks")
    for path in (
        topic.get_absolute_url(),
        board.get_absolute_url(),
        tag.get_absolute_url(),
    ):
        door = client.post(f"{path}follow/", **OURS)["Location"]
    page = client.get(door).text
    for name in (f"“{topic.title}”", board.name, "Clocks"):
        assert f"You will follow {name}." in page
    page = client.get(sign_in(client, "ada", next="/latest/")["Location"]).text
    for name in (f"“{topic.title}”", board.name, "Clocks"):
        assert f"You now follow {name}." in page


def test_nothing_is_said_of_what_has_gone_out_of_sight_meanwhile(client, replied, topic, board):
    client.post(f"{topic.get_absolute_url()}follow/", **OURS)
    apply_preset(board, Preset.STAFF)
    assert topic.title not in client.get(reverse("account_login")).text
    door = reverse("account_login") + f"?next=/b/{board.slug}/new/"
    assert board.name not in client.get(door).text


@pytest.mark.parametrize(
    "place", ["/nowhere/", "/b/none/new/", "/t/999-x/#reply", "/t/999-x/", "//x", "/b/%00/new/"]
)
def test_a_way_back_that_leads_nowhere_is_no_error(client, place, db):
    assert client.get(reverse("account_login"), {"next": place}).status_code == 200


def test_a_visitor_who_came_for_nothing_reads_no_line(client, db):
    assert "What happens next" not in client.get(reverse("account_login")).text


def test_only_who_asks_for_it_stays_signed_in(as_, db):
    staying, leaving = as_(), as_()
    sign_up(staying, remember="on")
    assert is_in(staying)
    assert staying.session.get_expire_at_browser_close() is False
    sign_up(leaving, username="Yan", email="yan@example.org")
    assert is_in(leaving)
    assert leaving.session.get_expire_at_browser_close() is True


def test_a_second_step_does_not_make_one_stay_signed_in(client, ada, with_app):
    with_app(ada)
    sign_in(client, "ada")
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert is_in(client)
    assert client.session.get_expire_at_browser_close() is True


def close_sign_up():
    SiteSettings.objects.update_or_create(pk=1, defaults={"sign_up": "closed"})
    SiteSettings.bump()


def test_closed_sign_up_is_said_wherever_one_could_start(client, topic):
    open_page = client.get(topic.get_absolute_url()).text
    assert 'value="sign-up"' in open_page
    close_sign_up()
    page = client.get(topic.get_absolute_url()).text
    assert "Sign-up is closed" in page
    assert 'value="sign-up"' not in page
    for path in ("/", "/latest/", topic.get_absolute_url(), reverse("account_login")):
        assert reverse("account_signup") not in client.get(path).text
    door = client.post(f"{topic.get_absolute_url()}follow/", **OURS)["Location"]
    page = client.get(door).text
    assert "Sign-up is closed" in page
    assert f"You will follow “{topic.title}”." in page
    assert reverse("account_signup") not in client.get(f"{topic.get_absolute_url()}follow-by-mail/").text


def test_closed_sign_up_makes_no_account_and_offers_to_sign_in(client, replied):
    close_sign_up()
    answer = sign_up(client)
    assert answer.status_code == 403
    assert "Sign-up is closed" in answer.text
    assert f'action="{reverse("account_login")}"' in answer.text
    assert replied in answer.text
    assert not is_in(client)
