"""An archive that is fuller than it was: what was missing comes to where it belongs."""

import pytest

from forum.posts.models import Post
from forum.topics.models import ReadMark, Topic
from tests.importing.conftest import post, topic

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def several(*numbers):
    return [post(number, raw=f"Post {number}.") for number in numbers]


def order():
    rows = Post.objects.order_by("number").values_list("number", "source")
    assert [number for number, _ in rows] == list(range(1, len(rows) + 1))
    return [source.removeprefix("Post ").removesuffix(".") for _, source in rows]


@pytest.mark.parametrize(
    ("first", "then"), [((1, 2, 6), (1, 2, 3, 4, 5, 6, 7)), ((3, 4), (1, 2, 3, 4)), ((1, 9), (1, 5, 9, 10))]
)
def test_posts_that_were_missing_come_between_the_others(import_path, topic_files, faults, first, then):
    path = topic_files(topic(5, several(*first)))
    import_path(path)
    ids = dict(Post.objects.values_list("source", "pk"))
    topic_files(topic(5, several(*then)))
    import_path(path)
    assert order() == [str(number) for number in then]
    assert ids.items() <= dict(Post.objects.values_list("source", "pk")).items()
    assert Topic.objects.get().last_post_at == Post.objects.order_by("number").last().created_at
    assert faults() == []


def test_what_was_written_here_stays_behind_the_post_it_answered(import_path, topic_files, ada, say, faults):
    path = topic_files(topic(5, several(1, 4)))
    import_path(path)
    say(ada, Topic.objects.get(), "Post here.")
    topic_files(topic(5, several(1, 2, 3, 4, 5)))
    import_path(path)
    assert order() == ["1", "2", "3", "4", "here", "5"]
    assert Topic.objects.get().last_poster.username == "wren"
    assert faults() == []


def test_an_answer_to_a_post_that_was_missing_is_joined_to_it(import_path, topic_files, faults):
    answers = [*several(1), post(3, raw="Post 3.", reply_to_post_number=2)]
    path = topic_files(topic(5, answers))
    import_path(path)
    assert Post.objects.get(source="Post 3.").reply_to is None
    topic_files(topic(5, [*answers, *several(2)]))
    import_path(path)
    assert Post.objects.get(source="Post 3.").reply_to.source == "Post 2."
    assert faults() == []


def test_whoever_had_read_up_to_a_post_still_has(import_path, topic_files, ada, ben):
    path = topic_files(topic(5, several(1, 4, 5)))
    import_path(path)
    there = Topic.objects.get()
    for member, number in ((ada, 1), (ben, 2)):
        ReadMark.objects.create(member=member, topic=there, number=number)
    topic_files(topic(5, several(1, 2, 3, 4, 5)))
    import_path(path)
    assert ReadMark.objects.get(member=ada).number == 1
    assert ReadMark.objects.get(member=ben).number == 4


def test_old_numbers_lead_to_the_posts_that_came_later(import_path, topic_files, as_):
    path = topic_files(topic(5, several(1, 4)))
    import_path(path)
    topic_files(topic(5, several(1, 2, 4)))
    import_path(path)
    for number in (1, 2, 4):
        expected = f"/p/{Post.objects.get(source=f'Post {number}.').pk}/"
        assert as_().get(f"/t/boiling-point/5/{number}")["Location"] == expected


def test_a_post_that_names_another_by_a_number_it_lost_is_reported(import_path, post_lines):
    run = import_path(
        post_lines(
            post(1),
            post(4, raw="See #1, #9 and &#4; and /x#4."),
            post(5, raw="As #4 says"),
            post(1, topic=6, raw="#1"),
        )
    )
    assert run.report.warnings["number_named"] == 1
    assert run.report.examples["number_named"] == ["5/5"]
