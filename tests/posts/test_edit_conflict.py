"""Two people edit one post: whoever comes second sees both texts, what differs, and may put them together."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from forum import limits
from forum.site.models import SiteSettings

BASE = "The heron came.\n\nIt stood.\n\nIt left."
HERS = "The grey heron came.\n\nIt stood.\n\nIt left."
HIS = "The heron came.\n\nIt stood.\n\nIt flew away."


@pytest.fixture
def post(ada, board, start):
    return start(ada, board, body=BASE).posts.get()


@pytest.fixture(autouse=True)
def later():
    with time_machine.travel(timezone.now() + timedelta(minutes=6)) as moment:
        yield moment


def send(browser, post, body, base=1, **more):
    sent = {"body": body, "title": post.topic.title, "base": base} | more
    return browser.post(f"/p/{post.pk}/edit/", sent)


@pytest.fixture
def conflict(as_, ada, mod, post):
    send(as_(ada), post, HERS)
    return send(as_(mod), post, HIS, reason="The end")


def box(answer):
    return answer.context["form"]["body"].value().replace("\r\n", "\n")


def test_whoever_comes_second_overwrites_nothing_and_sees_both_texts(conflict, post):
    assert conflict.status_code == 409
    assert box(conflict) == HIS
    assert HERS in conflict.text.replace("&#x27;", "'")
    assert 'name="base" value="2"' in conflict.text
    assert 'value="The end"' in conflict.text
    post.refresh_from_db()
    assert post.source == HERS


def test_the_words_that_differ_are_marked(conflict):
    assert "The <del>grey </del>heron came." in conflict.text
    assert "It <del>left</del>." in conflict.text
    assert "It <ins>flew away</ins>." in conflict.text
    assert "Saved by <bdi>Ada Lindqvist</bdi>" in conflict.text


def test_the_line_ends_of_a_browser_are_no_difference(as_, ada, mod, post):
    send(as_(ada), post, HERS)
    sent = HIS.replace("\n", "\r\n")
    refused = send(as_(mod), post, sent)
    assert "It <ins>flew away</ins>." in refused.text
    assert "¶" not in refused.text
    merged = send(as_(mod), post, sent, base=2, merge=1)
    assert box(merged) == "The grey heron came.\n\nIt stood.\n\nIt flew away."


def test_saving_again_after_comparing_goes_through(conflict, as_, mod, post):
    assert send(as_(mod), post, "Both texts.", base=2).status_code == 303
    post.refresh_from_db()
    assert (post.source, post.revision) == ("Both texts.", 3)
    assert list(post.revisions.values_list("source", flat=True)) == [HERS, BASE]


def test_both_texts_are_put_together_and_saved(conflict, as_, mod, post):
    merged = send(as_(mod), post, HIS, base=2, merge=1, reason="The end")
    assert merged.status_code == 200
    assert box(merged) == "The grey heron came.\n\nIt stood.\n\nIt flew away."
    assert "Both texts are in the box now." in merged.text
    assert 'name="base" value="2"' in merged.text
    post.refresh_from_db()
    assert post.source == HERS
    assert send(as_(mod), post, box(merged), base=2).status_code == 303
    post.refresh_from_db()
    assert post.source == box(merged)


def test_where_both_changed_the_same_words_both_versions_are_in_the_box(as_, ada, mod, post):
    send(as_(ada), post, BASE.replace("stood", "stood still"))
    merged = send(as_(mod), post, BASE.replace("stood", "slept"), base=2, merge=1)
    assert box(merged) == "The heron came.\n\nIt stood still.\n\nIt slept.\n\nIt left."
    assert "In 1 place they differ" in merged.text


def test_a_merge_takes_in_what_was_saved_since_the_conflict_was_shown(conflict, as_, ada, mod, post):
    send(as_(ada), post, HERS.replace("stood", "waited"), base=2)
    merged = send(as_(mod), post, HIS, base=2, merge=1)
    assert box(merged) == "The grey heron came.\n\nIt waited.\n\nIt flew away."
    assert 'name="base" value="3"' in merged.text


@pytest.mark.parametrize("merge", ["9", "x", "-1", "0", "9" * 30])
def test_without_the_text_it_began_with_every_line_of_both_is_in_the_box(merge, conflict, as_, mod, post):
    merged = send(as_(mod), post, HIS, base=2, merge=merge)
    lines = box(merged).split("\n")
    assert {*HERS.split("\n"), *HIS.split("\n")} <= {*lines}


def test_who_may_not_see_the_history_learns_nothing_of_it_by_a_conflict(as_, ada, mod, post):
    """An author who sends the number of another's hidden or early version gets both texts, and not that one."""
    SiteSettings.current().change(history_readers="author")
    send(as_(ada), post, "A secret that was taken back.")
    send(as_(ada), post, HERS, base=2)
    merged = send(as_(mod), post, HIS, base=3, merge=2)
    assert "taken back" not in merged.text


def test_thirty_two_thousand_characters_come_back_byte_for_byte(as_, ada, mod, post):
    mine = ("Every word of it. " * 1800)[:31_999] + "."
    send(as_(ada), post, HERS)
    refused = send(as_(mod), post, mine)
    assert refused.status_code == 409
    assert box(refused) == mine
    assert mine in box(send(as_(mod), post, mine, base=2, merge=1))


def test_beyond_the_limit_of_comparing_both_texts_are_shown_all_the_same(as_, ada, mod, post):
    send(as_(ada), post, HERS)
    limits.charge("comparing", mod.pk, 5_000)
    refused = send(as_(mod), post, HIS)
    assert (refused.status_code, box(refused)) == (409, HIS)
    assert HERS in refused.text
    assert "<ins>" not in refused.text
