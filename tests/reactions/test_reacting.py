"""One reaction for a member and a post: chosen, changed and taken back by forms."""

import re

import pytest

from forum.boards.models import Grant
from forum.boards.presets import Preset, apply_preset
from forum.limits import LIMITS, Limit
from forum.members import closing_accounts
from forum.moderation import post_acts, topic_acts
from forum.reactions.models import Reaction
from forum.site.models import SiteSettings


@pytest.fixture
def post(topic):
    return topic.posts.get()


def chips(page):
    """What the page shows: {"👍": (1, "true")}."""
    found = re.findall(r'<(?:button|a) class="reaction"([^>]*)>(\S+) <b>(\d+)</b>', page)
    pressed = re.compile(r'aria-pressed="(\w+)"')
    return {emoji: (int(n), *pressed.findall(attributes)) for attributes, emoji, n in found}


def test_a_member_reacts_and_is_led_back_to_the_post(as_, ben, topic, post):
    browser = as_(ben)
    answer = browser.post(f"/p/{post.pk}/react/", {"emoji": "❤️"})
    assert (answer.status_code, answer.url) == (303, f"{topic.get_absolute_url()}#post-{post.pk}")
    assert chips(browser.get(topic.get_absolute_url()).text) == {"❤️": (1, "true")}
    assert chips(as_().get(topic.get_absolute_url()).text) == {"❤️": (1,)}


def test_another_choice_takes_the_place_of_the_first_and_the_same_again_changes_nothing(
    as_, ben, topic, post
):
    browser = as_(ben)
    for emoji in ("❤️", "🎉", "🎉"):
        browser.post(f"/p/{post.pk}/react/", {"emoji": emoji})
    assert chips(browser.get(topic.get_absolute_url()).text) == {"🎉": (1, "true")}


def test_a_second_press_takes_it_back(as_, ben, eve, topic, post):
    for member in (ben, eve):
        as_(member).post(f"/p/{post.pk}/react/", {"emoji": "👍"})
    browser = as_(ben)
    pressed = re.search(
        r'formaction="([^"]+)"[^>]*aria-pressed="true"', browser.get(topic.get_absolute_url()).text
    )
    assert browser.post(pressed[1], {"emoji": "👍"}).status_code == 303
    assert chips(browser.get(topic.get_absolute_url()).text) == {"👍": (1, "false")}


def test_reactions_stand_in_the_order_in_which_they_can_be_chosen(as_, ada, ben, eve, topic, post):
    for member, emoji in ((ada, "🙏"), (ben, "👍"), (eve, "🙏")):
        as_(member).post(f"/p/{post.pk}/react/", {"emoji": emoji})
    assert list(chips(as_().get(topic.get_absolute_url()).text).items()) == [("👍", (1,)), ("🙏", (2,))]


def test_a_reply_that_is_being_written_is_in_its_box_again(as_, ben, topic, post):
    browser = as_(ben)
    browser.post(f"/p/{post.pk}/react/", {"emoji": "👍", "body": "Half a thought"})
    assert "Half a thought</textarea>" in browser.get(topic.get_absolute_url()).text


def test_a_script_gets_the_reactions_of_the_post_alone(as_, ben, topic, post):
    sent = {"emoji": "👍", "box": "reply-form"}
    answer = as_(ben).post(f"/p/{post.pk}/react/", sent, headers={"X-Requested-With": "fetch"})
    assert chips(answer.text) == {"👍": (1, "true")}
    assert answer.text.strip().startswith('<div class="reactions" data-part>')
    assert 'form="reply-form"' in answer.text
    assert "<html" not in answer.text


def test_what_is_not_in_the_set_is_refused(as_, ben, post):
    for emoji in ("🦄", "", "<b>", "👍👍", "x" * 5000):
        answer = as_(ben).post(f"/p/{post.pk}/react/", {"emoji": emoji})
        assert answer.status_code == 422
        assert "isn’t available here" in answer.text
    assert not Reaction.objects.exists()


def test_a_visitor_is_asked_to_sign_in(as_, topic, post):
    assert as_().post(f"/p/{post.pk}/react/", {"emoji": "👍"}).url.startswith("/accounts/login/")
    assert "data-part" not in as_().get(topic.get_absolute_url()).text


def test_a_link_does_not_react(as_, ben, post):
    assert as_(ben).get(f"/p/{post.pk}/react/?emoji=👍").status_code == 405


def test_who_may_not_react_on_a_board_sees_the_reactions(as_, ben, eve, board, topic, post):
    as_(ben).post(f"/p/{post.pk}/react/", {"emoji": "👍"})
    Grant.objects.filter(board=board, audience="members").update(verbs=["see", "reply"])
    browser = as_(eve)
    assert browser.post(f"/p/{post.pk}/react/", {"emoji": "👍"}).status_code == 403
    page = browser.get(topic.get_absolute_url()).text
    assert chips(page) == {"👍": (1,)}
    assert "React to post" not in page


def test_what_one_may_not_give_any_more_can_be_taken_back(as_, ben, board, topic, post):
    browser = as_(ben)
    browser.post(f"/p/{post.pk}/react/", {"emoji": "👍"})
    Grant.objects.filter(board=board, audience="members").update(verbs=["see"])
    assert chips(browser.get(topic.get_absolute_url()).text) == {"👍": (1, "true")}
    browser.post(f"/p/{post.pk}/react/take-back/")
    assert not Reaction.objects.exists()


def test_a_locked_topic_takes_reactions_and_a_removed_post_none(as_, ben, mod, topic, post, say):
    reply = say(ben, topic)
    topic_acts.lock(mod, topic)
    page = as_(ben).get(topic.get_absolute_url()).text
    assert 'form="post-acts"' in page
    assert '<form id="post-acts"' in page
    assert as_(ben).post(f"/p/{post.pk}/react/", {"emoji": "👍"}).status_code == 303
    post_acts.remove(mod, reply, "x")
    assert as_(ben).post(f"/p/{reply.pk}/react/", {"emoji": "👍"}).status_code == 404
    assert as_(mod).post(f"/p/{reply.pk}/react/", {"emoji": "👍"}).status_code == 403


def test_what_one_cannot_see_cannot_be_reacted_to(as_, ben, board, post):
    apply_preset(board, Preset.STAFF)
    for path in ("react", "react/take-back"):
        assert as_(ben).post(f"/p/{post.pk}/{path}/", {"emoji": "👍"}).status_code == 404
    assert as_(ben).get(f"/p/{post.pk}/reactions/").status_code == 404


def test_who_reacted_is_named_to_everybody(as_, ada, ben, post):
    as_(ben).post(f"/p/{post.pk}/react/", {"emoji": "👍"})
    as_(ada).post(f"/p/{post.pk}/react/", {"emoji": "🎉"})
    answer = as_().get(f"/p/{post.pk}/reactions/")
    assert re.findall(r'<p>(\S+) <a href="([^"]+)"', answer.text) == [("🎉", "/u/ada/"), ("👍", "/u/ben/")]
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_many_who_reacted_stand_on_several_pages(as_, ada, post, django_user_model):
    rows = [django_user_model(username=f"m{n}", username_key=f"m{n}") for n in range(101)]
    members = django_user_model.objects.bulk_create(rows)
    Reaction.objects.bulk_create(Reaction(post=post, member=member, emoji="👍") for member in members)
    first, second = (as_().get(f"/p/{post.pk}/reactions/{query}").text for query in ("", "?page=2"))
    assert (first.count("👍"), second.count("👍")) == (100, 1)


def test_nobody_reacts_without_end(as_, ben, post, monkeypatch):
    monkeypatch.setitem(LIMITS, "react", Limit(2, 600))
    sent = [as_(ben).post(f"/p/{post.pk}/react/", {"emoji": "👍"}).status_code for _press in range(3)]
    assert sent == [303, 303, 429]


def test_a_post_with_reactions_moves_with_them(as_, ben, mod, topic, post, members_board):
    as_(ben).post(f"/p/{post.pk}/react/", {"emoji": "👍"})
    topic.refresh_from_db()
    before = topic.version
    as_(ben).post(f"/p/{post.pk}/react/", {"emoji": "🎉"})
    topic.refresh_from_db()
    assert topic.version == before


@pytest.mark.every_database
def test_a_visitors_page_shows_each_reaction_at_once(as_, ada, ben, eve, long_topic):
    topic = long_topic(25)
    first, last = topic.posts.get(number=1), topic.posts.get(number=25)

    def shown(query=""):
        return chips(as_().get(f"{topic.get_absolute_url()}{query}").text)

    assert shown() == {}
    as_(ben).post(f"/p/{first.pk}/react/", {"emoji": "👍"})
    assert shown() == {"👍": (1,)}
    as_(eve).post(f"/p/{first.pk}/react/", {"emoji": "👍"})
    assert shown() == {"👍": (2,)}
    as_(eve).post(f"/p/{first.pk}/react/", {"emoji": "🎉"})
    assert shown() == {"👍": (1,), "🎉": (1,)}
    as_(ben).post(f"/p/{first.pk}/react/take-back/")
    assert shown() == {"🎉": (1,)}
    as_(ada).post(f"/p/{last.pk}/react/", {"emoji": "🙏"})
    assert (shown(), shown("?page=2")) == ({"🎉": (1,)}, {"🙏": (1,)})


def test_the_owner_chooses_the_set(as_, root, ben, topic, post):
    as_(ben).post(f"/p/{post.pk}/react/", {"emoji": "🎉"})
    SiteSettings.current().change(reactions="☕ 👍")
    browser = as_(ben)
    page = browser.get(topic.get_absolute_url()).text
    assert re.findall(r'name="emoji" value="([^"]+)">[^<]', page) == ["☕", "👍"]
    assert chips(page) == {"🎉": (1, "true")}
    assert browser.post(f"/p/{post.pk}/react/", {"emoji": "🎉"}).status_code == 422
    SiteSettings.current().change(reactions="")
    page = browser.get(topic.get_absolute_url()).text
    assert "React to post" not in page
    assert chips(page) == {"🎉": (1, "true")}


def test_a_closed_account_takes_its_reactions_along(as_, ada, ben, topic, post):
    for member in (ada, ben):
        as_(member).post(f"/p/{post.pk}/react/", {"emoji": "👍"})
    closing_accounts.close(ben)
    assert chips(as_().get(topic.get_absolute_url()).text) == {"👍": (1,)}


def test_what_is_refused_gives_back_the_reply_and_no_sign(as_, ben, board, post):
    Grant.objects.filter(board=board, audience="members").update(verbs=["see", "reply"])
    answer = as_(ben).post(f"/p/{post.pk}/react/", {"emoji": "👍", "body": "Half a thought"})
    assert answer.status_code == 403
    assert "Half a thought</textarea>" in answer.text
    assert "👍</textarea>" not in answer.text
