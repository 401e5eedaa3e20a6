"""Whatever happens out of a reader's sight leaves no trace on any page of theirs: no number, no order, no date."""

import re
import uuid

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from forum.boards.models import Board
from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.follows.models import FeedKey, Follow, Level, kind_of
from forum.jobs.running import run_due
from forum.moderation import post_acts, topic_acts
from forum.posts import publishing, removing
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from forum.topics.models import Tag

pytestmark = pytest.mark.django_db

PAGES = {
    "home": "/",
    "latest": "/latest/",
    "latest with a tag": "/latest/?tag=glue",
    "all boards": "/boards/",
    "board": "/b/general/",
    "board with a tag": "/b/general/?tag=glue",
    "topic": "/t/{topic}/",
    "member": "/u/ada/",
    "member's topics": "/u/ada/?show=topics",
    "member's followers": "/u/ada/followers/",
    "topic's followers": "/t/{topic}-{slug}/followers/",
    "board's followers": "/b/general/followers/",
    "tags": "/tags/",
    "tag": "/tag/glue/",
    "tag's followers": "/tag/glue/followers/",
    "what one follows": "/following/",
    "topics one follows": "/following/?kind=topic",
    "what one has muted": "/following/?kind=muted",
    "feed": "/following/feed/{key}/",
    "notifications": "/notifications/",
    "number at the bell": "/notifications/count/",
    "newest below the bell": "/notifications/newest/",
    "whom one ignores": "/settings/privacy/",
    "unread": "/t/{topic}-{slug}/unread/",
    "admin": "/admin/",
    "admin: members": "/admin/accounts/user/",
    "admin: a member": "/admin/accounts/user/{ada}/change/",
    "admin: boards": "/admin/boards/board/",
    "admin: topics": "/admin/topics/topic/",
    "admin: posts": "/admin/posts/post/",
    "admin: tags": "/admin/topics/tag/",
    "admin: log": "/admin/moderation/logentry/",
}


@pytest.fixture
def staff(ben):
    """Ben, who works in the admin and does not see the vault."""
    ben.is_staff = True
    ben.save()
    words = (
        "view_user",
        "view_board",
        "view_topic",
        "change_topic",
        "view_post",
        "view_tag",
        "view_logentry",
    )
    ben.user_permissions.set(Permission.objects.filter(codename__in=words))
    return ben


@pytest.fixture
def stage(root, ada, ben, board, start, say):
    """What can be seen, and a vault of which Ben holds remains from a time when he saw it."""
    vault = Board.objects.create(name="Vault", slug="vault")
    vault.grants.create(audience="group", group=committee(ada), verbs=["see", "start", "reply"])
    tag = Tag.objects.create(name="Glue", slug="glue")
    topic = start(ada, board, title="Seen", tags=[tag])
    hidden, older = (start(ada, vault, title=f"Hidden {n}", tags=[tag]) for n in range(2))
    for thing in (topic, hidden, older, ada, board, tag, vault):
        Follow.objects.create(member=ben, level=Level.EVERY, **{kind_of(thing): thing})
    say(ada, topic, "For Ben.")
    pay()
    key = FeedKey.objects.create(member=ben).key
    here = {"topic": topic.pk, "slug": topic.slug, "ada": ada.pk, "key": key}
    return {"here": here, "vault": vault, "hidden": hidden, "older": older, "tag": tag}


def committee(member):
    group = Group.objects.create(name="Committee")
    member.groups.add(group)
    return group


def pay():
    while run_due():
        pass


def happen(root, ada, *, vault, hidden, older, tag, **_):
    """Everything that can go on in the vault."""
    publishing.start(vault, Submission(ada, render_text("x"), uuid.uuid4().hex, title="Another", tags=[tag]))
    post = publishing.reply(older, Submission(ada, render_text("Psst, @ben."), uuid.uuid4().hex))
    gone = publishing.reply(hidden, Submission(ada, render_text("More."), uuid.uuid4().hex))
    removing.remove(ada, gone)
    topic_acts.pin(root, older)
    topic_acts.lock(root, hidden)
    post_acts.edit(root, post, render_text("Psst, @ben, psst."), base=1)
    topic_acts.remove(root, hidden)
    following.follow(ada, older)
    following.follow(root, vault)
    pay()


def plain(page: str) -> str:
    """Without what is new on each page: tokens, keys of forms and when they were opened, nonces."""
    page = re.sub(r'name="(csrfmiddlewaretoken|key|form_opened)" value="[^"]*"', "", page)
    return re.sub(r'nonce="[^"]*"', "", page)


@pytest.mark.parametrize("reader", ["visitor", "member", "staff"])
def test_what_happens_out_of_sight_leaves_no_trace(reader, request, as_, root, ada, ben, stage):
    if reader == "staff":
        request.getfixturevalue("staff")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        browser = as_(None if reader == "visitor" else ben)
        browser.cookies["seen"] = "x"
        seen(browser, stage)  # looking is reading, and what has been read rings no more
        before = seen(browser, stage)
        clock.shift(1)
        happen(root, ada, **stage)
        after = seen(browser, stage)
    assert [name for name in PAGES if before[name] != after[name]] == []
    # The pages do change when something happens in sight.
    apply_preset(stage["vault"], Preset.PUBLIC)
    that_change = ("home", "latest", "topic", "member", "tag")
    assert [name for name, page in seen(browser, stage, that_change).items() if page == before[name]] == []


def seen(browser, stage, names=tuple(PAGES)) -> dict[str, str]:
    pages = {}
    for name in names:
        answer = browser.get(PAGES[name].format(**stage["here"]), follow=True)
        assert answer.status_code < 500
        pages[name] = plain(answer.text)
    return pages


def test_the_nameless_rows_of_follows_keep_their_places(as_, root, ada, ben, stage):
    """Newest activity first, but of what is out of sight only the day on which one began to follow it counts."""

    def rows():
        page = as_(ben).get("/following/?kind=topic").text
        return re.findall(r'name="follow" value="(\d+)"', page)

    before = rows()
    assert len(before) == 3
    publishing.reply(stage["older"], Submission(ada, render_text("Psst."), uuid.uuid4().hex))
    assert rows() == before
