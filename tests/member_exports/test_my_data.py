"""Members get a copy of all that is kept of them, and nobody else does."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils import timezone

from forum.attachments import files
from forum.attachments.models import Attachment
from forum.boards.presets import Preset, apply_preset
from forum.bookmarks import bookmarking
from forum.jobs.running import run_due
from forum.member_exports import making, parts
from forum.member_exports.models import MemberExport
from forum.member_records import notes
from forum.members import closing_accounts
from forum.moderation import post_acts, silence_acts, topic_acts, watch_acts
from forum.notifications.kinds import KINDS
from forum.notifications.models import Delivery, Notification, NotificationPreference
from tests.conftest import PASSWORD

DATA = "/settings/data/"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FORUM_DATA = tmp_path


def proved(browser):
    browser.post(f"/accounts/reauthenticate/?next={DATA}", {"password": PASSWORD})
    return browser


def archive_of(as_, member):
    browser = proved(as_(member))
    assert browser.post(DATA).status_code == 303
    while run_due():
        pass
    export = MemberExport.objects.filter(member=member).latest("pk")
    answer = browser.get(f"{DATA}{export.pk}/")
    assert answer["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))), export


def rows_in(archive, name):
    return json.loads(archive.read(f"data/{name}.json"))


def test_every_table_that_names_members_is_in_it_or_says_why_not():
    user = get_user_model()
    named = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if any(field.related_model is user for field in model._meta.fields)
        and "example" not in model._meta.label
    } | {user._meta.label}
    known = {part.label for part in parts.PARTS} | parts.LEFT_OUT.keys()
    assert named - known == set(), "Write a Part of it, or the reason, in forum/member_exports/parts.py."
    assert known - named == set()
    assert all(parts.LEFT_OUT.values())


def test_every_file_has_a_name_of_its_own():
    names = [part.file_name for part in parts.PARTS]
    assert len(set(names)) == len(names)


def test_the_copy_holds_what_one_wrote_and_ones_files(as_, ada, ben, topic, say):
    say(ada, topic, "My **own** words")
    say(ben, topic, "Another’s words")
    bookmarking.annotate(ada, topic.posts.first(), "To read", None)
    kept = Attachment.objects.create(
        owner=ada, name="../../list.txt", content_type="text/plain", stored_as="ex/port", length=5, size=5
    )
    files.delete_files(["ex/port"])
    files.keep("ex/port", b"hello")
    archive, _export = archive_of(as_, ada)
    assert archive.testzip() is None
    assert [row["source"] for row in rows_in(archive, "posts_post")] == [
        "How does this work?",
        "My **own** words",
    ]
    assert rows_in(archive, "bookmarks_bookmark")[0]["note"] == "To read"
    assert rows_in(archive, "accounts_user")[0]["email"] == "ada@example.org"
    assert rows_in(archive, "reactions_reaction") == []
    assert archive.read(f"files/{kept.key}-list.txt") == b"hello"
    assert "<strong>own</strong>" in archive.read("posts-1.html").decode()
    assert "Another’s words" not in "".join(archive.read(name).decode() for name in archive.namelist())
    assert not [name for name in archive.namelist() if ".." in name or name.startswith("/")]


def test_no_secret_is_in_it(as_, ada, topic):
    archive, _export = archive_of(as_, ada)
    text = "".join(archive.read(name).decode() for name in archive.namelist())
    assert get_user_model().objects.get(pk=ada.pk).password not in text
    assert "session_key" not in text


def test_what_is_withheld_and_titles_of_hidden_topics_are_not_in_it(as_, root, ada, ben, topic, say):
    illegal = say(ben, topic, "Somebody’s address")
    post_acts.remove(root, illegal, "Doxing", is_withheld=True)
    post_acts.remove(root, say(ben, topic, "Merely rude"), "Rude")
    apply_preset(topic.board, Preset.STAFF)
    archive, _export = archive_of(as_, ben)
    text = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "Somebody’s address" not in text
    assert "Merely rude" in text
    assert topic.title not in text


def test_nobody_else_gets_it_admins_included(as_, root, ada, ben, topic):
    _archive, export = archive_of(as_, ada)
    for other in (root, ben):
        assert as_(other).get(f"{DATA}{export.pk}/").status_code == 404
    assert as_().get(f"{DATA}{export.pk}/").url.startswith("/accounts/login/")


def test_its_owner_is_told_and_a_broken_download_goes_on(as_, ada, topic):
    archive, export = archive_of(as_, ada)
    assert Notification.objects.filter(member=ada, kind="export").count() == 1
    making.make_export(export_id=export.pk)  # as after a kill
    assert Notification.objects.filter(member=ada, kind="export").count() == 1
    rest = as_(ada).get(f"{DATA}{export.pk}/", headers={"range": "bytes=10-"})
    assert rest.status_code == 206
    assert int(rest["Content-Length"]) == export.size - 10
    assert archive.namelist()


def test_asking_twice_makes_one_and_asking_often_is_refused(as_, ada):
    browser = proved(as_(ada))
    for _n in range(2):
        browser.post(DATA)
    assert MemberExport.objects.count() == 1
    while run_due():
        pass
    browser.post(DATA)
    while run_due():
        pass
    assert browser.post(DATA).status_code == 429
    assert MemberExport.objects.count() == 2


def test_asking_needs_a_sign_in_of_late(as_, ada):
    assert "/accounts/reauthenticate/" in as_(ada).post(DATA).url
    assert not MemberExport.objects.exists()


def test_it_is_deleted_after_a_week_and_with_the_account(as_, ada, ben, topic):
    _archive, export = archive_of(as_, ada)
    making.delete_expired()
    assert making.path_of(export).exists()
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        making.delete_expired()
        assert as_(ada).get(f"{DATA}{export.pk}/").status_code == 404
    assert not making.path_of(export).exists()
    _archive, export = archive_of(as_, ben)
    closing_accounts.close(ben)
    assert not making.path_of(export).exists()
    assert not MemberExport.objects.filter(member=ben).exists()


def test_the_email_is_sent_unless_it_was_switched_off(as_, ada, ben):
    def emails(member):
        archive_of(as_, member)
        return Delivery.objects.filter(member=member, kind="export", channel="mail").count()

    assert emails(ada) == 1
    preference = NotificationPreference.of(ben)
    preference.choose(KINDS["export"], "mail", yes=False)
    preference.save()
    assert emails(ben) == 0
    assert Notification.objects.filter(member=ben, kind="export").count() == 1


def test_it_says_what_moderators_did_to_one_but_not_that_they_watch_or_wrote_for_themselves(
    as_, root, ada, topic
):
    watch_acts.watch(root, ada, "Perhaps a second account")
    watch_acts.unwatch(root, ada)
    notes.write(root, ada, "Be careful with this one")
    silence_acts.silence.perform(root, ada, "Too loud", staff_note="Third time")
    topic_acts.lock(root, topic, "Settled")
    archive, _export = archive_of(as_, ada)
    text = "".join(archive.read(name).decode() for name in archive.namelist())
    for secret in ("Perhaps a second account", "watch", "Be careful", "Third time"):
        assert secret not in text.replace("member_records.Watch", "")
    assert [(row["act"], row["reason"]) for row in rows_in(archive, "acts_on_me")] == [
        ("silence", "Too loud")
    ]
    assert [row["reason"] for row in rows_in(archive, "acts_on_my_topics")] == ["Settled"]
    assert rows_in(archive, "accounts_user")[0]["silenced_reason"] == "Too loud"
