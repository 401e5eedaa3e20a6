"""The files of the demo: complete, consistent, and of every kind that a real forum has."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from accounts.names import name_key, validate_username
from forum import markup
from forum.demo.content_files import ContentError, read_topic
from forum.demo.dates_and_ids import make_plan
from forum.demo.post_texts import ATTRIBUTION
from tests.demo.conftest import TODAY


@pytest.fixture(scope="module")
def posts(plan):
    return [post for topic in plan.topics for post in topic.posts]


def test_it_is_a_whole_community(community, posts):
    assert len(community.boards) >= 10
    assert len(community.topics) >= 60
    assert len(posts) >= 600
    assert len(community.members) == 40


def test_everybody_who_speaks_is_a_member_and_most_members_speak(community, posts):
    names = {member.username for member in community.members}
    authors = Counter(post.author for post in posts)
    assert set(authors) <= names
    assert len(authors) > 0.9 * len(names)


def test_names_are_such_as_a_member_could_choose(community):
    for member in community.members:
        validate_username(member.username)
    assert len({name_key(member.username) for member in community.members}) == len(community.members)


def test_every_topic_stands_on_a_board_that_takes_topics(community):
    boards = {board.slug: board for board in community.boards}
    sections = {board.parent for board in community.boards}
    assert {topic.board for topic in community.topics} == set(boards) - sections
    assert {board.access for board in community.boards} == {"public", "announcements", "members", "staff"}


def test_staff_boards_are_spoken_in_by_staff_only(community, plan):
    staff_only = {board.slug for board in community.boards if board.access == "staff"}
    authors = {
        post.author for topic in plan.topics if topic.content.board in staff_only for post in topic.posts
    }
    assert authors
    assert authors <= community.team


def test_announcements_are_started_by_the_team(community, plan):
    assert {
        topic.posts[0].author for topic in plan.topics if topic.content.board == "announcements"
    } <= community.team


def test_titles_fit_and_none_comes_twice(community):
    titles = [topic.title for topic in community.topics]
    assert max(map(len, titles)) <= 200
    assert len(set(titles)) == len(titles)


def test_every_quote_and_answer_finds_an_earlier_post(plan, posts):
    assert not [post.source for post in posts if ATTRIBUTION.search(post.source)]
    assert sum("[wrote](/p/" in post.source for post in posts) > 5
    assert all(post.content.reply_to < post.number for post in posts if post.content.reply_to)


def test_there_is_one_of_everything(community, plan, posts):
    sources = "\n".join(post.source for post in posts)
    states = Counter(state for topic in community.topics for state in topic.states)
    assert states["locked"] and states["pinned"]
    assert any(len(topic.posts) > 40 for topic in plan.topics)
    assert any(len(topic.posts) == 1 for topic in plan.topics)
    assert any(post.content.removed_for for post in posts) and any(post.content.is_edited for post in posts)
    for sign in (
        "```python",
        "```cpp",
        "```sql",
        "```bash",
        "```json",
        "\n|",
        "- [x]",
        "/// details",
        "@",
        "https://",
    ):
        assert sign in sources, sign


def test_every_post_is_shown_as_it_was_meant(plan, posts):
    members = {name_key(member.username): member.username for member in plan.community.members}
    results = dict(markup.render_many((post.id, post.source, members) for post in posts))
    assert not [
        key for key, rendered in results.items() if isinstance(rendered, markup.Refused) or rendered.plain
    ]


def test_time_goes_forward_and_ends_before_today(plan, posts):
    midnight = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    for topic in plan.topics:
        moments = [post.at for post in topic.posts]
        assert moments == sorted(set(moments))
    assert max(post.at for post in posts) < midnight
    assert max(post.at for post in posts) - min(post.at for post in posts) > timedelta(days=300)


def test_nobody_speaks_before_they_joined(plan, posts):
    assert all(plan.joined[post.author] < post.at for post in posts)


def test_ids_follow_the_clock(plan):
    moments = [post.at for post in plan.posts]
    assert moments == sorted(moments)
    assert [post.id for post in plan.posts] == list(range(1, len(moments) + 1))


def test_a_topic_that_would_outlast_today_is_pressed_into_its_time(tmp_path, community):
    path = tmp_path / "hurry.md"
    path.write_text("title: In a hurry\nboard: hello\ndays_ago: 1\n=== ada +0m\nOne.\n=== ben +5w\nTwo.\n")
    hurried = make_plan(
        type(community)(community.members, community.boards, (read_topic(path),)), TODAY, seed=1
    )
    first, second = hurried.topics[0].posts
    assert first.at < second.at < datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "title: No board\ndays_ago: 1\n=== ada +0m\nHello.\n",
        "title: No number\nboard: hello\ndays_ago: soon\n=== ada +0m\nHello.\n",
        "title: Bad state\nboard: hello\nstate: solved\ndays_ago: 1\n=== ada +0m\nHello.\n",
        "title: Bad head\nboard: hello\ndays_ago: 1\n=== ada later\nHello.\n",
        "title: Bad mark\nboard: hello\ndays_ago: 1\n=== (shouted) ada +0m\nHello.\n",
        "title: Nothing said\nboard: hello\ndays_ago: 1\n=== ada +0m\n\n",
        "no colon\n=== ada +0m\nHello.\n",
    ],
)
def test_a_file_out_of_form_is_named(tmp_path, text):
    path = tmp_path / "broken.md"
    path.write_text(text)
    with pytest.raises(ContentError, match=r"broken\.md"):
        read_topic(path)
