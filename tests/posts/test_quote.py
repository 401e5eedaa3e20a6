"""Quoting a post in the reply box, and what was in the box before."""

import re

import pytest

from forum.boards.presets import Preset, apply_preset
from forum.moderation import post_acts
from forum.posts.models import Post
from forum.site.models import SiteSettings


def quoted(as_, reader, post):
    return as_(reader).get(f"/p/{post.pk}/quote/").text


def box(page):
    return page.partition('name="body"')[2].partition("</textarea>")[0].partition(">")[2].removeprefix("\n")


def press(browser, post, body, **fields):
    return browser.post(f"/p/{post.pk}/quote/", {"body": body, "follow_asked": "1"} | fields)


def test_a_quote_names_its_author_and_leads_back(as_, ben, topic):
    post = topic.posts.get()
    assert quoted(as_, ben, post) == f"> @ada [wrote](/p/{post.pk}/):\n>\n> How does this work?\n\n"


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("> @ben [wrote](/p/1/):\n>\n> Earlier.\n\nMy answer.", ["My answer."]),
        ("One.\n\n> Quoted.\n\nTwo.", ["One.", "", "Two."]),
        ("> Nothing but a quote.", ["> Nothing but a quote."]),
        ("```\n> kept, for it is code\n```", ["```", "> kept, for it is code", "```"]),
        ("````\n```\n> kept\n````\n> gone\n\nx", ["````", "```", "> kept", "````", "", "x"]),
        ("```x``` y\n> gone", ["```x``` y"]),
    ],
)
def test_what_a_post_quotes_itself_is_left_out_unless_there_is_nothing_else(
    body, lines, as_, ben, topic, say
):
    post = say(ben, topic, body)
    expected = "\n".join(f"> {line}".rstrip() for line in lines)
    assert quoted(as_, ben, post).partition(":\n>\n")[2] == f"{expected}\n\n"


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ('[quote="ada, post:1"]Earlier.\n\n- a\n[/quote]\nMy answer.', "My answer."),
        ("[QUOTE=ada][quote]a[/quote]b[/quote]One. [quote]c[/quote]Two.", "One. Two."),
        ("[quote]Nothing but a quote.[/quote]", "[quote]Nothing but a quote.[/quote]"),
        ("[quote]Never closed.", "[quote]Never closed."),
        ("Never opened.[/quote]", "Never opened.[/quote]"),
        ("```\n[quote]code\n```\n\n[quoted]b", "```\n> [quote]code\n> ```\n>\n> [quoted]b"),
    ],
)
def test_what_tags_quote_is_left_out_where_they_are_read(body, own, as_, ben, topic, say):
    post = say(ben, topic, body)
    whole = quoted(as_, ben, post)
    assert whole.count("quote") == body.count("quote")
    SiteSettings.objects.update_or_create(pk=1, defaults={"reads_bbcode": True})
    assert quoted(as_, ben, post).partition(":\n>\n> ")[2] == f"{own}\n\n"


def test_code_is_quoted_to_the_blank(as_, ben, topic, say):
    post = say(ben, topic, "```\na  \n\n\n\tb\n```\n\n\n\nx")
    assert quoted(as_, ben, post).partition(":\n>\n")[2] == "> ```\n> a  \n>\n>\n> \tb\n> ```\n>\n> x\n\n"


def test_notes_of_a_quoted_post_stay_its_own(as_, ada, ben, topic, say):
    """Two posts may each have a note 1, and so may the text that quotes them both."""
    posts = [say(ben, topic, f"{word}[^1] `[^1]` [^x]\n\n[^1]: About {word}.") for word in ("tea", "milk")]
    quotes = [quoted(as_, ada, post) for post in posts]
    assert f"> tea[^{posts[0].pk}-1] `[^1]` [^x]\n" in quotes[0]
    answer = say(ada, topic, "".join(quotes) + "Mine[^1].\n\n[^1]: About mine.")
    notes = answer.html.partition('class="footnotes"')[2]
    assert re.findall(r"About (\w+)", notes) == ["tea", "milk", "mine"]
    assert "About" not in answer.html.partition('class="footnotes"')[0]


def test_without_scripts_what_was_typed_comes_back_before_the_quote(as_, ben, topic):
    post, browser = topic.posts.get(), as_(ben)
    answer = press(browser, post, "My own words.", follow="on")
    assert (answer.status_code, answer.url) == (303, f"{topic.get_absolute_url()}?quote={post.pk}#reply")
    page = browser.get(answer.url).text
    assert box(page).startswith("My own words.\n\n&gt; @ada [wrote]")
    assert f'name="reply_to" value="{post.pk}"' in page
    assert re.search(r'name="follow"[^>]* checked', page)


def test_it_stays_with_its_topic_and_its_author_until_it_is_posted(as_, ada, ben, eve, board, topic, start):
    browser, other = as_(ben), start(ada, board, title="Another")
    press(browser, topic.posts.get(), "My own words.")
    assert box(browser.get(topic.get_absolute_url()).text) == "My own words."
    assert box(browser.get(other.get_absolute_url()).text) == ""
    assert box(as_(eve).get(topic.get_absolute_url()).text) == ""
    browser.post(f"{topic.get_absolute_url()}reply/", {"body": "My own words.", "key": "k"})
    assert Post.objects.filter(author=ben).count() == 1
    assert box(browser.get(topic.get_absolute_url()).text) == ""


def test_an_emptied_box_stays_empty(as_, ben, topic):
    browser = as_(ben)
    press(browser, topic.posts.get(), "My own words.")
    press(browser, topic.posts.get(), "", draft="1")
    assert box(browser.get(topic.get_absolute_url()).text) == ""


def test_following_keeps_what_was_typed_too(as_, ben, topic):
    browser = as_(ben)
    for act in ("follow", "unfollow"):
        browser.post(f"{topic.get_absolute_url()}{act}/", {"body": f"Before {act}.", "level": "daily"})
        assert box(browser.get(topic.get_absolute_url()).text) == f"Before {act}."


def test_a_visitor_who_follows_finds_the_text_after_signing_in(as_, ben, topic):
    browser = as_()
    origin = {"Sec-Fetch-Site": "same-origin"}
    browser.post(f"{topic.get_absolute_url()}follow/", {"body": "A visitor's words."}, headers=origin)
    browser.post("/accounts/login/", {"login": "ben", "password": "a-long-enough-phrase-42"}, headers=origin)
    assert box(browser.get(topic.get_absolute_url()).text) == "A visitor&#x27;s words."


def test_only_what_one_may_read_is_quoted(as_, ben, mod, board, topic, say):
    post, gone = topic.posts.get(), say(ben, topic, "Gone.")
    post_acts.remove(mod, gone, "x")
    assert as_(ben).get(f"/p/{gone.pk}/quote/").status_code == 404
    assert press(as_(ben), gone, "Words.").status_code == 404
    assert as_().get(f"/p/{post.pk}/quote/").url.startswith("/accounts/login/")
    apply_preset(board, Preset.STAFF)
    for act in (as_(ben).get, as_(ben).post, as_().get):
        assert act(f"/p/{post.pk}/quote/").status_code == 404
