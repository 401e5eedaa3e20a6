"""The history of a post: who sees it, what its pages say, restoring a version, hiding one."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from forum import limits
from forum.moderation.models import LogEntry
from forum.posts.models import Post
from forum.posts.revisions import Revision
from forum.site.models import SiteSettings
from tests.posts.test_differences import HOSTILE

LATER = timedelta(minutes=6)
PRIVATE = "Call 0170 1234567"


@pytest.fixture
def post(ada, board, start):
    return start(ada, board, body=f"How does this work? {PRIVATE}").posts.get()


@pytest.fixture
def edit(as_, post):
    """edit(ada, "New text") → the answer, from the present version unless told otherwise."""

    def act(member, body, **more):
        post.refresh_from_db()
        sent = {"body": body, "title": post.topic.title, "base": post.revision} | more
        answer = as_(member).post(f"/p/{post.pk}/edit/", sent)
        post.refresh_from_db()
        return answer

    return act


@pytest.fixture
def later():
    with time_machine.travel(timezone.now() + LATER) as moment:
        yield moment


def history(post, query=""):
    return f"/p/{post.pk}/history/{query}"


def topic_page(browser, post):
    return browser.get(post.topic.get_absolute_url()).text


# --- the time in which an edit leaves no mark


def test_what_is_mended_at_once_leaves_no_mark(as_, ada, eve, edit, post):
    edit(ada, "How does it work?")
    assert "edited" not in topic_page(as_(), post)
    assert history(post) not in topic_page(as_(eve), post)
    assert PRIVATE not in as_(eve).get(history(post)).text
    assert as_(eve).get(history(post, "?version=1")).status_code == 404
    assert PRIVATE in as_(ada).get(history(post, "?version=1")).text


def test_moderators_see_what_was_mended_at_once(as_, ada, mod, edit, post):
    edit(ada, "How does it work?")
    assert PRIVATE in as_(mod).get(history(post)).text


def test_an_edit_after_five_minutes_is_marked(as_, ada, eve, edit, post, later):
    edit(ada, "How does it work?")
    assert "edited" in topic_page(as_(), post)
    assert history(post) in topic_page(as_(eve), post)


def test_an_edit_with_a_reason_is_marked_and_dated_at_once_and_the_text_before_stays_hidden(
    as_, ada, eve, edit, post
):
    moment = post.created_at + timedelta(minutes=4)
    with time_machine.travel(moment, tick=False):
        edit(ada, "How does it work?", reason="wrong speed")
        assert history(post) in topic_page(as_(eve), post)
    post.refresh_from_db()
    assert post.edited_at == moment
    page = as_(eve).get(history(post)).text
    assert "wrong speed" in page and PRIVATE not in page


def test_an_edit_of_what_was_answered_is_marked(as_, ada, ben, edit, post, say):
    say(ben, post.topic)
    edit(ada, "How does it work?")
    assert "edited" in topic_page(as_(), post)


def test_what_stood_between_two_edits_is_not_lost_among_early_ones(as_, ada, eve, edit, post):
    now = timezone.now()
    with time_machine.travel(now + timedelta(minutes=4)):
        edit(ada, "What all have read.")
    with time_machine.travel(now + timedelta(minutes=7)):
        edit(ada, "Something else.")
    assert "What all have read." in as_(eve).get(history(post, "?version=2")).text
    assert list(post.revisions.values_list("is_early", flat=True)) == [False, True]


# --- who did what, and why


def test_the_history_says_who_when_and_why(as_, ada, eve, edit, post, later):
    edit(ada, "How does it work?", reason="Shorter")
    edit(ada, "How does it work")
    with time_machine.travel(timezone.now() + LATER):
        edit(ada, "How does that work?")
    page = as_(eve).get(history(post, "?version=3")).text
    assert "<bdi>Shorter</bdi>" in page
    assert "<bdi>Ada Lindqvist</bdi>" in page


def test_a_reason_that_is_too_long_comes_back_with_the_text(ada, edit, post):
    answer = edit(ada, "How does it work?", reason="x" * 201)
    assert answer.status_code == 422
    assert "How does it work?" in answer.text
    assert post.revision == 1


def test_a_moderators_edit_is_marked_and_told_with_its_reason(as_, ada, mod, edit, post):
    edit(mod, "How does it work?", reason="Without the number")
    assert "edited by <bdi>mod</bdi>, moderator" in topic_page(as_(), post)
    entry = LogEntry.objects.get(act="edit")
    assert (entry.reason, entry.by, entry.post_id) == ("Without the number", mod, post.pk)
    assert "Without the number" in as_(ada).get(history(post)).text


def test_a_changed_title_is_in_the_history(as_, ada, eve, edit, post, later):
    edit(ada, "How does it work?", title="A second question")
    page = as_(eve).get(history(post)).text
    assert "A first question</del>" in page
    assert "A second question</ins>" in page


def test_each_side_of_a_difference_is_named_for_those_who_do_not_see_it(as_, ada, eve, edit, post, later):
    edit(ada, "How does it work?")
    page = as_(eve).get(history(post)).text
    assert '<span class="hidden">Version 1: </span>' in page
    assert '<span class="hidden">Version 2: </span>' in page


def test_markup_in_a_text_is_shown_as_text(as_, ada, eve, edit, post, later):
    edit(ada, "<script>alert(1)</script> & more")
    page = as_(eve).get(history(post)).text
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_lines_far_from_a_change_are_only_counted(as_, ada, eve, edit, post, later):
    lines = [f"Line {n}" for n in range(100)]
    edit(ada, "\n".join(lines))
    Revision.objects.all().delete()
    Post.objects.update(merged_count=1)
    with time_machine.travel(timezone.now() + LATER):
        lines[50] = "Changed"
        edit(ada, "\n".join(lines))
        page = as_(eve).get(history(post)).text.partition("The whole of")[0]
    assert "47 lines are the same" in page
    assert "Line 49" in page
    assert "Line 20" not in page


def test_a_history_of_hostile_texts_is_shown_in_time(as_, ada, eve, post):
    before, after = HOSTILE["a hundred and fifty words"]
    Revision.objects.create(post=post, number=1, source=before, html="<p>x</p>", written_at=post.created_at)
    Post.objects.update(source=after, revision=2, edited_at=post.created_at)
    assert as_(eve).get(history(post)).status_code == 200


def test_whoever_has_too_much_compared_is_told_to_wait(as_, ada, eve, edit, post, later):
    edit(ada, "How does it work?")
    limits.charge("comparing", eve.pk, 5_000)
    answer = as_(eve).get(history(post))
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]
    assert as_(ada).get(history(post)).status_code == 200


# --- who may see it


def test_members_see_the_history_and_visitors_sign_in(as_, ada, eve, edit, post, later):
    edit(ada, "How does it work?")
    assert as_(eve).get(history(post)).status_code == 200
    assert as_().get(history(post)).status_code == 303
    assert history(post) not in topic_page(as_(), post)


def test_nobody_sees_the_history_of_a_removed_post_but_moderators(as_, ada, eve, mod, ben, say, topic):
    post = say(ben, topic, "A rash word")
    as_(ben).post(f"/p/{post.pk}/remove/")
    assert [as_(who).get(history(post)).status_code for who in (ben, eve, mod)] == [403, 403, 200]


# --- restoring


def restore(browser, post, number, base=None):
    post.refresh_from_db()
    return browser.post(history(post, f"{number}/restore/"), {"base": base or post.revision})


def test_an_author_restores_an_earlier_version(as_, ada, edit, post, later):
    first = post.source
    edit(ada, "How does it work?", title="A second question")
    answer = restore(as_(ada), post, 1)
    assert answer.status_code == 303
    post.refresh_from_db()
    post.topic.refresh_from_db()
    assert (post.source, post.edit_reason) == (first, "Version 1 restored")
    assert post.topic.title == "A first question"


def test_a_moderator_restores_a_version_and_that_is_logged(as_, ada, mod, edit, post, later):
    first = post.source
    edit(ada, "Nonsense")
    assert restore(as_(mod), post, 1).status_code == 303
    post.refresh_from_db()
    assert (post.source, post.edited_by) == (first, mod)
    assert LogEntry.objects.get(act="edit").reason == "Version 1 restored"


def test_nobody_else_restores_a_version(as_, ada, eve, edit, post, later):
    edit(ada, "How does it work?")
    assert restore(as_(eve), post, 1).status_code == 403
    assert restore(as_(), post, 1).status_code == 303
    assert "Restore this version" not in as_(eve).get(history(post, "?version=1")).text
    post.refresh_from_db()
    assert post.source == "How does it work?"


def test_looking_at_the_address_restores_nothing(as_, ada, edit, post, later):
    edit(ada, "How does it work?")
    assert as_(ada).get(history(post, "1/restore/")).status_code == 405


def test_a_version_is_not_restored_over_an_edit_that_one_has_not_seen(as_, ada, mod, edit, post, later):
    edit(ada, "How does it work?")
    edit(mod, "Calmer")
    answer = restore(as_(ada), post, 1, base=2)
    assert answer.status_code == 409
    assert "Someone else edited this post" in answer.text
    post.refresh_from_db()
    assert post.source == "Calmer"


def test_an_edit_of_ones_own_in_another_tab_is_said_to_be_that(as_, ada, edit, post, later):
    edit(ada, "How does it work?")
    edit(ada, "Calmer")
    answer = restore(as_(ada), post, 1, base=2)
    assert answer.status_code == 409
    assert "You edited this post in another tab" in answer.text


def test_restoring_twice_is_restoring_once(as_, ada, edit, post, later):
    edit(ada, "How does it work?")
    restore(as_(ada), post, 1)
    restore(as_(ada), post, 1)
    assert post.revisions.count() + post.merged_count == post.revision - 1


# --- hiding


@pytest.fixture
def hidden(as_, ada, mod, edit, post, later):
    edit(ada, "How does it work?")
    edit(mod, "How does that work?")
    answer = as_(mod).post(history(post, "1/hide/"), {"ready": "private"})
    assert answer.status_code == 303
    return post


def test_a_hidden_version_is_a_line_and_nothing_more(as_, ada, eve, mod, hidden):
    for reader in (ada, eve):
        for query in ("", "?version=1", "?version=2"):
            page = as_(reader).get(history(hidden, query)).text
            assert PRIVATE not in page
            assert "Version 1" in page
    assert "A moderator has hidden this version." in as_(eve).get(history(hidden, "?version=1")).text
    assert PRIVATE in as_(mod).get(history(hidden, "?version=1")).text
    assert PRIVATE in as_(mod).get(history(hidden, "?version=2")).text


def test_its_author_cannot_restore_what_was_hidden(as_, ada, mod, hidden):
    assert restore(as_(ada), hidden, 1).status_code == 404
    assert restore(as_(mod), hidden, 1).status_code == 303


def test_a_hidden_version_is_in_no_conflict(as_, ada, hidden):
    sent = {"body": "Mine", "title": "A first question"}
    for more in ({"base": 1}, {"base": 3, "merge": 1}):
        page = as_(ada).post(f"/p/{hidden.pk}/edit/", sent | more).text
        assert PRIVATE not in page


def test_a_hidden_version_is_shown_again(as_, eve, mod, hidden):
    assert as_(mod).post(history(hidden, "1/show/")).status_code == 303
    assert PRIVATE in as_(eve).get(history(hidden, "?version=1")).text


def test_hiding_is_logged_told_and_undone(as_, eve, mod, hidden):
    entry = LogEntry.objects.get(act="hide-version")
    assert (entry.by, entry.post_id, entry.reason) == (mod, hidden.pk, "Private data")
    log = as_(mod).get("/moderate/log/").text
    assert "version 1" in log
    as_(mod).post("/moderate/undo/", {"undo": entry.pk})
    assert PRIVATE in as_(eve).get(history(hidden, "?version=1")).text
    as_(mod).post("/moderate/undo/", {"undo": LogEntry.objects.get(act="show-version").pk})
    assert PRIVATE not in as_(eve).get(history(hidden, "?version=1")).text


def test_only_moderators_hide_and_show(as_, ada, eve, hidden):
    for member in (ada, eve):
        assert as_(member).get(history(hidden, "2/hide/")).status_code == 403
        assert as_(member).post(history(hidden, "2/hide/"), {"reason": "x"}).status_code == 403
        assert as_(member).post(history(hidden, "1/show/")).status_code == 403
    assert as_().post(history(hidden, "2/hide/"), {"reason": "x"}).status_code == 303
    assert Revision.objects.filter(hidden_at=None).count() == 1


def test_hiding_asks_for_a_reason_and_changes_nothing_when_looked_at(as_, mod, hidden):
    assert as_(mod).get(history(hidden, "2/hide/")).status_code == 200
    assert as_(mod).post(history(hidden, "2/hide/"), {}).status_code == 422
    assert as_(mod).get(history(hidden, "9/hide/")).status_code == 404
    assert Revision.objects.get(number=2).hidden_at is None


def test_hiding_twice_is_hiding_once(as_, mod, hidden):
    as_(mod).post(history(hidden, "1/hide/"), {"ready": "private"})
    assert LogEntry.objects.filter(act="hide-version").count() == 1


# --- the time in which members may edit


def test_after_the_time_that_the_owner_sets_members_edit_no_more(as_, ada, mod, edit, post):
    SiteSettings.current().change(edit_minutes=30)
    assert edit(ada, "In time.").status_code == 303
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        answer = edit(ada, "Too late.", reason="Typed")
        assert answer.status_code == 403
        assert "The time to edit this post is over." in answer.text
        assert ">\nToo late.</textarea>" in answer.text
        assert f"/p/{post.pk}/edit/" not in topic_page(as_(ada), post)
        assert as_(ada).get(f"/p/{post.pk}/edit/").status_code == 403
        assert restore(as_(ada), post, 1).status_code == 403
        assert edit(mod, "A moderator may.").status_code == 303
        # Taking back what one wrote is another matter.
        assert as_(ada).post(f"/p/{post.pk}/remove/").status_code == 303
    assert post.source == "A moderator may."
