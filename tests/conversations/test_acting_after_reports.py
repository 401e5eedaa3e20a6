"""What moderators do to who wrote a reported message closes its report, and nobody of a conversation decides about it."""

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.utils import timezone

from forum.appeals.deciding import decide
from forum.appeals.models import Appeal
from forum.boards.global_moderators import set_moderates_everywhere
from forum.jobs.running import run_due
from forum.mail.delaying import DELAY
from forum.mail.sending import Sender
from forum.moderation.models import LogEntry
from forum.moderation.own_items import AboutYourself
from forum.posts.models import Post
from forum.reports.models import Report
from forum.reports.reporting import report
from tests.conftest import join
from tests.conversations.full_conversation import WORD, converse
from tests.conversations.talking import add, leave, start

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

TO_DO = "/moderate/"
RUDE = "It’s rude or hurtful"


@pytest.fixture
def message(ada, ben):
    return start(ben, ada, body="Quodlibetarian words.").posts.get()


@pytest.fixture
def reported(ada, message):
    return report(ada, message, RUDE).report


@pytest.fixture
def everywhere(board):
    group = Group.objects.create(name="Everywhere")
    set_moderates_everywhere(group, True)
    member = join("everywhere")
    member.groups.add(group)
    return member


def press(browser, found, what, **sent):
    return browser.post(f"/moderate/to-do/messages/{found.pk}/{what}/", sent, follow=True)


@pytest.mark.parametrize(
    ("act", "answers"),
    [("warn", {"reason": "Be kind"}), ("silence", {"reason": "Be kind", "until_0": "2031-01-01", "until_1": "10:00"})],
)  # fmt: skip
def test_an_act_from_the_card_closes_the_report_and_says_how_it_came_up(
    as_, ada, ben, everywhere, reported, act, answers
):
    browser = as_(everywhere)
    address = f"/u/ben/{act}/?report={reported.pk}&next={TO_DO}"
    assert address.replace("&", "&amp;") in browser.get(TO_DO).text
    answer = browser.post(address, answers | {"for": "always"}, follow=True)
    assert answer.redirect_chain[-1][0] == TO_DO
    reported.refresh_from_db()
    assert (reported.outcome, reported.closed_by) == (Report.Outcome.ACTED, everywhere)
    entry = LogEntry.objects.get()
    assert (entry.act, entry.member, entry.report) == (act, ben, reported)
    while run_due():
        pass
    assert "A moderator acted on your report about a message" in as_(ada).get("/notifications/").text
    notice = as_(ben).get(f"/acts/{entry.pk}/").text
    assert "After a report" in notice
    assert "nobody reported it" not in notice
    assert "Quodlibetarian" not in notice


def test_a_report_of_something_else_stays_open(as_, ada, ben, eve, mod, root, reported, topic, say):
    public = report(root, say(ben, topic, "On a board"), RUDE).report
    for number in (public.pk, "x", "-1", "9" * 40, ""):
        as_(root).post(f"/u/ben/warn/?report={number}", {"reason": f"One more {number}"[:40]})
    as_(root).post(f"/u/eve/warn/?report={reported.pk}", {"reason": "Another"})
    assert as_(mod).post(f"/u/ben/warn/?report={reported.pk}", {"reason": "Mine"}).status_code == 403
    assert Report.objects.open().count() == 2
    assert LogEntry.objects.filter(act="warn").count() == 6


def test_after_it_was_decided_the_act_is_done_and_nothing_else(as_, ben, root, reported):
    press(as_(root), reported, "dismiss")
    as_(root).post(f"/u/ben/warn/?report={reported.pk}", {"reason": "Be kind"})
    assert LogEntry.objects.get().report is None
    reported.refresh_from_db()
    assert reported.outcome == Report.Outcome.DISMISSED


def test_who_takes_part_does_not_decide_about_an_appeal(as_, ada, ben, root, everywhere, message):
    add(message.topic, everywhere)
    found = report(everywhere, message, RUDE).report
    press(as_(root), found, "remove", reason="Too harsh")
    as_(ben).post(f"/acts/{LogEntry.objects.get().pk}/", {"words": "It was a joke"})
    appeal = Appeal.objects.get()
    address = f"/moderate/to-do/appeals/{appeal.pk}/uphold/"
    as_(everywhere).post(address)
    as_(everywhere).post(address.replace("uphold", "reverse"))
    assert Appeal.objects.open().exists()
    # Nor is it among what they have to do, or counted there.
    assert "It was a joke" not in as_(everywhere).get(TO_DO).text
    assert "to do for moderators" not in as_(everywhere).get("/latest/").text
    with pytest.raises(AboutYourself):
        decide(everywhere, appeal, Appeal.Outcome.UPHELD, "")
    # So that it waits for who acted, as there is nobody else.
    assert "It was a joke" in as_(root).get(TO_DO).text
    other = join("other", is_superuser=True, is_staff=True)
    assert "It was a joke" in as_(other).get(TO_DO).text
    as_(other).post(address.replace("uphold", "reverse"))
    appeal.refresh_from_db()
    assert (appeal.outcome, appeal.decided_by) == (Appeal.Outcome.REVERSED, other)
    assert not Post.objects.get(pk=message.pk).is_removed


def test_an_appeal_waits_for_those_alone_who_take_no_part_and_about_other_acts_for_all(
    as_, ada, ben, eve, root, everywhere, message
):
    other = join("other", is_superuser=True, is_staff=True)
    add(message.topic, everywhere)
    found = report(ada, message, RUDE).report
    press(as_(root), found, "remove", reason="Too harsh")
    as_(ben).post(f"/acts/{LogEntry.objects.get().pk}/", {"words": "It was a joke"})
    as_(root).post("/u/eve/silence/", {"reason": "Be kind", "until_0": "2031-01-01", "until_1": "10:00"})
    as_(eve).post(f"/acts/{LogEntry.objects.get(act='silence').pk}/", {"words": "I whispered"})
    pages = {member.username: as_(member).get(TO_DO).text for member in (everywhere, other, root)}
    assert {name: "It was a joke" in page for name, page in pages.items()} == {
        "everywhere": False, "other": True, "root": False,
    }  # fmt: skip
    assert {name: "I whispered" in page for name, page in pages.items()} == {
        "everywhere": True, "other": True, "root": False,
    }  # fmt: skip
    assert "1 thing to do" in pages["everywhere"] and "2 things to do" in pages["other"]


def test_who_has_left_the_conversation_does_not_decide_either(as_, ada, ben, root, everywhere, message):
    add(message.topic, everywhere)
    leave(message.topic, everywhere)
    found = report(ada, message, RUDE).report
    press(as_(root), found, "remove", reason="Too harsh")
    as_(ben).post(f"/acts/{LogEntry.objects.get().pk}/", {"words": "It was a joke"})
    assert "It was a joke" not in as_(everywhere).get(TO_DO).text
    assert "It was a joke" in as_(root).get(TO_DO).text


def test_where_all_take_part_somebody_decides_all_the_same(as_, ada, ben, root, message):
    add(message.topic, root)
    found = report(ada, message, RUDE).report
    press(as_(root), found, "remove", reason="Too harsh")
    as_(ben).post(f"/acts/{LogEntry.objects.get().pk}/", {"words": "It was a joke"})
    appeal = Appeal.objects.get()
    assert "It was a joke" in as_(root).get(TO_DO).text
    assert "1 to do for moderators" in as_(root).get("/latest/").text
    as_(root).post(f"/moderate/to-do/appeals/{appeal.pk}/uphold/", {"knowingly": "on"})
    appeal.refresh_from_db()
    assert appeal.outcome == Appeal.Outcome.UPHELD


def test_whoever_is_silenced_meanwhile_reads_nothing_more_of_it(as_, ada, ben, root, reported):
    staff = join("staff", is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user"]))
    as_(staff).post(f"/moderate/messages/{reported.pk}/show/")
    press(as_(root), reported, "remove", reason="Too harsh")
    removal = LogEntry.objects.get(act="remove-message")
    as_(ben).post(f"/acts/{removal.pk}/", {"words": "It was a joke"})
    assert "Quodlibetarian" in as_(staff).get(TO_DO).text
    staff.silenced_at = timezone.now()
    staff.save(update_fields=["silenced_at"])
    assert "Quodlibetarian" not in as_(staff).get(TO_DO).text


def test_of_what_was_removed_nobody_opens_the_files_or_is_mailed_the_words(as_, ada, ben, root):
    talk = converse(ben, ada)
    file = f"/files/{talk.file.key}/{talk.file.name}"
    assert as_(ben).get(file).status_code == 200
    found = report(ben, talk.answer, RUDE).report
    assert as_(root).get(file).status_code == 404
    mail.outbox.clear()
    press(as_(root), found, "remove", reason="Too harsh")
    assert as_(ben).get(file).status_code == 404
    for address in ("history/", "quote/", "report/"):
        assert f"Second {WORD}" not in as_(ben).get(f"/p/{talk.answer.pk}/{address}").text
    while run_due():
        pass
    with time_machine.travel(timezone.now() + DELAY, tick=False):
        Sender().send_due()
    assert mail.outbox
    for message in mail.outbox:
        if message.to == [ben.email]:
            assert f"Second {WORD}, @" not in message.body
