"""Being told, in a real browser: the bell, the list, the settings, mail's links, names behind an @."""

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from forum.follows import following
from forum.follows.models import Follow, Level
from forum.jobs.running import run_due
from forum.mail.delaying import DELAY
from forum.mail.sending import Sender
from forum.notifications.models import Notification, NotificationPreference
from tests.plumbing.browser import axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def work():
    while run_due():
        pass
    with time_machine.travel(timezone.now() + DELAY, tick=False):
        while Sender().send_due():
            pass


def bell(page):
    return page.locator(".bell")


def test_one_follows_is_told_reads_and_is_told_no_more(person, ben, eve, topic, say):
    sign_in(person, "eve")
    person.goto(topic.get_absolute_url())
    person.locator(".follow-menu summary").first.click()
    person.get_by_role("button", name="Every post").first.click()
    expect(person.locator(".follow-menu summary").first).to_contain_text("Following")
    for number in range(2):
        say(ben, topic, f"Reply {number}")
    work()
    person.goto("/")
    expect(bell(person)).to_have_accessible_name("Notifications, 1 unread")
    bell(person).click()
    person.get_by_role("link", name=f"2 new replies in “{topic.title}”").click()
    expect(person.locator("article.post").nth(1)).to_contain_text("Reply 0")
    expect(person.get_by_text("New since your last visit")).to_be_visible()
    expect(bell(person)).to_have_accessible_name("Notifications")
    bell(person).click()
    expect(person.get_by_text("unread", exact=True)).to_have_count(0)


def test_notifications_are_marked_read_one_by_one_and_all_together(person, ada, ben, eve, topic):
    sign_in(person, "ada")
    following.follow(ben, ada)
    work()
    person.goto("/notifications/")
    person.get_by_role("button", name="Mark as read").click()
    expect(person.get_by_role("button", name="Mark as unread")).to_be_visible()
    following.follow(eve, ada)
    work()
    person.goto("/notifications/")
    person.get_by_role("button", name="Mark all as read").click()
    expect(person.get_by_role("status")).to_contain_text("1 notification marked as read.")
    assert not Notification.objects.filter(read_at=None).exists()


def test_what_one_follows_is_changed_in_place_and_many_at_once(person, ada, eve, topic, board):
    for thing in (topic, board, ada):
        following.follow(eve, thing)
    sign_in(person, "eve")
    person.goto("/")
    person.get_by_role("link", name="Following").click()
    row = person.locator(".row-follow", has=person.get_by_role("link", name="General", exact=True))
    row.locator("summary").click()
    row.get_by_role("button", name="Weekly summary").click()
    expect(row.locator("summary")).to_contain_text("Weekly summary")
    assert Follow.objects.of(board).get().level == Level.WEEKLY
    for box in person.locator(".row-follow input[type=checkbox]").all():
        box.check()
    person.locator(".bulk").get_by_role("button", name="Unfollow").click()
    expect(person.get_by_text("You don’t follow anything here yet.")).to_be_visible()


def test_the_ways_of_being_told_are_chosen_in_a_table(person, eve):
    sign_in(person, "eve")
    person.goto("/settings/notifications/")
    person.get_by_role("row", name="Someone mentions me").get_by_label("Email").uncheck()
    person.get_by_role("button", name="Save notifications").click()
    expect(person.get_by_role("status")).to_contain_text("Your notifications are saved.")
    person.get_by_label("Pause all notifications").check()
    person.get_by_role("button", name="Save email settings").click()
    expect(person.get_by_role("status")).to_contain_text("Your email settings are saved.")
    preference = NotificationPreference.objects.get(member=eve)
    assert preference.is_quiet
    assert preference.choices["mention"] == {"bell": True, "mail": False}


def test_a_visitor_follows_by_mail_confirms_and_stops(person, ben, topic, say, settings):
    settings.HAS_MAIL = True
    person.goto(topic.get_absolute_url())
    person.get_by_role("link", name="Follow by email").first.click()
    person.get_by_label("Your email address").fill("pat@example.net")
    person.get_by_role("button", name="Email me the link").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("Check your email")
    work()
    person.goto(link_in(mail.outbox[-1], "/mail/confirm/"))
    person.get_by_role("button", name="Yes, email me new posts").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("You’re following this topic")
    say(ben, topic)
    work()
    person.goto(link_in(mail.outbox[-1], "/mail/stop/"))
    person.get_by_role("button", name="Unsubscribe").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("You’re unsubscribed")
    assert not Follow.objects.exists()


def link_in(message, path: str) -> str:
    return path + message.body.partition(path)[2].split()[0]


def test_the_bell_is_asked_while_one_looks_at_the_page(open_context, ben, eve, topic, say):
    page = open_context().new_page()
    sign_in(page, "eve")
    following.follow(eve, topic, Level.SITE)
    page.clock.install()
    page.goto("/settings/")
    say(ben, topic)
    work()
    page.clock.fast_forward(61_000)
    expect(bell(page)).to_have_accessible_name("Notifications, 1 unread")
    expect(page).to_have_title("(1) Profile · Folkmoot")
    Notification.objects.update(read_at="2026-01-01T00:00Z")
    page.clock.fast_forward(61_000)
    expect(bell(page)).to_have_accessible_name("Notifications")
    expect(page).to_have_title("Profile · Folkmoot")


def test_names_that_have_been_shown_are_offered_behind_an_at(open_context, ada, ben, eve, topic, say):
    say(ben, topic)
    page = open_context().new_page()
    sign_in(page, "eve")
    page.goto(topic.get_absolute_url())
    box = page.get_by_role("textbox", name="Reply")
    box.press_sequentially("Thank you @")
    offered = page.locator(".completion:not([hidden]) [role=option]")
    expect(offered).to_have_text(["@ada Ada Lindqvist", "@ben"])
    box.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_text("@ben")
    assert box.get_attribute("aria-activedescendant") == page.locator("[aria-selected=true]").get_attribute(
        "id"
    )
    assert axe_findings(page) == []
    box.press("Enter")
    expect(box).to_have_value("Thank you @ben ")
    box.press_sequentially("and @lind")  # by the name that is shown as well
    expect(offered).to_have_count(0)
    box.press_sequentially(" @Ada L")
    expect(offered).to_have_count(0)
    box.press_sequentially(" @A")
    expect(offered).to_have_text(["@ada Ada Lindqvist"])
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_be_focused()
    box.press_sequentially(" mail me at x@b")
    expect(page.get_by_role("listbox")).to_be_hidden()
    # A name from an earlier page is remembered; one that was never shown is not known.
    page.goto(f"/b/{topic.board.slug}/new/")
    box = page.get_by_label("Message", exact=True)
    box.press_sequentially("@b")
    expect(offered).to_have_text(["@ben"])
    offered.click()
    expect(box).to_have_value("@ben ")
    box.press_sequentially("@ro")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_notifications_and_settings_are_used_by_keyboard_alone(open_context, ben, eve, topic, say):
    following.follow(eve, topic, Level.SITE)
    say(ben, topic)
    work()
    page = open_context().new_page()
    sign_in(page, "eve")
    page.goto("/")
    bell(page).focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="See all notifications").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/notifications/")
    page.get_by_role("button", name="Mark as read").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Mark as unread")).to_be_visible()
    page.goto("/settings/notifications/")
    page.get_by_label("Pause all notifications").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Your email settings are saved.")
    assert NotificationPreference.objects.get(member=eve).is_quiet
