"""Verbs and automatic groups that an installed app has registered are granted like the forum's own."""

import pytest
from django.contrib.auth.models import AnonymousUser

from forum.boards.groups import GROUP, AutomaticGroup, register_automatic_group
from forum.boards.models import Board, Grant
from forum.boards.permission_verbs import Verb, register_verb
from forum.topics.models import Topic
from forum.topics.rules import may, readers_of
from tests.admin.conftest import address
from tests.example_app.permissions import NEW_MEMBERS, STAMP

CHANGE = "boards_board_change"


@pytest.fixture
def welcome(db):
    return Board.objects.create(name="Welcome", slug="welcome")


def test_a_verb_of_an_app_is_granted_in_the_boards_form(as_, root, ben, welcome):
    browser, form = as_(root), address(CHANGE, welcome.pk)
    page = browser.get(form).text
    assert "stamp posts" in page
    assert "Joined lately" in page
    sent = {"name": "Welcome", "slug": "welcome", "position": 0, "topic_fields-TOTAL_FORMS": 0, "topic_fields-INITIAL_FORMS": 0,
            "grants-TOTAL_FORMS": 1,
            "grants-INITIAL_FORMS": 0, "grants-0-board": welcome.pk, "grants-0-who": NEW_MEMBERS.name,
            "grants-0-verbs": ["see", "reply", "stamp"]}  # fmt: skip
    assert browser.post(form, sent).status_code == 302
    assert may(ben, STAMP.name, welcome)
    assert not may(AnonymousUser(), STAMP.name, welcome)


def test_visitors_are_not_granted_a_verb_of_an_app(as_, root, welcome):
    sent = {"name": "Welcome", "slug": "welcome", "position": 0, "topic_fields-TOTAL_FORMS": 0, "topic_fields-INITIAL_FORMS": 0,
            "grants-TOTAL_FORMS": 1,
            "grants-INITIAL_FORMS": 0, "grants-0-board": welcome.pk, "grants-0-who": "everyone",
            "grants-0-verbs": ["see", "stamp"]}  # fmt: skip
    answer = as_(root).post(address(CHANGE, welcome.pk), sent)
    assert "Visitors can only see." in answer.text
    assert not welcome.grants.exists()


@pytest.mark.parametrize("verbs", [["stamp"], ["see", "stamp"], ["reply", "stamp"]])
def test_a_verb_allows_nothing_without_what_it_needs(verbs, ben, welcome):
    Grant.objects.create(board=welcome, audience="members", verbs=verbs)
    assert not may(ben, "stamp", welcome)
    welcome.grants.update(verbs=["see", "reply", "stamp"])
    assert may(ben, "stamp", welcome)


def test_a_verb_that_nobody_registered_cannot_be_asked_for(root, ben, board):
    for member in (root, ben):
        with pytest.raises(KeyError):
            may(member, "fly", board)


def test_a_name_is_registered_once():
    with pytest.raises(ValueError, match="see"):
        register_verb(Verb("see", "see again"))
    with pytest.raises(ValueError, match="walk"):
        register_verb(Verb("fly", "fly", needs="walk"))
    for name in ("staff", GROUP):
        with pytest.raises(ValueError, match=name):
            register_automatic_group(AutomaticGroup(name, "Again", NEW_MEMBERS.includes, NEW_MEMBERS.members))


def test_a_topics_readers_come_from_where_it_stands_now(ben, eve, topic, staff_board, django_user_model):
    def readers():
        return set(django_user_model.objects.filter(readers_of(topic)))

    assert {ben, eve} < readers()
    topic.move(staff_board)
    assert not readers() & {ben, eve}
    for member in (ben, eve):
        assert not may(member, "see", topic)
        assert not Topic.objects.visible_to(member).exists()
