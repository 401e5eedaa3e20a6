"""The files of the demo: complete, consistent, and of every kind that a real forum has."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from accounts.names import name_key, validate_username
from forum import markup
from forum.demo.quotes import ATTRIBUTION
from forum.demo.source_files import Unreadable, discussion
from forum.demo.timeline import plan
from tests.demo.conftest import TODAY


@pytest.fixture(scope="module")
def posts(planned):
    return [post for topic in planned.topics for post in topic.posts]


def test_it_is_a_whole_community(community, posts):
    assert len(community.places) >= 10
    assert len(community.discussions) >= 60
    assert len(posts) >= 600
    assert len(community.people) == 40


def test_everybody_who_speaks_is_a_member_and_most_members_speak(community, posts):
    names = {person.username for person in community.people}
    authors = Counter(post.said.author for post in posts)
    assert set(authors) <= names
    assert len(authors) > 0.9 * len(names)


def test_names_are_such_as_a_member_could_choose(community):
    for person in community.people:
        validate_username(person.username)
    assert len({name_key(person.username) for person in community.people}) == len(community.people)


def test_every_topic_stands_on_a_board_that_takes_topics(community):
    places = {place.slug: place for place in community.places}
    sections = {place.parent for place in community.places}
    assert {talk.board for talk in community.discussions} == set(places) - sections
    assert {place.access for place in community.places} == {"public", "announcements", "members", "staff"}


def test_staff_boards_are_spoken_in_by_staff_only(community, planned):
    staff_only = {place.slug for place in community.places if place.access == "staff"}
    team = {person.username for person in community.people if person.role}
    spoke = {
        post.said.author
        for topic in planned.topics
        if topic.discussion.board in staff_only
        for post in topic.posts
    }
    assert spoke
    assert spoke <= team


def test_announcements_are_started_by_the_team(community, planned):
    team = {person.username for person in community.people if person.role}
    assert {
        topic.posts[0].said.author for topic in planned.topics if topic.discussion.board == "announcements"
    } <= team


def test_titles_fit_and_none_comes_twice(community):
    titles = [talk.title for talk in community.discussions]
    assert max(map(len, titles)) <= 200
    assert len(set(titles)) == len(titles)


def test_every_quote_and_answer_finds_an_earlier_post(planned, posts):
    assert not [post.source for post in posts if ATTRIBUTION.search(post.source)]
    assert sum("[wrote](/p/" in post.source for post in posts) > 5
    assert all(post.said.reply_to < post.number for post in posts if post.said.reply_to)


def test_there_is_one_of_everything(community, planned, posts):
    sources = "\n".join(post.source for post in posts)
    states = Counter(state for talk in community.discussions for state in talk.states)
    assert states["locked"] and states["pinned"]
    assert any(len(topic.posts) > 40 for topic in planned.topics)
    assert any(len(topic.posts) == 1 for topic in planned.topics)
    assert any(post.said.removed_for for post in posts) and any(post.said.is_edited for post in posts)
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


def test_every_post_is_shown_as_it_was_meant(planned, posts):
    members = {name_key(person.username): person.username for person in planned.community.people}
    made = dict(markup.render_many((post.id, post.source, members) for post in posts))
    assert not [
        key for key, rendered in made.items() if isinstance(rendered, markup.Refused) or rendered.plain
    ]


def test_time_goes_forward_and_ends_before_today(planned, posts):
    midnight = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    for topic in planned.topics:
        moments = [post.at for post in topic.posts]
        assert moments == sorted(set(moments))
    assert max(post.at for post in posts) < midnight
    assert max(post.at for post in posts) - min(post.at for post in posts) > timedelta(days=300)


def test_nobody_speaks_before_they_joined(planned, posts):
    assert all(planned.joined[post.said.author] < post.at for post in posts)


def test_ids_follow_the_clock(planned):
    moments = [post.at for post in planned.posts]
    assert moments == sorted(moments)
    assert [post.id for post in planned.posts] == list(range(1, len(moments) + 1))


def test_a_topic_that_would_outlast_today_is_pressed_into_its_time(tmp_path, community):
    path = tmp_path / "hurry.md"
    path.write_text("title: In a hurry\nboard: hello\ndays_ago: 1\n=== ada +0m\nOne.\n=== ben +5w\nTwo.\n")
    hurried = plan(type(community)(community.people, community.places, (discussion(path),)), TODAY, seed=1)
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
    with pytest.raises(Unreadable, match=r"broken\.md"):
        discussion(path)
