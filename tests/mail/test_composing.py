"""What stands in a mail, as a real SMTP server got it: its headers, its words, and what nobody can make it say."""

import re

import pytest
from django.conf import settings as forum_settings

from accounts.models import User
from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.follows.models import Level
from forum.moderation import post_acts
from forum.notifications.models import Delivery, NotificationPreference
from forum.site.models import SiteSettings
from tests.mail.smtp_server import html_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(by_smtp, eve, work):
    """told() → the mails that Eve got, oldest first."""
    by_smtp.open()

    def act():
        work()
        return by_smtp.mails(eve.email)

    return act


@pytest.fixture
def followed(eve, topic):
    following.follow(eve, topic, Level.EVERY)
    return topic


def test_a_mail_says_who_where_what_and_why_with_the_ways_out(ben, followed, say, told):
    post = say(ben, followed, "It was **the belt**.\n\nTry another.")
    [message] = told()
    text = text_of(message)
    assert message["Subject"] == f"Re: {followed.title}"
    assert f"ben replied in “{followed.title}”" in text
    assert "(General)" in text
    assert "It was the belt." in text
    assert f"http://127.0.0.1:8000/p/{post.pk}/" in text
    assert f"You’re receiving this because you follow the topic “{followed.title}”." in text
    for where in ("/mail/stop/", "/mail/level/"):
        assert text.count(where) == 1
        assert html_of(message).count(where) == 1


def test_a_mail_of_a_new_topic_has_its_poll(as_, ben, eve, board, told):
    following.follow(eve, board, Level.EVERY)
    poll = {
        "poll_question": "Which http://tea.example?",
        "poll_option": ["Green & <black>", "None"],
        "poll_results": "always",
    }
    as_(ben).post("/b/general/new/", {"title": "Drinks", "body": "Say it.", "key": "k1"} | poll)
    [message] = told()
    assert "Poll: Which http://tea.example?\n- Green & <black>\n- None\n" in text_of(message).replace(
        "\r", ""
    )
    assert "<li>Green &amp; &lt;black&gt;</li>" in html_of(message)


def test_the_headers_are_those_of_a_list_that_can_be_left_with_one_click(ben, followed, say, told):
    say(ben, followed)
    [message] = told()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Precedence"] == "list"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://127\.0\.0\.1:8000/mail/stop/[^>]+>", message["List-Unsubscribe"].strip())
    assert message["List-Archive"] == f"<http://127.0.0.1:8000{followed.get_absolute_url()}>"
    assert message["List-ID"] == f"Folkmoot | General <board-{followed.board_id}.127.0.0.1>"
    assert message["From"] == "Folkmoot <forum@localhost>"


def test_mails_of_one_topic_thread(ben, ada, eve, board, start, say, told):
    following.follow(eve, board, Level.EVERY)
    topic = start(ada, board)
    first = topic.posts.get()
    following.follow(eve, topic, Level.EVERY)
    second = say(ben, topic, "One.")
    say(ada, topic, "Two.", reply_to=second)
    say(ben, topic, "Three.", reply_to=first)
    root, one, two, three = told()
    assert root["Subject"] == topic.title
    assert root["In-Reply-To"] is None
    assert one["In-Reply-To"] == root["Message-ID"] == one["References"]
    assert two["In-Reply-To"] == one["Message-ID"]
    assert two["References"] == f"{root['Message-ID']} {one['Message-ID']}"
    assert three["In-Reply-To"] == root["Message-ID"]
    assert len({message["Message-ID"] for message in (root, one, two, three)}) == 4


def test_a_long_post_is_cut_at_five_hundred_characters(ben, followed, say, told):
    say(ben, followed, "word " * 400)
    said = re.search(r"(word[\s\S]*…)", text_of(told()[0]))[1]
    assert 480 < len(said) <= 500


HOSTILE = [
    "Hi\r\nBcc: victim@example.org\r\n\r\nbody",
    "<script>alert(1)</script> & <b>bold</b>",
    "see https://evil.example/x and www.evil.example",
    "=?utf-8?q?=0ABcc:_victim=40example.org?=",
    "\u202eevil\u2066 \u0000 \ud7ff",
    "%(who)s {{ forum }} %s",
    "ß 漢字 עברית 😀 " * 8,
]


@pytest.mark.parametrize("words", HOSTILE)
def test_no_name_and_no_title_injects_a_header_or_a_link(words, ben, followed, say, told):
    clean = words.replace("\x00", "")
    User.objects.filter(pk=ben.pk).update(display_name=clean[:60])
    type(followed).objects.filter(pk=followed.pk).update(title=clean[:200])
    type(followed.board).objects.filter(pk=followed.board_id).update(name=clean[:80])
    SiteSettings.objects.update_or_create(pk=1, defaults={"name": clean[:60]})
    say(User.objects.get(pk=ben.pk), followed, "Fine.")
    [message] = told()
    assert message["Bcc"] is None
    assert message["To"] == "eve@example.org"
    html = html_of(message)
    # Where words are shown, they are in pieces of which no mail program makes a link.
    shown = re.sub(r"<title>.*?</title>|<a [^>]*>.*?</a>", "", html, flags=re.DOTALL)
    assert "evil.example" not in shown
    assert set(re.findall(r'href="(https?://[^/"]+)', html)) == {forum_settings.FORUM_URL}
    assert "<script>" not in html and "<b>bold" not in html
    assert "Bcc: victim" not in "\n".join(
        f"{name}: {value}" for name, value in message.items() if name not in {"Subject", "From", "List-ID"}
    )


def test_what_a_post_says_becomes_no_markup_and_no_link_of_ours(ben, followed, say, told):
    say(ben, followed, "Open:\nhttps://evil.example/mail/stop/\n\n`<img src=x onerror=alert(1)>`")
    [message] = told()
    html = html_of(message)
    assert "<img" not in html
    # The link is the author's, and where they put it.
    assert html.count('href="https://evil') == html.count(">https://evil.example/mail/stop/<") == 1


def test_a_board_that_is_not_public_sends_its_text_unless_the_forum_says_otherwise(
    ben, eve, members_board, start, say, told
):
    topic = start(ben, members_board, title="Inside")
    following.follow(eve, topic, Level.EVERY)
    say(ben, topic, "The key is under the mat.")
    SiteSettings.objects.update_or_create(pk=1, defaults={"hides_private_text": True})
    say(ben, topic, "The key is in the shed.")
    SiteSettings.objects.update(hides_private_text=False)
    SiteSettings.objects.update(hides_private_text=True)
    one, two = told()
    for message in (one, two):
        assert "The key" not in text_of(message) + html_of(message)
        assert "isn’t public" in text_of(message)
    SiteSettings.objects.update(hides_private_text=False)
    say(ben, topic, "The key is lost.")
    assert "The key is lost." in text_of(told()[-1])


def test_a_public_boards_text_is_sent_whatever_the_forum_says_of_others(ben, followed, say, told):
    SiteSettings.objects.update_or_create(pk=1, defaults={"hides_private_text": True})
    say(ben, followed, "In the open.")
    assert "In the open." in text_of(told()[0])


def test_a_mail_loads_nothing_and_counts_nobody(ben, followed, say, told):
    say(ben, followed, "![x](https://example.org/pixel.png)")
    html = html_of(told()[0])
    assert "<img" not in html and "url(" not in html and "<link" not in html and "@import" not in html


def test_a_members_own_language_and_clock_are_used(ben, eve, followed, say, told, settings):
    User.objects.filter(pk=eve.pk).update(language="en", time_zone="Asia/Tokyo")
    say(ben, followed)
    assert 'lang="en"' in html_of(told()[0])


def test_an_address_that_is_not_confirmed_gets_no_mail_once_mail_is_set_up(
    ben, followed, say, told, settings
):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    say(ben, followed)
    assert told() == []


def test_a_board_made_private_after_the_post_sends_nothing(root, ben, followed, say, told):
    say(ben, followed)
    apply_preset(followed.board, Preset.STAFF)
    assert told() == []


BODIES = {
    "a link": ("See [the guide](https://example.org/guide).", "See the guide (https://example.org/guide).", '<a href="https://example.org/guide">the guide</a>'),
    "a bare link": ("See https://example.org/guide now", "See https://example.org/guide now", '<a href="https://example.org/guide">'),
    "a link of ours": ("See [there](/b/general/).", "See there (http://127.0.0.1:8000/b/general/).", 'href="http://127.0.0.1:8000/b/general/"'),
    "code": ("```\nfor x in y:\n    print(x)\n```", "for x in y:\n    print(x)", "<code>for x in y:\n    print(x)</code></pre>"),
    "a picture": ("![](https://example.org/a.png)", "[picture]", "[picture]"),
    "a picture with words": ("![a cat](https://example.org/a.png)", "[picture: a cat]", "[picture: a cat]"),
    "a quotation": ("> one\n> two\n\nyes", "> one\n> two\n\nyes", '<blockquote dir="auto"><p dir="auto">one<br>\ntwo</p></blockquote>'),
    "paragraphs and lines": ("one\ntwo\n\nthree", "one\ntwo\n\nthree", '<p dir="auto">one<br>\ntwo</p>'),
    "a list": ("1. one\n2. two", "1. one\n2. two", '<ol dir="auto"><li dir="auto">one</li>'),
    "arabic": ("مرحبا بالجميع", "مرحبا بالجميع", '<div class="excerpt" dir="rtl"><p dir="rtl">مرحبا'),
    "joiners and new signs": ("می\u200cخواهم 👨\u200d👩\u200d👧 \U0001fae8", "می\u200cخواهم 👨\u200d👩\u200d👧 \U0001fae8", "👨\u200d👩\u200d👧 \U0001fae8"),
}  # fmt: skip


@pytest.mark.parametrize("what", BODIES)
def test_a_mail_keeps_what_was_linked_and_how_it_was_laid_out(what, ben, followed, say, told):
    body, text, html = BODIES[what]
    say(ben, followed, body)
    [message] = told()
    assert text in text_of(message).replace("\r\n", "\n")
    assert html in html_of(message).replace("\r\n", "\n")


def test_a_subject_keeps_the_signs_that_writing_needs(ben, followed, say, told):
    title = "می\u200cخواهم 👨\u200d👩\u200d👧 \U0001fae8"
    type(followed).objects.filter(pk=followed.pk).update(title=title)
    say(ben, followed)
    [message] = told()
    assert message["Subject"] == f"Re: {title}"
    assert title in text_of(message)
    assert "\u2060" not in text_of(message) + html_of(message)


def test_only_the_words_of_a_list_id_are_encoded(ben, followed, say, told, by_smtp):
    type(followed.board).objects.filter(pk=followed.board_id).update(name="Überblick & Fragen, " * 4)
    say(ben, followed)
    told()
    [(_to, content)] = by_smtp.sink.taken
    line = re.search(rb"^List-ID: (.*?)\r\n(?! )", content, re.MULTILINE | re.DOTALL)[1].decode()
    assert re.fullmatch(rf"(=\?utf-8\?[^ ]+\?=\s+)+<board-{followed.board_id}\.127\.0\.0\.1>", line)


def test_the_foot_is_marked_as_mail_programs_look_for_it_and_says_that_answers_are_not_read(
    ben, followed, say, told
):
    say(ben, followed)
    [message] = told()
    assert "\n-- \n" in text_of(message).replace("\r\n", "\n")
    for part in (text_of(message), html_of(message)):
        assert "Replies to this email aren’t read." in part
    assert message["Date"].endswith("+0000")


def test_every_kind_of_mail_has_a_message_id_of_the_forums_host(
    root, ben, eve, followed, say, told, settings
):
    settings.FORUM_URL = "https://forum.example.org"
    NotificationPreference.objects.create(member=eve, choices={"followed": {"mail": True}})
    post = say(eve, followed)
    post_acts.remove(root, post, "x")
    following.follow(ben, eve, Level.SITE)
    messages = told()
    assert {message["Subject"].split()[0] for message in messages} == {"A", "ben"}
    for message in messages:
        assert message["Message-ID"].endswith("@forum.example.org>")


def test_an_address_that_mail_does_not_carry_holds_up_nobody(ben, eve, ada, followed, say, told, by_smtp):
    User.objects.filter(pk=ada.pk).update(email="jörg@example.org")
    following.follow(User.objects.get(pk=ada.pk), followed, Level.EVERY)
    say(ben, followed)
    assert len(told()) == 1
    assert Delivery.objects.get(member=ada, channel="mail").state == Delivery.State.SKIPPED
    assert set(by_smtp.recipients) == {eve.email}


def test_a_mail_names_the_username_of_whoever_is_shown_by_another_name(ada, ben, followed, say, told):
    ben.display_name = ada.display_name
    ben.save()
    say(ben, followed)
    [message] = told()
    assert f"Ada Lindqvist (@ben) replied in “{followed.title}”" in text_of(message)


def test_a_title_from_right_to_left_turns_nothing_round(ben, eve, board, start, say, told):
    topic = start(ben, board, title="مرحبا (2)!")
    following.follow(eve, topic, Level.EVERY)
    say(ben, topic)
    [message] = told()
    assert "“\u2068مرحبا (2)!\u2069”" in text_of(message)
    assert "“\u2068مرحبا (2)!\u2069”" in html_of(message)
    assert "\u2068" not in message["Subject"]
