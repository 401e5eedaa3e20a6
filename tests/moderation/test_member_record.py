from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from forum.member_records import notes
from forum.member_records.models import StaffNote
from forum.moderation import post_acts
from forum.posts.models import PendingPost
from forum.reports.reporting import report
from tests.plumbing.plans import explained


@pytest.fixture
def topic(ada, ben, board, start, say):
    User.objects.update(date_joined=timezone.now() - timedelta(days=9))
    topic = start(ben, board, body="Words of Ben")
    say(ada, topic, "Words of Ada")
    return topic


@pytest.fixture
def post(topic):
    return topic.posts.get(number=2)


def test_a_moderator_of_the_board_writes_a_note_beside_a_post_and_others_there_read_it(
    as_, ada, mod, root, post
):
    address = f"/moderate/members/ada/?post={post.pk}"
    assert as_(mod).post(address, {"text": "A second account?", "post": post.pk}).status_code == 303
    assert "A second account?" in as_(mod).get("/moderate/members/ada/").text
    assert "A second account?" in as_(root).get("/moderate/members/ada/").text
    assert as_(ada).get(address).status_code == 403
    assert "A second account?" not in as_(ada).get(f"/p/{post.pk}/", follow=True).text


def test_without_a_post_only_those_who_see_to_members_write_and_read_one(as_, ada, mod, root, topic):
    assert as_(mod).post("/moderate/members/ada/", {"text": "Mine"}).status_code == 403
    assert as_(root).post("/moderate/members/ada/", {"text": "Of the whole forum"}).status_code == 303
    assert "Of the whole forum" in as_(root).get("/moderate/members/ada/").text
    assert "Of the whole forum" not in as_(mod).get("/moderate/members/ada/").text


def test_a_post_elsewhere_or_of_another_is_none_to_write_beside(
    as_, ada, ben, mod, root, topic, staff_board, start
):
    hidden = start(root, staff_board).posts.get(number=1)
    sent = {"text": "Mine", "post": hidden.pk}
    assert as_(mod).post("/moderate/members/root/", sent).status_code == 404
    assert as_(mod).get(f"/moderate/members/ada/?post={topic.posts.get(number=1).pk}").status_code == 404
    assert not StaffNote.objects.exists()


def test_a_long_or_an_empty_note_is_refused_and_stays_in_its_box(as_, root, ada, topic):
    answer = as_(root).post("/moderate/members/ada/", {"text": "x" * 2_001})
    assert answer.status_code == 422
    assert "x" * 2_001 in answer.text
    assert as_(root).post("/moderate/members/ada/", {"text": " "}).status_code == 422
    assert not StaffNote.objects.exists()


def test_whoever_wrote_a_note_removes_it_and_others_do_not(as_, ada, mod, root, post):
    note = notes.write(root, ada, "By the admin", post)
    address = f"/moderate/members/ada/notes/{note.pk}/remove/"
    assert as_(mod).post(address).status_code == 403
    assert as_(ada).post(address).status_code == 403
    assert StaffNote.objects.exists()
    assert as_(root).post(address).status_code == 303
    assert "By the admin" not in as_(root).get("/moderate/members/ada/").text


def test_a_note_that_was_removed_is_put_back_with_undo_or_forgotten_in_a_month(as_, ada, mod, root, post):
    note = notes.write(mod, ada, "Look twice", post)
    report(root, post, "Spam")
    browser, address = as_(mod), f"/moderate/members/ada/notes/{note.pk}/"
    page = browser.post(f"{address}remove/", follow=True).text
    assert "Note removed." in page
    assert f'action="{address}restore/"' in page
    assert "Look twice" not in page.split("<main")[1]
    assert "Look twice" not in browser.get("/moderate/").text
    assert as_(ada).post(f"{address}restore/").status_code == 403
    # The same words make a new note, which is not the one that was removed.
    assert notes.write(mod, ada, "Look twice", post) != note
    assert "The note is back." in browser.post(f"{address}restore/", follow=True).text
    assert browser.get("/moderate/members/ada/").text.count("Look twice") == 2
    browser.post(f"{address}remove/")
    for days, is_kept in ((29, True), (31, False)):
        removed_at = timezone.now() - timedelta(days=days)
        StaffNote.objects.filter(pk=note.pk).update(removed_at=removed_at)
        notes.forget_removed()
        assert StaffNote.objects.filter(pk=note.pk).exists() is is_kept
    assert StaffNote.objects.count() == 1


def test_notes_and_warnings_stand_beside_their_posts_in_the_queue(as_, ada, ben, mod, post):
    notes.write(mod, ada, "Look twice", post)
    report(ben, post, "Spam")
    queue = as_(mod).get("/moderate/").text
    assert "Look twice" in queue
    assert f"/p/{post.pk}/warn/" in queue
    assert f"/moderate/members/ada/?post={post.pk}" in queue
    assert "Spam" in as_(mod).get("/moderate/members/ada/").text


def test_everything_they_wrote_is_what_the_moderator_may_see_to(
    as_, ada, mod, root, board, topic, post, staff_board, start
):
    ada.is_superuser = True
    ada.save(update_fields=["is_superuser"])
    start(ada, staff_board, title="A secret", body="Behind the door")
    start(ada, board, title="Mine to see", body="In the open")
    post_acts.remove(root, post, "Rude")
    PendingPost.objects.create(author=ada, board=board, title="Later", source="Not yet", key="k")
    address = "/moderate/members/ada/written/"
    posts = as_(mod).get(address).text
    assert "In the open" in posts
    assert "Words of Ada" in posts
    assert "Words of Ben" not in posts
    removed = as_(mod).get(f"{address}?show=removed").text
    assert "Words of Ada" in removed
    assert "In the open" not in removed
    assert "Mine to see" in as_(mod).get(f"{address}?show=topics").text
    assert "Not yet" in as_(mod).get(f"{address}?show=waiting").text
    for show in ("posts", "topics", "removed", "waiting"):
        page = as_(mod).get(f"{address}?show={show}").text
        assert "A secret" not in page
        assert "Behind the door" not in page
    assert "Behind the door" in as_(root).get(address).text


def test_many_posts_cost_no_more_queries_than_one(as_, ada, mod, topic, say, warm):
    def count():
        warm()
        with CaptureQueriesContext(connection) as found:
            assert as_(mod).get("/moderate/members/ada/written/").status_code == 200
        return len(found)

    before = count()
    for number in range(5):
        say(ada, topic, f"More {number}")
    assert count() == before


@pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="PostgreSQL weighs a table of few rows another way"
)
def test_reports_about_somebody_are_found_by_what_is_theirs_not_among_all(as_, ada, ben, root, topic, post):
    report(ben, post, "On their post")
    report(ada, topic, "On their topic")
    with CaptureQueriesContext(connection) as queries:
        pages = [as_(root).get(f"/moderate/members/{name}/").text for name in ("ada", "ben")]
    assert ["On their post" in page for page in pages] == [True, False]
    assert ["On their topic" in page for page in pages] == [False, True]
    asked = [
        query["sql"]
        for query in queries
        if 'FROM "reports_report"' in query["sql"] and "LIMIT 50" in query["sql"]
    ]
    assert len(asked) == 6
    assert all("SCAN reports_report" not in explained(sql, ()) for sql in asked)
