"""What the owner has of mail: files until a server is set, a command that tries, a list in the admin."""

import email
import email.policy
import stat
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.management import CommandError, call_command
from django.utils import timezone

from forum.jobs import handlers
from forum.jobs.management.commands.worker import Command
from forum.jobs.models import Job
from forum.mail import suppressed_addresses
from forum.mail.models import SuppressedAddress
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery
from tests.admin.conftest import address, messages_of

pytestmark = pytest.mark.django_db
State = Delivery.State
LIST = "notifications_delivery_changelist"


def test_until_a_server_is_set_each_mail_lies_in_a_file_of_its_own(settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = (
        "forum.site.mail_to_folder.FolderBackend",
        tmp_path / "mail",
    )
    messages = [
        EmailMultiAlternatives(f"Nº {n}", "Grüße", "a@example.org", ["b@example.org"]) for n in range(3)
    ]
    messages.append(EmailMultiAlternatives("Nobody", "x", "a@example.org", []))
    assert get_connection().send_messages(messages) == 3
    files = sorted((tmp_path / "mail").iterdir())
    assert [file.suffix for file in files] == [".eml"] * 3
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
    message = email.message_from_bytes(files[0].read_bytes(), policy=email.policy.default)
    assert (message["Subject"], message.get_content().strip()) == ("Nº 0", "Grüße")


def test_a_test_mail_says_where_it_went(by_smtp, settings, capsys):
    by_smtp.open()
    settings.HAS_MAIL, settings.EMAIL_HOST_PASSWORD = True, "do-not-show"
    call_command("send_test_mail", "you@example.org")
    said = capsys.readouterr().out
    assert f"port {by_smtp.port}" in said
    assert "The server took the email." in said
    assert "do-not-show" not in said
    assert by_smtp.recipients["you@example.org"] == 1
    assert by_smtp.mails()[0]["Message-ID"].endswith("@127.0.0.1>")


def test_a_test_mail_says_what_went_wrong(by_smtp, settings):
    settings.HAS_MAIL = True
    with pytest.raises(CommandError, match="It did not work"):
        call_command("send_test_mail", "you@example.org")
    by_smtp.open()
    by_smtp.sink.refused["you@example.org"] = "550 no such user"
    with pytest.raises(CommandError, match="refuses the recipient: 550 no such user"):
        call_command("send_test_mail", "you@example.org")
    with pytest.raises(CommandError, match="is not an email address"):
        call_command("send_test_mail", "you")


def test_without_a_server_a_test_mail_says_that_it_was_not_sent(settings, tmp_path, capsys):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "forum.site.mail_to_folder.FolderBackend", tmp_path
    call_command("send_test_mail", "you@example.org")
    assert "so the email was not sent" in capsys.readouterr().out


@pytest.fixture
def mails(ben):
    """One mail of each state, and a notification at the bell, which is no mail."""
    old = timezone.now() - timedelta(days=1, hours=1)
    Delivery.objects.create(member=ben, key="bell", channel=Channel.BELL, kind="moderated", state=State.SENT)
    return {
        state: Delivery.objects.create(
            member=ben, key=state, channel=Channel.MAIL, kind="moderated", state=state, created_at=old, attempts=3,
            error="451 later" if state == State.FAILED else "",
        )
        for state in State.values
    }  # fmt: skip


def test_the_admin_lists_what_is_not_sent_with_its_trouble_and_age(as_, root, mails):
    page = as_(root).get(address(LIST)).text
    assert "451 later" in page
    assert "1\xa0day" in page
    assert page.count('class="action-select"') == 3
    assert as_(root).get(address(LIST) + "?state=sent").text.count('class="action-select"') == 1
    assert as_(root).get(address(LIST) + "?state=nonsense").text.count('class="action-select"') == 3


def test_what_failed_is_tried_again_and_what_was_sent_is_not(as_, root, mails):
    client = as_(root)
    chosen = {"action": "retry", "_selected_action": [row.pk for row in mails.values()]}
    assert "1 email will be tried again" in messages_of(
        client, client.post(address(LIST) + "?state=failed", chosen)
    )
    mails["failed"].refresh_from_db()
    assert (mails["failed"].state, mails["failed"].attempts) == (State.WAITING, 0)
    assert Delivery.objects.get(pk=mails["sent"].pk).state == State.SENT


def test_the_admins_list_takes_the_same_queries_for_few_and_many(
    as_, root, ben, django_assert_max_num_queries
):
    client = as_(root)
    for size in (2, 60):
        for number in range(size):
            Delivery.objects.create(
                member=ben, key=f"{size}-{number}", channel=Channel.MAIL, kind="moderated"
            )
        with django_assert_max_num_queries(12):
            client.get(address(LIST))


def test_mails_are_neither_written_nor_deleted_by_hand(as_, root, mails):
    client, row = as_(root), mails["failed"]
    assert client.post(address("notifications_delivery_add"), {}).status_code == 403
    assert client.post(address("notifications_delivery_change", row.pk), {"state": "sent"}).status_code == 403
    assert client.post(address("notifications_delivery_delete", row.pk), {"post": "yes"}).status_code == 403


def test_a_suppressed_address_is_revived_by_deleting_it(as_, root):
    suppressed_addresses.report("eve@example.org", "complaint")
    row = SuppressedAddress.objects.get()
    assert "eve@example.org" in as_(root).get(address("mail_suppressedaddress_changelist")).text
    as_(root).post(address("mail_suppressedaddress_delete", row.pk), {"post": "yes"})
    assert not suppressed_addresses.is_suppressed("eve@example.org")


def test_the_first_page_of_the_admin_says_how_much_mail_waits_and_since_when(as_, root, mails):
    page = as_(root).get("/admin/").text
    card = page.partition('id="mail-heading"')[2].partition("</section>")[0]
    assert '<a href="/admin/notifications/delivery/?state=failed">1</a>' in card
    assert "<dd>2</dd>" in card
    assert "1\xa0day" in card
    assert "Email isn’t set up." in page


def test_the_worker_looks_for_digests_once_a_minute_and_not_more(monkeypatch):
    called = []
    monkeypatch.setattr(handlers, "EVERY_MINUTE", [lambda: called.append(1)])
    worker = Command()
    worker.work_minutely()
    worker.work_minutely()
    assert len(called) == 1
    worker.minute_began -= 61
    worker.work_minutely()
    assert len(called) == 2
    assert Job.objects.filter(name="day.began").count() == 1
