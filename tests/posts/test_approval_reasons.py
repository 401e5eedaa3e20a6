"""The table of reasons for which a post waits: whom it spares, and what its author and moderators read."""

import uuid

import pytest
from django.contrib.auth.models import Group

from forum.posts import approval
from forum.posts.approval import Reason, Spared
from forum.posts.models import PendingPost, PostTotal
from forum.site.spam_protection import SpamProtection
from tests.conftest import join


def send_reply(browser, topic, body, **more):
    sent = {"body": body, "key": uuid.uuid4().hex, "board": topic.board_id, **more}
    return browser.post(f"{topic.get_absolute_url()}reply/", sent)


@pytest.fixture
def reason(monkeypatch):
    """Registers a reason that lets wait what says “mud”, for this test alone."""

    def register(spares=Spared.REGULARS, **more):
        reason = Reason(
            name="mud",
            words=lambda evidence: f"Says mud, {evidence['times']} times.",
            author_words=lambda evidence: "A moderator looks at all mud.",
            judge=lambda writing: (
                {"times": found, **more} if (found := writing.text.source.count("mud")) else None
            ),
            spares=spares,
        )
        monkeypatch.setitem(approval.TABLE, "mud", reason)
        return reason

    return register


def have_posts(member, board, count):
    PostTotal.objects.create(member=member, board=board, post_count=count)


def test_what_a_reason_finds_waits_and_anything_else_does_not(reason, as_, ben, topic):
    reason()
    browser = as_(ben)
    send_reply(browser, topic, "Clear water.")
    answer = send_reply(browser, topic, "More mud, mud.")
    pending = PendingPost.objects.get()
    assert pending.reasons == [{"name": "mud", "evidence": {"times": 2}}]
    assert topic.posts.filter(source="Clear water.").exists()
    assert "A moderator looks at all mud." in browser.get(answer.url).text


def test_the_queue_shows_moderators_the_evidence_and_its_author_does_not_read_it(
    reason, as_, ben, mod, topic
):
    reason(post=topic.posts.get().pk)
    answer = send_reply(as_(ben), topic, "mud")
    page = as_(mod).get("/moderate/").text
    assert "Says mud, 1 times." in page
    assert f'href="{topic.posts.get().get_absolute_url()}"' in page
    assert "Says mud" not in as_(ben).get(answer.url).text


def test_evidence_does_not_lead_a_moderator_to_a_post_that_they_may_not_read(
    reason, as_, ben, mod, topic, staff_board, start, root
):
    secret = start(root, staff_board, "Hidden", "mud").posts.get()
    reason(post=secret.pk)
    send_reply(as_(ben), topic, "mud")
    page = as_(mod).get("/moderate/").text
    assert "Says mud, 1 times." in page
    assert secret.get_absolute_url() not in page


@pytest.mark.parametrize(
    ("spares", "waiting"),
    [(Spared.REGULARS, {"ben"}), (Spared.STAFF, {"ben", "cy"}), (Spared.NOBODY, {"ben", "cy", "dora"})],
)
def test_whom_a_reason_spares(spares, waiting, reason, as_, ben, board, topic):
    reason(spares)
    regular, staff, club = join("cy"), join("dora", is_staff=True), Group.objects.create(name="Club")
    skipping = join("eli")
    skipping.groups.add(club)
    board.grants.create(audience="group", group=club, verbs=["skip_approval"])
    board.grants.filter(audience="staff").delete()  # or they moderate it
    have_posts(regular, board, SpamProtection().regular_posts)
    for author in (ben, regular, staff, skipping):
        send_reply(as_(author), topic, "mud")
    assert set(PendingPost.objects.values_list("author__username", flat=True)) == waiting


def test_what_waits_for_a_reason_whose_app_is_gone_keeps_its_sentence(
    reason, as_, ben, mod, topic, monkeypatch
):
    reason()
    send_reply(as_(ben), topic, "mud")
    monkeypatch.delitem(approval.TABLE, "mud")
    assert "Says mud, 1 times." in as_(mod).get("/moderate/").text


def test_a_name_is_taken_once(reason):
    with pytest.raises(ValueError, match="already"):
        approval.register(reason())
