import pytest
from django.core.management import call_command

from forum.posts.models import Post, Solution
from forum.topics.models import Tag, Topic
from tests.importing.conftest import post, topic

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def tagged(topic_id, *tags, **facts):
    return topic(topic_id, [post(1, topic=topic_id)], slug=f"topic-{topic_id}", tags=list(tags), **facts)


def tags_of(slug_number):
    return set(Topic.objects.order_by("pk")[slug_number].tags.values_list("name", flat=True))


def test_tags_come_along(import_path, topic_files, as_, faults):
    Tag.objects.create(name="Kettles", slug="our-kettles")
    run = import_path(
        topic_files(tagged(5, "kettles", "node.js"), tagged(6, {"id": 3, "name": "node.js"}), tagged(7))
    )
    assert [tags_of(place) for place in range(3)] == [{"Kettles", "node.js"}, {"node.js"}, set()]
    assert Tag.objects.count() == 2
    assert run.report.counts["tags"] == 1
    for path in (
        "/tag/node.js",
        "/tag/Node.js/3",
        "/tags/node.js",
        "/tags/c/kettles/3/node.js",
    ):
        assert as_().get(path)["Location"] == Tag.objects.get(name="node.js").get_absolute_url()
    assert (
        as_().get("/tag/node.js.rss")["Location"]
        == f"{Tag.objects.get(name='node.js').get_absolute_url()}feed/"
    )
    assert as_().get("/tag/kettles/")["Location"] == "/tag/our-kettles/"
    assert as_().get("/tag/kettles")["Location"] == "/tag/our-kettles/"
    assert as_().get("/tag/our-kettles/").status_code == 200
    assert as_().get("/tags/never").status_code == 404
    assert faults() == []


def test_tags_may_be_left_out(topic_files):
    call_command("import_discourse", str(topic_files(tagged(5, "kettles"))), no_tags=True)
    assert not Tag.objects.exists()


def test_tags_that_staff_have_changed_since_stay_changed(import_path, topic_files):
    path = topic_files(tagged(5, "kettles"))
    import_path(path)
    Topic.objects.get().tags.clear()
    Tag.objects.update(name="Boilers")
    topic_files(tagged(6, "kettles"))
    import_path(path)
    assert [tags_of(place) for place in range(2)] == [set(), {"Boilers"}]
    assert Tag.objects.count() == 1


@pytest.mark.parametrize(
    "tags",
    [
        "kettles",
        [None, 3, [], {"name": 4}, ""],
        {"a": 1},
        ["x" * 300, "x" * 299],
        ["c++", "c#", "C++"],
        ["🫖"],
        ["\uff54ea", "tea"],
        ["caf\u00e9", "cafe\u0301"],
        ["\u200b"],
    ],
)
def test_tags_that_are_none_do_no_harm(import_path, topic_files, tags, faults):
    import_path(topic_files(topic(5, [post(1)], tags=tags)))
    assert Topic.objects.count() == 1
    assert Tag.objects.count() <= 2
    assert faults() == []


def test_an_accepted_answer_is_the_solution(import_path, topic_files, faults):
    path = topic_files(
        topic(5, [post(1), post(2, "Otter", "So.", accepted_answer=True)]),
        topic(
            6,
            [post(1, topic=6), post(3, topic=6, raw="Thus.")],
            slug="other",
            accepted_answer={"post_number": 3},
        ),
        topic(7, [post(1, topic=7)], slug="third", accepted_answer={"post_number": None}),
    )
    run = import_path(path)
    import_path(path)
    assert [kept.post.source for kept in Solution.objects.order_by("pk")] == ["So.", "Thus."]
    assert [topic.is_solved for topic in Topic.objects.order_by("pk")] == [True, True, False]
    assert Topic.objects.first().board.takes_solutions
    assert run.report.warnings["answer"] == 2
    assert faults() == []


def test_an_answer_that_stands_in_another_topic_is_a_fault(import_path, topic_files, faults):
    import_path(topic_files(topic(5, [post(1)]), topic(6, [post(1, topic=6)], slug="other")))
    first, second = Topic.objects.order_by("pk")
    Solution.objects.create(topic=first, post=Post.objects.get(topic=second))
    assert [fault.code for verdict in faults() for fault in verdict.faults] == [
        "topic.solved",
        "solution.post",
    ]
