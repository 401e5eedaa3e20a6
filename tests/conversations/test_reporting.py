"""A message is reported by those who read it, and its report shows moderators five messages at most, when they ask."""

import re

import pytest
from django.contrib.auth.models import Group

from forum.attachments.models import Attachment
from forum.boards.global_moderators import set_moderates_everywhere
from forum.conversations import taking_part
from forum.jobs.running import run_due
from forum.member_exports.parts import PARTS
from forum.members import closing_accounts
from forum.moderation import message_reports
from forum.moderation.models import LogEntry
from forum.moderation.own_items import AboutYourself
from forum.notifications.models import Notification
from forum.posts import removing, revising
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.refusals import NotAllowed
from forum.reports.models import Report, Reporting
from forum.reports.reporting import report
from forum.site.models import SiteSettings
from tests.conftest import join
from tests.conversations.full_conversation import write
from tests.conversations.talking import add, leave, start

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

TO_DO = "/moderate/"
RUDE = "It’s rude or hurtful"
TITLE = "Marzipan beneath the staircase"
WORDS = ["nought", "unus", "duo", "tres", "quattuor", "quinque", "sex", "septem"]


@pytest.fixture
def talk(ada, ben):
    """Seven messages by turns, each with its own word; Ben has the even ones."""
    topic = start(ada, ben, title=TITLE, body=f"It says {WORDS[1]}.")
    for number in range(2, 8):
        write(ben if number % 2 == 0 else ada, topic, f"It says {WORDS[number]}.")
    return topic


@pytest.fixture
def message(talk):
    return talk.posts.get(number=4)


@pytest.fixture
def reported(ada, message):
    return report(ada, message, RUDE, "Third time").report


@pytest.fixture
def everywhere(board):
    """Moderates all boards, and is no staff."""
    group = Group.objects.create(name="Everywhere")
    set_moderates_everywhere(group, True)
    member = join("everywhere")
    member.groups.add(group)
    return member


def words_in(page):
    return [word for word in WORDS[1:] if f"It says {word}." in page]


def press(browser, found, what="show", **sent):
    path = f"/moderate/messages/{found.pk}/show/"
    return browser.post(
        path if what == "show" else f"/moderate/to-do/messages/{found.pk}/{what}/", sent, follow=True
    )


def work():
    while run_due():
        pass


def bell_of(browser):
    return browser.get("/notifications/").text


def test_whoever_reads_a_message_reports_it_from_its_menu(as_, ada, talk, message):
    browser, address = as_(ada), f"/p/{message.pk}/report/"
    page = browser.get(talk.get_absolute_url()).text
    assert f'formaction="{address}"' in page
    assert "Report message" in page
    assert "Report topic" not in page
    form = browser.get(address).text
    assert "Moderators will see this message, the two before and the two after" in form
    assert "It says quattuor." in form
    assert "/illegal/" not in form
    answer = browser.post(address, {"reason": RUDE, "words": "Third time"}, follow=True)
    assert "A moderator will look at it" in answer.text
    assert answer.redirect_chain[-1][0].startswith(talk.get_absolute_url())
    said = Reporting.objects.get()
    assert (said.report.post, said.member, said.words) == (message, ada, "Third time")
    assert "You reported this already." in browser.get(address).text
    browser.post(address, {"reason": RUDE, "words": "Fourth time"})
    assert Reporting.objects.get().words == "Fourth time"


def test_the_reply_box_goes_along_and_comes_back(as_, ada, talk, message):
    browser = as_(ada)
    answer = browser.post(f"/p/{message.pk}/report/", {"ask": "1", "body": "Half a thought"})
    assert answer.status_code == 303
    assert "Half a thought</textarea>" in browser.get(talk.get_absolute_url()).text


def test_to_others_there_is_nothing_to_report_and_nobody_reports_their_own(
    as_, ada, ben, eve, mod, root, everywhere, talk, message
):
    address = f"/p/{message.pk}/report/"
    for method in ("get", "post"):
        for member in (eve, mod, root, everywhere, None):
            found = getattr(as_(member), method)(address, {"reason": RUDE})
            nothing = getattr(as_(member), method)("/p/987654321/report/", {"reason": RUDE})
            assert found.status_code == nothing.status_code == 404
    assert as_(ben).post(address, {"reason": RUDE}).status_code == 403
    assert address not in as_(ben).get(talk.get_absolute_url()).text
    leave(talk, ada)
    assert as_(ada).post(address, {"reason": RUDE}).status_code == 404
    with pytest.raises(NotAllowed):
        report(ada, message, RUDE)
    assert not Report.objects.exists()
    add(talk, ada)
    assert as_(ada).post(address, {"reason": RUDE}).status_code == 303


def test_who_came_later_reports_nothing_from_before(as_, eve, talk, message):
    add(talk, eve, from_number=5)
    assert as_(eve).post(f"/p/{message.pk}/report/", {"reason": RUDE}).status_code == 404
    seen = talk.posts.get(number=6)
    assert as_(eve).post(f"/p/{seen.pk}/report/", {"reason": RUDE}).status_code == 303


def test_moderators_of_all_boards_and_administrators_have_it_in_the_queue_without_the_text(
    as_, mod, root, everywhere, talk, reported
):
    for member in (everywhere, root):
        page = as_(member).get(TO_DO).text
        for said in ("Report of a message", "message in a conversation", RUDE, "Third time", "ada", "ben"):
            assert said in page, said
        assert words_in(page) == []
        assert TITLE not in page
        assert talk.slug not in page
        assert f"/p/{reported.post_id}/" not in page
    assert TITLE not in str(reported)
    assert "Report of a message" not in as_(mod).get(TO_DO).text


def test_whoever_asks_is_shown_five_messages_and_nothing_else(as_, root, everywhere, talk, message, reported):
    page = press(as_(everywhere), reported).text
    assert words_in(page) == WORDS[2:7]
    assert page.count("reported</strong>") == 1
    for said in (TITLE, talk.slug, f"/p/{message.pk}/", f"/conversations/{talk.pk}"):
        assert said not in page, said
    # It is asked by each for themselves, and the log says so once.
    assert words_in(as_(root).get(TO_DO).text) == []
    assert words_in(as_(everywhere).get(TO_DO).text) == WORDS[2:7]
    press(as_(everywhere), reported)
    entry = LogEntry.objects.get()
    assert (entry.by, entry.act, entry.member, entry.report) == (
        everywhere, "look-at-message", message.author, reported,
    )  # fmt: skip
    assert (entry.topic, entry.post, entry.reason) == (None, None, "")
    for member in (everywhere, root):
        log = as_(member).get("/moderate/log/").text
        assert "looked at a reported message by" in log
        assert f"report {reported.pk}" in log
        assert words_in(log) == []
        assert TITLE not in log


def test_moderators_of_a_board_members_and_visitors_are_shown_nothing(
    as_, ada, ben, eve, mod, talk, reported
):
    for member, code in ((mod, 404), (ada, 403), (ben, 403), (eve, 403), (None, 200)):
        answer = press(as_(member), reported)
        assert answer.status_code == code
        assert words_in(answer.text) == []
        for decision in ("dismiss", "close", "remove"):
            press(as_(member), reported, decision, reason="Mine")
    assert "looked at" not in as_(mod).get("/moderate/log/").text
    assert not LogEntry.objects.exists()
    assert Report.objects.open().exists()
    assert as_(mod).get(f"/moderate/messages/{reported.pk}/show/").status_code == 405


def test_it_opens_no_other_report_and_no_other_door(as_, ben, root, topic, talk, message, reported, say):
    public = report(root, say(ben, topic, "On a board"), RUDE).report
    assert press(as_(root), public).status_code == 404
    assert press(as_(root), reported, "show").status_code == 200
    for path in (f"/p/{message.pk}/", talk.get_absolute_url(), f"/p/{message.pk}/history/"):
        assert as_(root).get(path).status_code == 404
    for part in ("remove", "edit", "warn", "restore"):
        assert as_(root).post(f"/p/{message.pk}/{part}/", {"reason": "x"}).status_code == 404
    neighbour = talk.posts.get(number=5)
    with pytest.raises(NotAllowed):
        removing.remove(root, neighbour, "Beside it")
    assert TITLE not in as_(root).get("/admin/reports/report/").text
    assert as_(root).get(f"/admin/reports/report/{reported.pk}/change/").status_code == 302
    record = as_(root).get(f"/moderate/members/{ben.username}/").text
    assert TITLE not in record
    assert words_in(record) == []


def test_what_the_reporter_does_not_see_is_not_shown_either(as_, eve, root, talk):
    add(talk, eve, from_number=4)
    found = report(eve, talk.posts.get(number=5), RUDE).report
    assert words_in(press(as_(root), found).text) == WORDS[4:8]
    leave(talk, eve)
    write(talk.author, talk, f"It says {WORDS[0]}.")
    later = Post.objects.get(topic=talk, number=8)
    assert words_in(as_(root).get(TO_DO).text) == WORDS[4:8]
    assert f"It says {WORDS[0]}." not in as_(root).get(TO_DO).text
    assert later.number - found.post.number == 3


def test_of_several_who_report_the_one_who_sees_most_counts(as_, ada, eve, root, talk):
    add(talk, eve, from_number=6)
    found = report(eve, talk.posts.get(number=6), RUDE).report
    press(as_(root), found)
    assert words_in(as_(root).get(TO_DO).text) == WORDS[6:8]
    report(ada, talk.posts.get(number=6), RUDE)
    assert words_in(as_(root).get(TO_DO).text) == WORDS[4:8]


def test_removed_ones_say_so_and_show_no_text(as_, ada, root, talk, reported):
    removing.remove(ada, talk.posts.get(number=5))
    page = press(as_(root), reported).text
    assert words_in(page) == [WORDS[2], WORDS[3], WORDS[4], WORDS[6]]
    assert "· removed</p>" in page


def test_the_text_stays_as_it_was_reported(as_, ben, root, message, reported):
    revising.revise(ben, message, render_text("All meek.", author=ben), base=message.revision)
    page = press(as_(root), reported).text
    assert "It says quattuor." in page
    assert "All meek." not in page
    assert "It was edited since." in page


def test_of_pictures_the_name_is_shown(as_, ada, ben, root, talk):
    file = Attachment(owner=ben, name="cat.png", content_type="image/png", stored_as="cat", length=1, size=1)
    file.save()
    text = f"Look: {file.markdown}\n\n![A hedgehog](https://pictures.example/hedgehog.png) <b>&</b>"
    SiteSettings().change(remote_images="loaded")
    post = write(ben, talk, text)
    assert "<img" in as_(ada).get(post.page_address()).text.split("It says septem")[1]
    page = press(as_(root), report(ada, post, RUDE).report).text
    shown = page.split("queue-reported")[1].split("</li>")[0]
    assert "<img" not in shown
    assert "A hedgehog" in shown


def test_it_is_dismissed_with_an_answer_and_the_reporter_is_told(as_, ada, root, reported):
    press(as_(root), reported, "dismiss", answer="Heated, but fair")
    reported.refresh_from_db()
    assert (reported.outcome, reported.closed_by) == (Report.Outcome.DISMISSED, root)
    work()
    page = bell_of(as_(ada))
    assert "your report about a message and left it as it is: Heated, but fair" in page
    told = Notification.objects.get(member=ada, kind="report")
    assert as_(ada).get(f"/notifications/{told.pk}/").url == f"/p/{reported.post_id}/"
    assert Report.objects.about_messages().open().count() == 0


def test_whoever_has_left_is_told_without_the_title(as_, ada, root, talk, reported):
    Notification.objects.all().delete()
    taking_part.leave(ada, talk)
    press(as_(root), reported, "close")
    work()
    page = bell_of(as_(ada))
    assert "A moderator acted on your report about a message" in page
    assert TITLE not in page


def test_what_is_shown_is_shown_while_the_report_is_open(as_, root, reported):
    press(as_(root), reported)
    press(as_(root), reported, "dismiss")
    page = as_(root).get(TO_DO).text
    assert words_in(page) == []
    assert words_in(press(as_(root), reported).text) == []
    assert LogEntry.objects.count() == 1


def test_the_message_is_removed_with_a_reason_that_its_author_is_told(
    as_, ada, ben, root, talk, message, reported
):
    asked = as_(root).get(f"/moderate/to-do/messages/{reported.pk}/remove/").text
    assert "Remove this message" in asked
    assert words_in(asked) == []
    press(as_(root), reported, "remove", reason="Too harsh", staff_note="Again")
    message.refresh_from_db()
    assert (message.removed_by, message.removed_reason) == (root, "Too harsh")
    reported.refresh_from_db()
    assert reported.outcome == Report.Outcome.ACTED
    entry = LogEntry.objects.get()
    assert (entry.act, entry.member, entry.topic, entry.post) == ("remove-message", ben, None, None)
    page = as_(ada).get(talk.get_absolute_url()).text
    assert "It says quattuor." not in page
    assert "It says quinque." in page
    work()
    assert "A moderator removed a message of yours in a conversation" in bell_of(as_(ben))
    notice = as_(ben).get(f"/acts/{entry.pk}/").text
    for said in ("Too harsh", "After a report", "It says quattuor.", "Send appeal"):
        assert said in notice, said
    assert "A moderator acted on your report about a message" in bell_of(as_(ada))
    # Its author does not bring it back.
    assert as_(ben).post(f"/p/{message.pk}/restore/").status_code == 403
    for member in (root, ben):
        assert TITLE not in as_(member).get("/log/").text
        assert "reported message" not in as_(member).get("/log/").text


def test_a_removal_is_undone_each_by_itself(as_, ada, root, talk):
    for number in (2, 4):
        found = report(ada, talk.posts.get(number=number), RUDE).report
        press(as_(root), found, "remove", reason="Too harsh")
    first, second = LogEntry.objects.filter(act="remove-message").order_by("pk")
    as_(root).post("/moderate/undo/", {"undo": first.pk})
    assert list(talk.posts.exclude(removed_at=None).values_list("number", flat=True)) == [4]
    as_(root).post("/moderate/undo/", {"undo": second.pk})
    assert not talk.posts.exclude(removed_at=None).exists()
    assert LogEntry.objects.filter(act="restore-message").count() == 2
    work()
    assert as_(root).post("/moderate/undo/", {"undo": first.pk}).status_code in (303, 403)
    assert LogEntry.objects.filter(act="restore-message").count() == 2


def test_an_appeal_takes_a_removal_back(as_, ben, root, everywhere, message, reported):
    press(as_(everywhere), reported, "remove", reason="Too harsh")
    entry = LogEntry.objects.get()
    as_(ben).post(f"/acts/{entry.pk}/", {"words": "It was a joke"})
    page = as_(root).get(TO_DO).text
    assert "It was a joke" in page
    assert words_in(page) == []
    assert TITLE not in page
    assert words_in(press(as_(root), reported).text) == WORDS[2:7]
    assert LogEntry.objects.filter(act="look-at-message", by=root).count() == 1
    assert press(as_(everywhere), reported).status_code in (200, 404)
    assert words_in(as_(everywhere).get(TO_DO).text) == []
    number = re.search(r"/moderate/to-do/appeals/(\d+)/reverse/", page)[1]
    as_(root).post(f"/moderate/to-do/appeals/{number}/reverse/", {"answer": "So it was"})
    message.refresh_from_db()
    assert not message.is_removed
    assert words_in(as_(root).get(TO_DO).text) == []
    assert words_in(press(as_(root), reported).text) == []


def test_a_conversation_stays_when_its_only_message_is_removed(as_, ada, ben, root):
    talk = start(ada, ben, title=TITLE)
    found = report(ben, talk.posts.get(), RUDE).report
    press(as_(root), found, "remove", reason="Too harsh")
    talk.refresh_from_db()
    assert not talk.is_removed
    assert talk.posts.get().is_removed
    assert as_(ben).get(talk.get_absolute_url()).status_code == 200
    assert as_(ben).get("/conversations/").status_code == 200
    write(ben, talk, "Let us go on.")
    assert "Let us go on." in as_(ada).get(talk.get_absolute_url()).text


def test_the_author_is_warned_silenced_or_suspended_from_there_by_those_who_may(
    as_, root, everywhere, reported
):
    page = as_(root).get(TO_DO).text
    for act in ("warn", "silence", "suspend"):
        assert f"/u/ben/{act}/?report={reported.pk}&amp;next=/moderate/" in page, act
    page = as_(everywhere).get(TO_DO).text
    assert f"/u/ben/silence/?report={reported.pk}&amp;next=/moderate/" in page
    assert "/u/ben/suspend/" not in page


def test_moderators_who_take_part_leave_it_to_another(as_, ada, root, everywhere, message):
    talk = start(ada, everywhere, title=TITLE)
    found = report(ada, write(everywhere, talk, "It says unus."), RUDE).report
    assert "Report of a message" not in as_(everywhere).get(TO_DO).text
    assert press(as_(everywhere), found).status_code == 404
    with pytest.raises(AboutYourself):
        message_reports.show(everywhere, found)
    assert words_in(press(as_(root), found).text) == ["unus"]
    # Nor do they find in the log that somebody looked at what they wrote.
    assert "reported message" not in as_(everywhere).get("/moderate/log/").text
    assert "reported message" in as_(root).get("/moderate/log/").text


def test_an_administrator_who_takes_part_decides_only_while_nobody_else_can(as_, ada, root):
    talk = start(ada, root, title=TITLE, body="It says unus.")
    found = report(root, talk.posts.get(), RUDE).report
    assert "Report of a message" in as_(root).get(TO_DO).text
    other = join("chief", is_staff=True, is_superuser=True)
    assert "Report of a message" not in as_(root).get(TO_DO).text
    assert press(as_(root), found, "dismiss").status_code == 404
    other.is_active = False
    other.save()
    assert "only while no other moderator can" in as_(root).get(TO_DO).text
    press(as_(root), found, "dismiss")
    assert Report.objects.get().closed_by == root


def test_silenced_moderators_are_shown_nothing(as_, everywhere, reported):
    everywhere.silence(None, "Loud")
    assert press(as_(everywhere), reported).status_code in (403, 404)
    assert not LogEntry.objects.filter(act="look-at-message").exists()


def test_many_reports_hide_no_message(ada, eve, talk, message):
    SiteSettings().change(reports_to_hide=1)
    report(ada, message, RUDE)
    work()
    message.refresh_from_db()
    assert not message.is_removed


def test_a_message_that_its_author_removes_closes_its_report(as_, ada, ben, root, message, reported):
    as_(ben).post(f"/p/{message.pk}/remove/", {"confirm": "1"})
    message.refresh_from_db()
    assert message.is_removed
    assert "Report of a message" not in as_(root).get(TO_DO).text
    work()
    reported.refresh_from_db()
    assert reported.outcome == Report.Outcome.WITHDRAWN
    assert "A message that you reported was removed by its author" in bell_of(as_(ada))


def test_ones_own_data_have_what_one_reported_and_not_who_looked(as_, ada, ben, root, reported):
    press(as_(root), reported)
    [reportings] = [part for part in PARTS if part.label == "reports.Reporting"]
    assert [row["words"] for row in reportings.rows(ada)] == ["Third time"]
    of_ben = [row for part in PARTS for row in part.rows(ben)]
    assert "look-at-message" not in str(of_ben)
    assert "Third time" not in str(of_ben)


def test_closing_an_account_takes_its_words_along(as_, ada, root, reported):
    closing_accounts.close(ada)
    page = press(as_(root), reported).text
    assert "Third time" not in page
    assert RUDE in page


def test_figures_count_it_and_name_nothing(as_, root, reported):
    page = as_(root).get("/moderate/figures/").text
    assert RUDE in page
    assert TITLE not in page
