"""A group that is mentioned: by whom, who is notified, how many, and once."""

import uuid

import pytest
from django.contrib.auth.models import Group

from forum.boards import group_mentions
from forum.boards.group_mentions import GroupMention
from forum.boards.group_settings import GroupSettings, note_titles
from forum.boards.presets import Preset, apply_preset
from forum.limits import LIMITS, Limit
from forum.markup import linked_members
from forum.notifications.models import Notification
from forum.posts import approving, wiki_posts
from forum.posts.models import PendingPost
from tests.admin.conftest import address
from tests.conftest import join

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def helpers(ben, eve):
    """Ben and Eve, whom any member may mention."""
    group = Group.objects.create(name="People who help")
    group.user_set.add(ben, eve)
    return GroupMention.objects.create(group=group, name="helpers", mentioners="members")


@pytest.fixture
def write(as_, topic, tell):
    """write(ada, "Hello @helpers") → the post, and everybody is told of it."""

    def act(author, body, post=None, **said):
        if post:
            post.refresh_from_db()
            address, said = f"/p/{post.pk}/edit/", {"base": post.revision} | said
        else:
            address, said = f"{topic.get_absolute_url()}reply/", {"key": uuid.uuid4().hex} | said
        answer = as_(author).post(address, {"body": body, **said})
        assert answer.status_code == 303, answer.text
        tell()
        return topic.posts.order_by("-number").first()

    return act


def told():
    rows = Notification.objects.filter(kind__in=["group_mention", "mention"])
    return {(row.member.username, row.kind) for row in rows}


def test_its_members_are_notified_and_nobody_twice(as_, ada, write, helpers):
    post = write(ada, "Can you help, @Helpers? You too, @ben: @helpers")
    assert told() == {("ben", "mention"), ("eve", "group_mention")}
    assert Notification.objects.filter(post=post).count() == 2
    assert '<span class="mention">@helpers</span>?' in post.html
    assert linked_members(post.html) == {"helpers": "@helpers", "ben": "ben"}


def test_its_notification_says_why(as_, ada, eve, write, helpers):
    write(ada, "Hello @helpers")
    page = as_(eve).get("/notifications/?filter=mentions").text
    assert "mentioned a group that you’re in" in page


def test_its_author_is_not_notified(ben, write, helpers):
    write(ben, "We all, @helpers")
    assert told() == {("eve", "group_mention")}


@pytest.mark.parametrize(
    ("mentioners", "author", "may"),
    [
        ("members", "ada", True),
        ("own", "ada", False),
        ("own", "ben", True),
        ("staff", "ben", False),
        ("staff", "root", True),
        ("own", "root", True),
    ],
)
def test_only_those_who_may_mention_it_notify_anybody(request, write, helpers, mentioners, author, may):
    GroupMention.objects.update(mentioners=mentioners)
    post = write(request.getfixturevalue(author), "Hello @helpers")
    assert bool(told()) == may
    assert ("mention" in post.html) == may


def test_who_may_not_see_the_topic_hears_nothing(ada, mod, board, topic, write, helpers):
    helpers.group.user_set.add(mod)
    apply_preset(board, Preset.STAFF)
    board.grants.create(audience="group", group=mod.groups.first(), verbs=["see", "reply"])
    write(mod, "Hello @helpers")
    assert told() == set()
    board.grants.create(audience="group", group=helpers.group, verbs=["see"])
    write(mod, "Hello again @helpers")
    assert told() == {("ben", "group_mention"), ("eve", "group_mention")}


def test_of_a_large_group_those_who_were_here_last_are_notified(
    ada, ben, eve, topic, write, helpers, monkeypatch
):
    monkeypatch.setattr(group_mentions, "MOST_NOTIFIED", 2)
    newest = join("newest", last_seen_at=topic.created_at)
    helpers.group.user_set.add(newest)
    write(ada, "Hello @helpers")
    names = {name for name, _kind in told()}
    assert "newest" in names and len(names) == 2


def test_an_edit_notifies_those_of_a_group_that_it_adds_and_nobody_again(ada, write, helpers):
    post = write(ada, "Hello")
    write(ada, "Hello @helpers", post)
    assert len(told()) == 2
    Notification.objects.all().delete()
    write(ada, "Hello, @helpers and others", post)
    write(ada, "Hello", post)
    write(ada, "Hello @helpers", post)
    assert told() == set()


def test_whoever_edits_leaves_the_mentions_that_are_there(ada, ben, mod, eve, write, helpers):
    GroupMention.objects.update(mentioners="own")
    post = write(ben, "Hello @helpers")
    wiki_posts.make_wiki(ben, post)
    post = write(ada, "Hello again, @helpers", post)
    assert '<span class="mention">@helpers</span>' in post.html
    post = write(ada, "Hello", post)
    # What is gone they may not bring back.
    post = write(ada, "Hello @helpers", post)
    assert "mention" not in post.html
    assert told() == {("eve", "group_mention")}


def test_whoever_edits_takes_no_mention_out_of_a_quotation(as_, ada, ben, write, helpers):
    GroupMention.objects.update(mentioners="own")
    post = write(ben, "> Hello @helpers\n\nSo I said.")
    assert "mention" in post.html
    wiki_posts.make_wiki(ben, post)
    post = write(ada, "Hello @helpers\n\nSo I said.", post)
    assert told() == set()
    assert "mention" not in post.html


def test_within_a_quotation_it_is_nobodys_mention(ada, write, helpers):
    write(ada, "> Hello @helpers\n\nSo they said.")
    assert told() == set()


def test_mentions_of_groups_are_counted_and_the_text_comes_back(as_, ada, topic, write, helpers, monkeypatch):
    monkeypatch.setitem(LIMITS, "group-mention", Limit(1, 3600))
    plain = write(ada, "Hello")
    post = write(ada, "Hello @helpers")
    for where, said in (
        (f"{topic.get_absolute_url()}reply/", {"key": "another"}),
        (f"/p/{plain.pk}/edit/", {"base": 1}),
    ):
        answer = as_(ada).post(where, {"body": "Once more @helpers", **said})
        assert answer.status_code == 429
        assert "Once more @helpers" in answer.text
    write(ada, "Hello all @helpers", post)  # an edit that adds none
    write(ada, "Nobody in particular")


def test_what_waited_for_approval_mentions_what_its_author_may(ada, ben, root, topic, tell, helpers):
    GroupMention.objects.update(mentioners="own")
    for author in (ada, ben):
        pending = PendingPost.objects.create(author=author, topic=topic, source="Hi @helpers", key="k")
        approving.approve(root, pending)
    tell()
    assert told() == {("eve", "group_mention")}


def test_the_preview_says_how_many_are_notified(as_, ada, ben, board, topic, helpers):
    def preview(member, place):
        return as_(member).post("/preview/", {"body": "Hello @helpers", "place": place}).text

    assert "is a group. The post notifies 2 members of it." in preview(ada, f"topic:{topic.pk}")
    assert "The post notifies 1 member of it." in preview(ben, f"board:{board.pk}")
    page = (
        as_(ada)
        .post(f"{topic.get_absolute_url()}reply/", {"body": "@helpers", "preview": "1", "key": "k"})
        .text
    )
    assert "The post notifies 2 members of it." in page
    GroupMention.objects.update(mentioners="own")
    assert "is a group" not in preview(ada, f"topic:{topic.pk}")


@pytest.mark.parametrize(
    ("mentioners", "author", "title", "is_said"),
    [
        ("staff", "ben", "", True),
        ("own", "ada", "Helper", True),
        # Of a group that shows itself nowhere its name alone tells nobody that there is one.
        ("own", "ada", "", False),
        ("members", "ada", "Helper", False),
        ("own", "ben", "Helper", False),
    ],
)
def test_the_preview_says_that_a_known_group_cant_be_mentioned(
    request, as_, topic, helpers, mentioners, author, title, is_said
):
    GroupMention.objects.update(mentioners=mentioners)
    GroupSettings.objects.update_or_create(group=helpers.group, defaults={"title": title})
    note_titles()
    sent = {"body": "Hello @Helpers", "place": f"topic:{topic.pk}"}
    page = as_(request.getfixturevalue(author)).post("/preview/", sent).text
    assert ("You can’t mention these groups" in page) == is_said
    assert ("<bdi>@helpers</bdi>" in page) == is_said


def test_it_is_offered_behind_an_at_to_those_who_may_mention_it(as_, ada, ben, helpers):
    GroupMention.objects.update(mentioners="own")
    rows = as_(ben).get("/completion/people/?q=he").json()["rows"]
    assert rows == [{"shown": "@helpers", "text": "@helpers ", "more": "Group"}]
    assert as_(ada).get("/completion/people/?q=he").json()["rows"] == []


def test_the_admin_gives_a_group_its_name_and_says_who_may_use_it(as_, root, helpers):
    page = address("auth_group_change", helpers.group.pk)
    assert 'value="helpers"' in as_(root).get(page).text
    said = {"name": "People who help", "mention_name": "@guides", "mentioners": "staff"}
    assert as_(root).post(page, said).status_code == 302
    helpers = GroupMention.objects.get()
    assert (helpers.name, helpers.mentioners) == ("guides", "staff")
    for taken in ("ben", "BEN", "no space", "x" * 31):
        answer = as_(root).post(page, said | {"mention_name": taken})
        assert (answer.status_code, f'value="{taken}"' in answer.text) == (200, True)
    assert as_(root).post(page, said | {"mention_name": ""}).status_code == 302
    assert not GroupMention.objects.exists()


def test_no_member_takes_the_name_of_a_group(as_, ada, helpers):
    answer = as_().post(
        "/accounts/signup/",
        {"username": "Helpers", "email": "h@example.org", "password1": "a-long-enough-phrase-42"},
    )
    assert "This username is taken" in answer.text
