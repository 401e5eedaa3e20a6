"""/following/: all that one follows, what is new in it, and how it is changed one by one or many at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.follows.models import Follow, Level
from forum.moderation import topic_acts
from forum.pages.my_follows import order
from forum.reading import marking
from forum.reading.models import ReadLine
from forum.topics import read_marks
from forum.topics.models import Tag
from tests.conftest import join, opened

pytestmark = pytest.mark.django_db

ADDRESS = "/following/"


@pytest.fixture
def tag(db):
    return Tag.objects.create(name="Glue", slug="glue")


@pytest.fixture
def all_kinds(ada, eve, topic, board, tag):
    """Eve follows one thing of each kind."""
    for thing in (topic, board, tag, ada):
        following.follow(eve, thing)
    return {row.kind: row for row in Follow.objects.filter(member=eve)}


def rows_in(page: str) -> int:
    return page.count('class="row-follow')


def test_a_visitor_is_sent_to_sign_in_and_comes_back(as_, db):
    assert as_().get(f"{ADDRESS}?kind=tag").url == "/accounts/login/?next=/following/%3Fkind%3Dtag"


def test_all_that_is_followed_is_listed_and_filtered_by_kind(as_, eve, all_kinds):
    browser = as_(eve)
    assert rows_in(browser.get(ADDRESS).text) == 4
    for kind, name in (
        ("topic", "A first question"),
        ("board", "General"),
        ("tag", "Glue"),
        ("person", "Ada Lindqvist"),
    ):
        page = browser.get(f"{ADDRESS}?kind={kind}").text
        assert rows_in(page) == 1
        assert name in page


def test_what_is_muted_stands_apart(as_, eve, all_kinds, ben):
    following.mute(eve, all_kinds["board"].board)
    following.mute(eve, ben)
    browser = as_(eve)
    assert rows_in(browser.get(ADDRESS).text) == 3
    page = browser.get(f"{ADDRESS}?kind=muted").text
    assert rows_in(page) == 1
    assert "General" in page
    assert "/u/ben/" not in page


@pytest.mark.parametrize("query", ["kind=x", "kind=member", "page=0", "page=x", "kind=%00"])
def test_a_list_that_is_none_is_not_found(query, as_, eve, all_kinds):
    assert as_(eve).get(f"{ADDRESS}?{query}").status_code == 404


def test_an_empty_list_says_what_to_do(as_, eve):
    page = as_(eve).get(ADDRESS).text
    assert "You don’t follow anything here yet." in page
    assert "See the latest topics" in page


def test_new_posts_are_counted_from_where_one_has_read(as_, eve, ben, topic, say):
    following.follow(eve, topic)
    read_marks.mark_read(eve, topic, 1)
    for _reply in range(3):
        say(ben, topic)
    page = as_(eve).get(ADDRESS).text
    assert "3 new posts" in page
    assert f'href="{topic.get_absolute_url()}unread/"' in page


def test_new_topics_are_counted_since_one_looked_in(as_, ada, eve, board, tag, start, all_kinds):
    browser = as_(eve)
    Follow.objects.filter(member=eve).update(seen_at=timezone.now())
    for number in range(2):
        start(ada, board, title=f"New {number}", tags=[tag])
    for kind in ("board", "tag", "person"):
        assert "2 new topics" in browser.get(f"{ADDRESS}?kind={kind}").text
    Follow.objects.filter(member=eve).update(seen_at=timezone.now())
    assert "new-count" not in browser.get(f"{ADDRESS}?kind=board").text


def test_what_is_marked_as_read_or_was_opened_is_not_new_there(
    as_, ada, ben, eve, board, topic, start, say, all_kinds
):
    browser = as_(eve)
    Follow.objects.filter(member=eve).update(seen_at=timezone.now())
    read_marks.mark_read(eve, topic, 1)
    say(ben, topic)
    opened_one = start(ada, board, title="Opened")
    start(ada, board, title="Not opened")
    read_marks.mark_read(eve, opened_one, 1)
    page = browser.get(f"{ADDRESS}?kind=board").text
    assert "1 new topic<" in page
    assert "1 new post<" in browser.get(ADDRESS).text
    page = browser.post("/unread/read/", {"next": ADDRESS}, follow=True).text
    assert "Everything is marked as read." in page
    assert "new-count" not in page
    marked = browser.get(ADDRESS).text
    assert "new-count" not in marked and "Nothing new" not in marked
    marking.undo_lines(eve, ReadLine.objects.get(member=eve).at)
    undone = browser.get(ADDRESS).text
    assert "1 new topic<" in undone and "1 new post<" in undone


def test_new_topics_out_of_sight_are_not_counted(as_, ada, root, eve, staff_board, start, all_kinds):
    Follow.objects.filter(member=eve).update(seen_at=timezone.now())
    following.follow(eve, root)
    start(root, staff_board)
    assert "new-count" not in as_(eve).get(f"{ADDRESS}?kind=person").text


def test_the_level_is_changed_in_its_row(as_, eve, all_kinds):
    row = all_kinds["board"]
    sent = {"set": f"{row.pk} weekly", "level": "every", "follow": [all_kinds["tag"].pk]}
    answer = as_(eve).post(f"{ADDRESS}?kind=board", sent)
    assert (answer.status_code, answer.url) == (303, f"{ADDRESS}?kind=board")
    row.refresh_from_db()
    assert row.level == Level.WEEKLY
    assert Follow.objects.filter(level=Level.WEEKLY).count() == 1


def test_many_are_changed_at_once(as_, eve, all_kinds):
    browser, ids = as_(eve), [row.pk for row in all_kinds.values()]
    answer = browser.post(ADDRESS, {"follow": ids[:3], "act": "level", "level": "site"}, follow=True)
    assert "3 changed." in answer.text
    assert Follow.objects.filter(member=eve, level=Level.SITE).count() == 3
    browser.post(ADDRESS, {"follow": ids, "act": "hide"})
    assert not Follow.objects.filter(member=eve, is_shown=True).exists()
    browser.post(ADDRESS, {"follow": ids, "act": "show"})
    assert not Follow.objects.filter(member=eve, is_shown=False).exists()
    assert Follow.objects.filter(member=eve, level=Level.SITE).count() == 3


def test_many_are_stopped_at_once_and_the_counts_are_right(as_, ada, eve, topic, board, tag, all_kinds):
    as_(eve).post(ADDRESS, {"follow": [row.pk for row in all_kinds.values()], "act": "stop"})
    assert not Follow.objects.active().filter(member=eve).exists()
    for thing in (topic, board, tag, ada):
        thing.refresh_from_db()
        assert thing.follower_count == 0


def test_muting_many_at_once_takes_them_out_of_the_counts(as_, eve, topic, all_kinds):
    as_(eve).post(ADDRESS, {"follow": [all_kinds["topic"].pk], "act": "level", "level": "mute"})
    topic.refresh_from_db()
    assert topic.follower_count == 0


def test_the_follows_of_others_are_left_alone(as_, ben, eve, all_kinds):
    browser, ids = as_(ben), [row.pk for row in all_kinds.values()]
    for sent in (
        {"follow": ids, "act": "stop"},
        {"follow": ids, "act": "level", "level": "mute"},
        {"set": f"{ids[0]} mute"},
        {"set": f"{ids[0]} stop"},
        {"set": f"{ids[0]} again"},
    ):
        assert "Nothing changed" in browser.post(ADDRESS, sent, follow=True).text
    assert Follow.objects.active().filter(member=eve).count() == 4


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"act": "explode"}, 400),
        ({"act": "level", "level": "left"}, 400),
        ({"act": "level", "level": ""}, 400),
        ({"set": "x every"}, 404),
        ({"set": "1"}, 400),
        ({"set": ""}, 404),
        ({"set": "1 explode"}, 400),
        ({"follow": ["-1"], "act": "stop"}, 404),
        ({"follow": ["1e9"], "act": "stop"}, 404),
        ({"follow": ["9" * 40], "act": "stop"}, 404),
        ({}, 400),
    ],
)
def test_what_makes_no_sense_is_refused(sent, status, as_, eve, all_kinds):
    assert as_(eve).post(ADDRESS, sent).status_code == status
    assert Follow.objects.active().filter(member=eve).count() == 4


def test_what_can_no_longer_be_seen_has_no_name_and_can_be_stopped(as_, root, eve, topic, board, all_kinds):
    apply_preset(board, Preset.STAFF)
    browser = as_(eve)
    page = browser.get(ADDRESS).text
    assert page.count("Something you can no longer see") == 2
    for hidden in (topic.title, "General"):
        assert hidden not in page
    browser.post(ADDRESS, {"follow": [all_kinds["topic"].pk], "act": "stop"})
    assert not Follow.objects.active().filter(member=eve, topic=topic).exists()


def test_a_removed_topic_has_no_name_there(as_, root, eve, topic, all_kinds):
    topic_acts.remove(root, topic, "x")
    assert topic.title not in as_(eve).get(ADDRESS).text


def test_the_list_is_paged_and_takes_the_same_queries_for_few_and_many(as_, root, eve, board, start):
    browser, counts = as_(eve), []
    tags = [Tag.objects.create(name=f"Tag {n}", slug=f"tag-{n}") for n in range(20)]
    boards = [opened(f"Board {n}", Preset.PUBLIC) for n in range(20)]
    things = [
        [start(root, board), tags[0], boards[0], join("p0")],
        [start(root, board, title=f"T{n}") for n in range(20)] + tags[1:] + boards[1:] + [join(f"p{n}") for n in range(1, 5)],
    ]  # fmt: skip
    for more in things:
        for thing in more:
            following.follow(eve, thing)
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(ADDRESS).text
        counts.append(len(queries))
    # A kind that does not stand on a page is not asked for.
    assert counts[1] <= counts[0]
    assert rows_in(page) == 30
    assert rows_in(browser.get(f"{ADDRESS}?page=3").text) == Follow.objects.filter(member=eve).count() - 60


def test_what_is_muted_is_unmuted_from_its_list(as_, eve, board):
    following.mute(eve, board)
    page = as_(eve).get(f"{ADDRESS}?kind=muted").text
    assert "Unmute</button>" in page
    assert "Unfollow</button>" not in page
    as_(eve).post(f"{ADDRESS}?kind=muted", {"follow": [Follow.objects.get().pk], "act": "stop"})
    assert Follow.objects.get().state == Follow.State.LEFT


@pytest.mark.parametrize(
    ("kind", "label"),
    [("", "Every post or new topic"), ("topic", "Every post"), ("board", "Every new topic")],
)
def test_the_bar_names_what_one_hears_of_by_what_is_listed(kind, label, as_, eve, all_kinds):
    page = as_(eve).get(f"{ADDRESS}?kind={kind}").text
    assert f'<option value="every">{label}</option>' in page[page.index("bulk-level") :]


def test_what_has_something_new_comes_first_and_its_name_leads_there(as_, ada, ben, eve, board, start, say):
    quiet, lively = start(ada, board, title="Quiet"), start(ada, board, title="Lively")
    for topic in (quiet, lively):
        following.follow(eve, topic)
        read_marks.mark_read(eve, topic, 1)
    say(ben, lively)
    say(eve, quiet)
    page = as_(eve).get(ADDRESS).text
    assert page.index("Lively") < page.index("Nothing new") < page.index("Quiet")
    assert f'<a href="{lively.get_absolute_url()}unread/">Lively</a>' in page
    assert f'<a href="{quiet.get_absolute_url()}">Quiet</a>' in page


def test_where_nothing_is_new_there_are_no_headings(as_, eve, topic):
    following.follow(eve, topic)
    read_marks.mark_read(eve, topic, 1)
    assert "Nothing new" not in as_(eve).get(ADDRESS).text


def test_what_is_new_out_of_sight_does_not_move_a_row(as_, root, eve, ada, board, start, say):
    hidden, other = start(ada, board, title="Hidden"), start(ada, board, title="Other")
    for topic in (hidden, other):
        following.follow(eve, topic)
        read_marks.mark_read(eve, topic, 1)
    say(root, hidden)
    topic_acts.remove(root, hidden, "x")
    page = as_(eve).get(ADDRESS).text
    assert "Nothing new" not in page
    assert "new-count" not in page


def test_a_script_is_answered_with_the_row_alone(as_, eve, all_kinds):
    row, browser = all_kinds["topic"], as_(eve)
    fetch = {"x-requested-with": "fetch"}
    answer = browser.post(ADDRESS, {"set": f"{row.pk} daily"}, headers=fetch)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<li")
    assert "Daily summary" in answer.text
    answer = browser.post(ADDRESS, {"set": f"{row.pk} stop"}, headers=fetch)
    assert f'value="{row.pk} again"' in answer.text
    answer = browser.post(ADDRESS, {"set": f"{row.pk} again"}, headers=fetch)
    assert "Daily summary" in answer.text
    assert Follow.objects.get(pk=row.pk).is_at("daily")


def test_unfollowing_in_a_row_can_be_undone(as_, eve, topic, all_kinds):
    browser = as_(eve)
    page = browser.post(ADDRESS, {"set": f"{all_kinds['topic'].pk} stop"}, follow=True).text
    assert "You no longer follow" in page
    assert f'action="{topic.get_absolute_url()}follow/"' in page
    browser.post(f"{topic.get_absolute_url()}follow/")
    assert Follow.objects.get(pk=all_kinds["topic"].pk).is_active


def test_members_are_not_ignored_by_muting_many(as_, eve, all_kinds):
    as_(eve).post(
        ADDRESS, {"follow": [row.pk for row in all_kinds.values()], "act": "level", "level": "mute"}
    )
    assert Follow.objects.muted().filter(member=eve).count() == 3
    assert Follow.objects.get(pk=all_kinds["person"].pk).is_active


def test_ones_name_is_hidden_and_shown_in_a_row(as_, eve, all_kinds):
    row, browser = all_kinds["tag"], as_(eve)
    browser.post(ADDRESS, {"set": f"{row.pk} hide"})
    assert "your name is hidden" in browser.get(ADDRESS).text
    browser.post(ADDRESS, {"set": f"{row.pk} show"})
    assert Follow.objects.get(pk=row.pk).is_shown


def test_the_first_page_is_where_all_that_is_followed_begins(
    as_, ada, ben, eve, board, topic, tag, all_kinds, start, say
):
    say(ben, topic, "News.")
    tagged = start(ada, board, title="A second question")
    tagged.tags.add(tag)
    following.follow(eve, tagged)
    following.mute(eve, start(ben, board, title="A third question"))
    Follow.objects.filter(member=eve).update(seen_at=None, created_at=timezone.now() - timedelta(days=2))
    for reader in (eve, ben, eve):
        for kind in ("", "topic", "board", "tag", "person", "muted"):
            follows = list(order.follows_of(reader, kind))
            assert order.first_follows(reader, kind) == follows
            assert order.follow_count(reader, kind) == len(follows)
    assert len(order.first_follows(eve, "")) == 5
    assert "new topic" in as_(eve).get(ADDRESS).text
    ReadLine.objects.create(member=eve, at=timezone.now())
    assert order.first_follows(eve, "") == list(order.follows_of(eve, ""))
