"""What keeps the forum in order goes on where there are conversations, and takes nothing of them elsewhere."""

import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from accounts.models import User
from forum.account_merging import merging
from forum.checks.invariants import check_invariants
from forum.conversations import taking_part
from forum.erasing.erasing_acts import erase_leftovers
from forum.filters import copies, known_places
from forum.filters.models import CopyMark, FilterState, PlaceLink
from forum.jobs.running import run_due
from forum.member_exports import parts
from forum.member_exports.models import MemberExport
from forum.members import closing_accounts
from forum.moderation import acts
from forum.posts.models import Post, PostTotal
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.reading import tallies
from forum.reading.models import TopicTally
from forum.site.spam_protection import SpamProtection
from forum.topics.models import Topic
from forum.topics.participants import Participant
from tests.conftest import PASSWORD
from tests.conversations.full_conversation import TITLE, WORD, write

pytestmark = pytest.mark.every_database
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
OWN_CONVERSATIONS = next(part for part in parts.PARTS if part.file_name == "conversations")
LONG = " ".join(f"word{number} of a private letter" for number in range(40))


def faults():
    return [(fault.code, fault.examples) for verdict in check_invariants() for fault in verdict.faults]


def finish():
    while run_due():
        pass


def test_a_forum_with_a_conversation_is_whole(full_conversation, topic):
    finish()
    assert faults() == []
    call_command("check_forum", deep=True)
    Topic.objects.filter(pk=full_conversation.topic.pk).update(post_count=9)
    assert ("topic.post_count", (full_conversation.topic.pk,)) in faults()


def test_repairs_put_right_what_is_wrong_with_a_conversation(full_conversation, ada, ben, topic, say):
    say(ben, topic)
    finish()
    own = Topic.objects.filter(pk=full_conversation.topic.pk)
    own.update(post_count=9, last_number=99, last_poster=None, follower_count=7)
    type(ada).objects.update(post_count=5)
    PostTotal.objects.update(post_count=5)
    assert faults() != []
    call_command("check_forum", repair=True)
    assert faults() == []
    assert own.values_list("post_count", "last_number").get() == (3, 4)
    assert sorted(PostTotal.objects.values_list("member__username", "post_count")) == [("ada", 1), ("ben", 1)]


def test_a_members_data_has_their_own_messages_and_nobody_elses(
    as_, full_conversation, ben, settings, tmp_path
):
    settings.FORUM_DATA = tmp_path
    write(full_conversation.author, full_conversation.topic, "Nobody but us")
    browser = as_(ben)
    browser.post("/accounts/reauthenticate/?next=/settings/data/", {"password": PASSWORD})
    assert browser.post("/settings/data/").status_code == 303
    finish()
    export = MemberExport.objects.get()
    answer = browser.get(f"/settings/data/{export.pk}/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        said = {name: archive.read(name).decode() for name in archive.namelist()}
        [part] = json.loads(said["data/conversations.json"])
    assert (part["topic_id"], part["title"]) == (full_conversation.topic.pk, TITLE)
    assert part["with"] == ["Ada Lindqvist (@ada)"]
    assert f"Second {WORD}" in said["posts-1.html"]
    everything = "".join(said.values())
    assert f"First {WORD}" not in everything
    assert "Nobody but us" not in everything


def test_a_members_data_names_no_conversation_they_have_left_and_nobody_who_came_after(
    full_conversation, ada, ben, eve, nia
):
    topic = full_conversation.topic
    taking_part.add(ada, topic, nia, sees_all=True)
    taking_part.leave(ben, topic)
    taking_part.add(ada, topic, eve, sees_all=True)
    closing_accounts.close(nia)
    [kept] = OWN_CONVERSATIONS.rows(ada)
    assert (kept["title"], kept["with"]) == (TITLE, ["ben", "Former member", "eve"])
    [left] = OWN_CONVERSATIONS.rows(ben)
    assert (left["title"], left["with"]) == (None, ["Ada Lindqvist (@ada)", "Former member"])
    assert left["left_at"] is not None


def test_what_a_held_member_wrote_in_conversations_stays_until_the_hold_is_lifted(
    full_conversation, ada, ben, root
):
    own = Post.objects.filter(pk=full_conversation.answer.pk)
    own.update(ip="192.0.2.7")
    acts.find("member", "hold").perform(root, ben, "Letter of the court")
    closing_accounts.close(ben)
    Topic.objects.update(removed_at=LONG_AGO)
    Post.objects.update(removed_at=LONG_AGO)
    erase_leftovers()
    closing_accounts.erase_what_was_held()
    finish()
    kept = own.get()
    assert WORD in kept.source
    assert (kept.ip, kept.erased_at, kept.author) == ("192.0.2.7", None, ben)
    assert kept.author.username == "ben"
    acts.find("member", "lift-hold").perform(root, User.objects.get(pk=ben.pk), "Case closed")
    closing_accounts.erase_what_was_held()
    assert own.get().ip is None
    assert own.get().author.username != "ben"


def test_when_an_account_is_closed_the_other_keeps_what_was_written(as_, full_conversation, ada, ben):
    closing_accounts.close(ben)
    finish()
    assert faults() == []
    page = as_(ada).get(full_conversation.topic.get_absolute_url())
    assert page.status_code == 200
    assert f"Second {WORD}" in page.text


@pytest.mark.parametrize("has_left", [True, False])
def test_merged_accounts_take_part_where_either_did(as_, root, full_conversation, ben, eve, has_left):
    topic = full_conversation.topic
    taking_part.add(full_conversation.author, topic, eve, sees_all=False)
    for member in (ben, eve) if has_left else (ben,):
        Participant.objects.filter(member=member).update(left_at=topic.created_at)
    merging.merge(root, eve, ben, "Same person.")
    finish()
    assert faults() == []
    assert Participant.objects.filter(topic=topic).count() == 2
    if not has_left:
        write(full_conversation.author, topic, "From now on")
    answer = as_(ben).get(topic.get_absolute_url())
    assert answer.status_code == (404 if has_left else 200)
    # Ben had left, and so sees what Eve saw: what was written from then on.
    assert f"Second {WORD}" not in answer.text
    assert ("From now on" in answer.text) is not has_left


def test_filters_know_no_text_and_no_link_of_a_conversation(ada, ben, full_conversation, board, start):
    SpamProtection.objects.update_or_create(pk=1, defaults={"regular_posts": 0})
    own = full_conversation.topic
    private = write(ben, own, f"{LONG}\n\nhttps://letters.example/a")
    revise(ben, private, render_text(f"{LONG}\n\nhttps://letters.example/b", author=ben), base=1)
    finish()
    FilterState.objects.update(marked_to=0, linked_to=0)
    copies.mark_older_posts()
    known_places.note_older_posts()
    assert not CopyMark.objects.exists()
    assert not PlaceLink.objects.exists()
    public = start(ada, board, "A letter", f"{LONG}\n\nhttps://letters.example/a").posts.get()
    finish()
    assert set(CopyMark.objects.values_list("post", flat=True)) == {public.pk}
    assert set(PlaceLink.objects.values_list("post", flat=True)) == {public.pk}


def test_conversations_get_no_place_among_the_top_topics(full_conversation, ben, topic, say):
    say(ben, topic)
    tallies.begin_recount()
    finish()
    assert set(TopicTally.objects.values_list("topic", flat=True)) == {topic.pk}
