"""What pages are, in the words of schema.org, on what they show: read by a parser of microdata."""

import extruct
import pytest

from forum.follows import following
from forum.moderation import post_acts
from forum.posts import solving
from forum.posts.post_text import render_text
from forum.posts.revising import revise

pytestmark = pytest.mark.django_db
HERE = "http://127.0.0.1:8000"
SCHEMA = "https://schema.org/"


@pytest.fixture
def items(as_):
    """items(path, "Kind", reader) → what the page says of things of this kind."""

    def act(path, kind, reader=None):
        answer = as_(reader).get(path)
        assert answer.status_code == 200
        found = extruct.extract(answer.text, base_url=f"{HERE}{path}", syntaxes=["microdata"])["microdata"]
        return [item["properties"] for item in found if item["type"] == f"{SCHEMA}{kind}"]

    return act


def counted(posting):
    return {
        counter["properties"]["interactionType"].removeprefix(SCHEMA): int(
            counter["properties"]["userInteractionCount"]
        )
        for counter in posting["interactionStatistic"]
    }


def test_a_topic_is_a_posting_and_its_replies_are_comments(items, ada, ben, topic, say):
    reply = say(ben, topic, "It was **the belt**.")
    last = say(ada, topic, "Thanks.")
    [posting] = items(topic.get_absolute_url(), "DiscussionForumPosting")
    assert posting["headline"] == topic.title
    assert posting["url"] == f"{HERE}{topic.get_absolute_url()}"
    assert posting["isPartOf"] == f"{HERE}{topic.board.get_absolute_url()}"
    assert posting["text"] == "How does this work?"
    assert posting["datePublished"] == topic.created_at.isoformat()
    assert posting["author"]["properties"] == {"name": "Ada Lindqvist", "url": f"{HERE}/u/ada/"}
    assert counted(posting) == {"CommentAction": 2, "ViewAction": 0, "FollowAction": 0}
    one, two = (comment["properties"] for comment in posting["comment"])
    assert (one["url"], two["url"]) == (f"{HERE}/p/{reply.pk}/", f"{HERE}/p/{last.pk}/")
    assert (one["text"], one["author"]["properties"]["name"]) == ("It was the belt.", "ben")
    assert one["datePublished"] == reply.created_at.isoformat(timespec="seconds")


def test_a_later_page_names_the_posting_and_holds_its_own_comments(items, root, topic, say):
    for n in range(21):
        say(root, topic, f"Reply {n}")
    [posting] = items(f"{topic.get_absolute_url()}?page=2", "DiscussionForumPosting")
    assert "text" not in posting
    assert (posting["headline"], posting["url"]) == (topic.title, f"{HERE}{topic.get_absolute_url()}")
    assert posting["author"]["properties"]["name"] == "Ada Lindqvist"
    assert [comment["properties"]["text"] for comment in posting["comment"]] == ["Reply 19", "Reply 20"]


def test_an_edit_is_dated_and_a_removed_text_is_no_comment(items, root, ben, topic, say):
    post, gone = say(ben, topic, "First."), say(ben, topic, "A rash word.")
    revise(ben, post, render_text("Second."), base=1)
    post_acts.remove(root, gone, "x")
    [posting] = items(topic.get_absolute_url(), "DiscussionForumPosting")
    comment = posting["comment"]["properties"]
    assert comment["text"] == "Second."
    assert comment["dateModified"] >= comment["datePublished"]


def test_the_way_to_a_topic_is_a_list(items, topic, board):
    [crumbs] = items(topic.get_absolute_url(), "BreadcrumbList")
    rows = [row["properties"] for row in crumbs["itemListElement"]]
    assert [(row["position"], row["name"], row["item"]) for row in rows] == [
        ("1", "Boards", f"{HERE}/"), ("2", board.name, f"{HERE}{board.get_absolute_url()}"),
    ]  # fmt: skip


def test_a_members_page_is_their_profile_and_counts_what_the_reader_sees(
    items, ada, topic, members_board, start, ben
):
    start(ada, members_board, title="For members")
    following.follow(ben, ada)
    for reader, posts in ((None, "1"), (ben, "2")):
        [profile] = items("/u/ada/", "ProfilePage", reader)
        person = profile["mainEntity"]["properties"]
        assert (person["name"], person["alternateName"], person["url"]) == (
            "Ada Lindqvist", "ada", f"{HERE}/u/ada/",
        )  # fmt: skip
        assert person["agentInteractionStatistic"]["properties"]["userInteractionCount"] == posts
        assert person["interactionStatistic"]["properties"] == {
            "interactionType": f"{SCHEMA}FollowAction", "userInteractionCount": "1",
        }  # fmt: skip
        assert profile["dateCreated"] == ada.date_joined.isoformat()


def test_a_solved_topic_is_a_question_with_its_accepted_answer(items, ada, ben, root, board, topic, say):
    type(board).objects.update(takes_solutions=True)
    reply = say(ben, topic, "It was **the belt**.")
    for n in range(20):
        say(root, topic, f"Reply {n}")
    solving.mark(ada, reply)
    [page] = items(topic.get_absolute_url(), "QAPage")
    question = page["mainEntity"]["properties"]
    assert (question["name"], question["answerCount"]) == (topic.title, "21")
    answer = question["acceptedAnswer"]
    assert (answer["type"], answer["properties"]["text"]) == (f"{SCHEMA}Answer", "It was the belt.")
    assert answer["properties"]["url"] == f"{HERE}/p/{reply.pk}/"
    [later] = items(f"{topic.get_absolute_url()}?page=2", "QAPage")
    assert later["mainEntity"]["properties"]["acceptedAnswer"]["properties"]["url"] == f"{HERE}/p/{reply.pk}/"
