"""A conversation is told on no surface there is, and counted on none, whoever asks that takes no part in it."""

import re
import time

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import transaction

from forum.boards.models import Board, Grant
from forum.conversations.models import TeamConversation
from forum.jobs.running import run_due
from forum.limits import in_memory
from forum.link_cards.models import LinkCard
from forum.notifications.models import Delivery
from forum.remote_pictures.models import RemotePicture
from forum.reports.reporting import report
from forum.search.changed_posts import look_at_changes
from forum.site.models import SiteSettings
from forum.topics.models import Topic
from tests.conftest import join
from tests.conversations.full_conversation import SECRETS, converse, told_of
from tests.conversations.talking import anybody_writes
from tests.pages import permission_matrix
from tests.pages.leaking import SURFACES
from tests.plumbing.thoroughness import whole_or

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

OUTSIDERS = ("visitor", "member", "suspended", "moderator", "everywhere", "admin")
# Each asks for every page there is, three times.
COUNTED_FOR = whole_or(("member", "moderator", "admin"), ())
# What shows the member who is asked about, who talks with another.
OF_CLEO = [
    "/u/cleo/", "/u/cleo/feed/", "/u/cleo/followers/", "/u/cleo/?show=topics", "/u/cleo/clean-up/", "/u/cleo/suspend/",
    "/search/?author=cleo", "/search/?q=author:cleo", "/moderate/members/cleo/", "/moderate/members/cleo/written/",
    "/moderate/members/cleo/written/?show=removed", "/moderate/log/?member=cleo", "/moderate/networks/?member=cleo",
    "/admin/accounts/user/?q=cleo", "/members/suggestions/?q=cl", "/completion/people/?place=start&q=cl",
]  # fmt: skip
LISTS = [
    "/", "/latest/", "/latest/?sort=views", "/new/", "/top/?period=all", "/unanswered/", "/boards/", "/sitemap.xml",
    "/sitemaps/topics-1.xml", "/sitemaps/members-1.xml", "/feed/", "/search/?q=words", "/search/?q=is:removed",
    "/moderate/", "/moderate/removed/", "/moderate/removed/?show=posts", "/moderate/figures/", "/unread/", "/unread/away/",
]  # fmt: skip
# Not that of jobs, which says that the worker did something, and not what for.
QUEUES = (Delivery, LinkCard, RemotePicture)
# Differs each time, whatever there is: tokens, keys of forms, moments, and how long something took. And how many emails
# wait to be sent, which says nothing of what they are about.
NOISE = re.compile(
    r'value="[^"]{24,}"|nonce[-=]"?[^"\' ;]*|name="(?:form_opened|key)"[^>]*>|<time[^>]*>[^<]*</time>'
    r"|<dt>To send</dt><dd>\d+</dd>|\d+(?:\.\d+)?\xa0?(?:[KM]B| bytes| ms| seconds?|minutes?)|\d\d:\d\d(?::\d\d(?:\.\d+)?)?"
)


@pytest.fixture(scope="module")
def stage(built_once, start, say):
    def make():
        stage = permission_matrix.build(start, say)
        anybody_writes()
        stage.cleo, stage.dan = join("cleo"), join("dan")
        settle()
        return stage

    return built_once(make)


def settle():
    while run_due() or look_at_changes():
        pass


@pytest.fixture
def conversation(stage):
    return converse(stage.cleo, stage.dan)


@pytest.fixture
def look(as_, stage):
    """look(actor, paths) → {path: what it answers}. Whatever that did is undone, and nothing counts as repeated."""

    def at_all(actor, paths):
        browser, member = as_(stage.people[actor]), stage.people[actor]
        if member is not None:
            session = browser.session
            session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
            session.save()
        return {path: answer_of(browser, path) for path in dict.fromkeys(paths)}

    return at_all


def answer_of(browser, path):
    in_memory.forget_all()
    cookies = browser.cookies.copy()
    with transaction.atomic():
        answer = browser.get(path)
        said = (
            b"".join(answer).decode(errors="replace")
            if answer.streaming
            else answer.content.decode(errors="replace")
        )
        transaction.set_rollback(True)
    browser.cookies = cookies
    return f"{answer.status_code} {answer.headers.get('Location', '')}\n{NOISE.sub('~', said)}"


def own_addresses(topic, slug, post, removed, draft, file):
    """Every surface by these numbers, of those that name nothing else."""
    known = {
        "topic": topic, "slug": slug, "logged": topic, "post": post, "draft": draft, "another_draft": draft, "file": file,
    }  # fmt: skip
    paths = [
        surface.format(**known)
        for surface in SURFACES.values()
        if (names := set(re.findall(r"{(\w+)}", surface))) and names <= known.keys()
    ]
    paths += [f"/conversations/{topic}-{slug}/", f"/conversations/{topic}-{slug}/?page=1"]
    paths += [f"/conversations/{topic}/{part}/" for part in ("members", "leave", "close")]
    for number in (post, removed):
        paths += [
            f"/p/{number}/{part}" for part in ("", "history/", "quote/", "edit/", "replies/", "waiting-edit/")
        ]
        paths += [f"/admin/posts/post/{number}/change/", f"/admin/delete-for-good/post/?id={number}"]
        paths += [
            f"/moderate/hold/post/{number}/",
            f"/u/cleo/?post={number}",
            f"/moderate/log/?post={number}",
        ]
    paths += [f"/admin/topics/topic/{topic}/change/", f"/admin/delete-for-good/topic/?id={topic}"]
    return [*paths, f"/moderate/hold/topic/{topic}/"]


def kind_of(answer):
    """Its code, and what it says of itself."""
    return answer[:3], re.findall(r"<title>[^<]*</title>", answer), re.findall(r"<h1[^>]*>[^<]*</h1>", answer)


@pytest.mark.parametrize("actor", OUTSIDERS)
def test_at_its_own_addresses_there_is_as_much_for_others_as_where_there_is_nothing(
    actor, look, conversation
):
    tells_no_more_than_nothing(actor, look, conversation)


@pytest.mark.parametrize("actor", ["visitor", "member", "suspended", "moderator"])
def test_one_of_the_moderators_of_a_board_tells_as_little_to_who_moderates_another(
    actor, look, conversation, stage
):
    board = Board.objects.create(name="Elsewhere", slug="another-board")
    keepers = Group.objects.create(name="Keepers of another board")
    Grant.objects.create(board=board, audience="group", group=keepers, verbs=["see", "reply", "moderate"])
    SiteSettings.bump()
    Topic.objects.filter(pk=conversation.topic.pk).update(moderators_of=board)
    TeamConversation.objects.create(topic=conversation.topic, member=stage.cleo)
    tells_no_more_than_nothing(actor, look, conversation)
    assert told_of("".join(look(actor, ["/conversations/", "/conversations/moderators/"]).values())) == []


def tells_no_more_than_nothing(actor, look, conversation):
    slug, removed, file = conversation.topic.slug, conversation.removed.pk, conversation.file.address
    topic, answer, draft = conversation.topic.pk, conversation.answer.pk, conversation.draft.pk
    nothing, no_file = 987654321, f"/files/{'0' * 22}/x.txt"
    paths = own_addresses(topic, slug, answer, removed, draft, file)
    none = own_addresses(nothing, slug, nothing, nothing, nothing, no_file)
    own, others = look(actor, paths), look(actor, none)
    for path, other in zip(paths, none, strict=True):
        # What stands in the address is not told by it.
        said = own[path].replace(slug, "~").replace(conversation.file.name, "~")
        assert told_of(said) == [], path
        assert kind_of(own[path]) == kind_of(others[other]), path


def test_those_who_talk_read_it_there(as_, conversation):
    for member in (conversation.author, conversation.other):
        page = as_(member).get(conversation.topic.get_absolute_url()).text
        assert SECRETS[0] in page
        assert as_(member).get(f"/p/{conversation.answer.pk}/").status_code == 302
        answer = as_(member).get(conversation.file.address)
        assert b"".join(answer.streaming_content) == SECRETS[0].encode()


@pytest.mark.parametrize("actor", COUNTED_FOR)
def test_no_page_there_is_differs_by_a_conversation(actor, look, stage):
    paths = [*LISTS, *OF_CLEO, f"/admin/accounts/user/{stage.cleo.pk}/change/"]
    paths += [one.path.format(**stage.public) for one in permission_matrix.addresses()]
    paths += [
        f"/admin/{model._meta.app_label}/{model._meta.model_name}/{query}"
        for model in admin.site._registry
        for query in ("?q=quodlib", *(["?state=all"] if model in QUEUES else []))
    ]
    look(actor, paths[:9])  # what the first pages read into memory
    before, again = look(actor, paths), look(actor, paths)
    converse(stage.cleo, stage.dan)
    after = look(actor, paths)
    steady = [path for path in before if before[path] == again[path]]
    assert len(steady) > 0.9 * len(before)
    assert {path: after[path] for path in steady if after[path] != before[path]} == {}
    assert [path for path in before if told_of(after[path]) or after[path].startswith("5")] == []


@pytest.mark.parametrize("actor", OUTSIDERS)
def test_that_a_message_was_reported_tells_no_page_what_it_says(actor, look, stage, conversation):
    found = report(stage.cleo, conversation.answer, "It’s rude or hurtful").report
    settle()
    paths = [*LISTS, *OF_CLEO, "/moderate/members/dan/", f"/moderate/to-do/messages/{found.pk}/remove/"]
    paths += ["/admin/reports/report/", f"/admin/reports/report/{found.pk}/change/", "/moderate/log/export/"]
    answers = look(actor, paths)
    assert [path for path in paths if told_of(answers[path]) or answers[path].startswith("5")] == []
    sees_to_it = actor in {"everywhere", "admin"}
    assert (f'id="messages-{found.pk}"' in answers["/moderate/"]) is sees_to_it
    assert answers[f"/moderate/to-do/messages/{found.pk}/remove/"].startswith("200") is sees_to_it
