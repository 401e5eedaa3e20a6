"""Whose the posts are: accounts that stand for people who were members elsewhere."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.urls import reverse

from accounts.names import flat_key, name_key, validate_username
from forum.importing.member_names import display_name_for, free_username, is_allowed_display_name
from forum.posts.models import Post
from tests.importing.conftest import post, topic

pytestmark = pytest.mark.django_db


def member(username):
    return get_user_model().objects.get(username=username)


def test_a_member_comes_in_as_a_placeholder_without_a_way_in(import_path, topic_files, rf):
    import_path(topic_files(topic(5, [post(1, name="Wren of the Brook")])))
    wren = member("wren")
    assert wren.is_placeholder
    assert wren.is_imported
    assert wren.email == ""
    assert wren.name == "Wren of the Brook"
    assert not wren.has_usable_password()
    assert not wren.is_staff
    assert authenticate(rf.post("/"), username="wren", password="") is None


def test_nobody_signs_up_under_the_name_of_a_placeholder(import_path, topic_files, as_):
    import_path(topic_files(topic(5, [post(1)])))
    as_().post(
        reverse("account_signup"),
        {"username": "WREN", "email": "w@example.org", "password1": "a-long-phrase-of-mine"},
    )
    assert get_user_model().objects.filter(username_key=name_key("wren")).count() == 1


def test_posts_are_counted_for_their_authors(import_path, topic_files):
    import_path(topic_files(topic(5, [post(1), post(2, "Otter"), post(3), post(4, hidden=True)])))
    assert member("wren").post_count == 2
    assert member("Otter").post_count == 1


def test_the_first_sign_of_a_member_is_when_they_joined(import_path, topic_files):
    import_path(
        topic_files(
            topic(5, [post(1), post(2, "Otter", created_at="2016-01-02T03:04:05Z"), post(3, "Otter")])
        )
    )
    assert member("Otter").date_joined.year == 2016


def test_a_name_that_is_taken_here_belongs_to_somebody_else(import_path, topic_files, ada):
    """Nothing that was written there may appear under the name of a member of this forum."""
    run = import_path(topic_files(topic(5, [post(1, "Ada"), post(2, raw="Thank you, @ada!")])))
    writer = Post.objects.get(number=1).author
    assert writer != ada
    assert writer.username == "Ada-2"
    assert writer.name == "Ada-2"
    assert 'href="/u/Ada-2/"' in Post.objects.get(number=2).html
    assert run.report.warnings["renamed"] == 1
    assert "shown" not in run.report.warnings


def test_a_mention_of_a_stranger_is_no_mention_of_our_member(import_path, topic_files, ada):
    import_path(topic_files(topic(5, [post(1, raw="Ask @ada, she never wrote here.")])))
    assert "mention" not in Post.objects.get().html


def test_reserved_names_are_not_given_away(import_path, topic_files):
    import_path(topic_files(topic(5, [post(1, "system", raw="Welcome."), post(2, "admin")])))
    assert set(get_user_model().objects.values_list("username", flat=True)) >= {"system-2", "member-2"}


def test_a_post_without_an_author_is_a_strangers(import_path, topic_files):
    import_path(topic_files(topic(5, [post(1), post(2, None, "Who am I?")])))
    assert Post.objects.get(number=2).author.username == "unknown"


def test_a_topics_starter_who_wrote_nothing_has_an_account(import_path, topic_files):
    starter = {"created_by": {"id": 77, "username": "kestrel"}}
    import_path(topic_files(topic(5, [post(2, "Otter")], details=starter)))
    assert member("kestrel").topics.get().title == "Boiling point"
    assert member("kestrel").post_count == 0


@pytest.mark.parametrize(
    "foreign",
    [
        "_under_",
        "a.b.",
        "two words",
        "x" * 60,
        "...",
        "",
        "Ｗｉｄｅ",
        "кот",
        "раypal",
        "猫",
        "a/b",
        "\u202eevil",
        "-dash-",
        "हिन्दी",
        "علی\u200cرضا\u200c",
        "ชื่อ",
        "a\u0336d\u0336a",
        "\u3164",
        "\u093fक",
        "admin",
        "The_Admin",
        "system",
        "moderator.team",
        "कि" * 20,
    ],
)
def test_any_name_becomes_one_that_is_valid_and_free(foreign):
    taken = {name_key("two-words"), name_key("x" * 30)}
    name = free_username(foreign, taken)
    validate_username(name)
    assert name_key(name) not in taken
    assert not name.endswith((".", "-"))


@pytest.mark.parametrize("foreign", ["हिन्दी", "علی\u200cرضا", "ชื่อ", "Mali", "Null", "Badminton"])
def test_names_of_the_world_come_in_as_they_are(foreign):
    assert free_username(foreign, set()) == foreign


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("Ruth", True),
        ("Ben ✔", False),
        ("Ruth (@ben)", False),
        ("The Admin", False),
        ("Ada L.", False),
        ("Modelse", False),
        ("Badminton", True),
    ],
)
def test_names_shown_come_in_unless_they_are_anothers_here(name, may):
    taken = {name_key(username) for username in ("ben", "ruth", "modeIse")}
    assert is_allowed_display_name(name, "ruth", taken, {flat_key("Ada L.")}) == may


@pytest.mark.parametrize("foreign", ["\u3164", "\U000e0068", "\u202e", "\ufeff"])
def test_a_name_nobody_can_see_is_not_shown(foreign):
    assert display_name_for("ruth", foreign, "ruth") == ""


def test_a_name_shown_comes_in_with_the_signs_it_needs():
    assert display_name_for("ali", "علی\u200cرضا", "ali") == "علی\u200cرضا"
    assert display_name_for("ali", "\u202eAli\u202c\u00ad", "ali") == "Ali"


def test_names_that_look_alike_are_told_apart():
    taken = set()
    names = []
    for foreign in ("paul", "Paul", "pаul", "PAUL"):
        names.append(free_username(foreign, taken))
        taken.add(name_key(names[-1]))
    assert len({name_key(name) for name in names}) == 4
