"""Words and links: what the admin lets be replaced, held or refused, wherever members write."""

import uuid

import pytest

from forum.drafts.models import Draft
from forum.filters.matching import Rules
from forum.filters.models import FilterDay, WordRule
from forum.posts.models import PendingPost
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.site.spam_protection import SpamProtection

REPLACE, HOLD, REFUSE = WordRule.Action.REPLACE, WordRule.Action.HOLD, WordRule.Action.REFUSE
WORDS, DOMAIN, PATTERN = WordRule.Kind.WORDS, WordRule.Kind.DOMAIN, WordRule.Kind.PATTERN


def rule(text, action=REFUSE, kind=WORDS, **more):
    made = WordRule.objects.create(text=text, action=action, kind=kind, **more)
    SpamProtection.bump_words()
    return made


def send_reply(browser, topic, body, **more):
    sent = {"body": body, "key": uuid.uuid4().hex, "board": topic.board_id, **more}
    return browser.post(f"{topic.get_absolute_url()}reply/", sent)


def found(text, *rules, links=()):
    made = Rules()
    for each in rules:
        made.add(each)
    return [text[hit.start : hit.end] for hit in made.hits(text, links)]


def of_words(text):
    return WordRule(kind=WORDS, text=text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("casino", "Our CASINO opens."),
        ("casino", "Our ca\u200bsi\u00adno opens."),  # invisible signs in between
        ("casino", "Our саsіnо opens."),  # Cyrillic letters
        ("casino", "Our ｃａｓｉｎｏ opens."),  # wide ones
        ("casino", "Our c\u0336a\u0336s\u0336ino opens."),  # struck through
        ("casino", "Our cas1no opens."),
        ("cialis", "Take c1al1s."),
        ("viagra", "v1agra!"),
        ("cheap watches", "Cheap\n  watches here"),
        ("casino*", "Our casinos open."),
        ("*pills", "Buy dietpills now"),
        ("赌场", "我们的赌场开门了"),
        ("c++", "I like C++."),
    ],
)
def test_words_are_found_however_they_are_dressed_up(word, text):
    assert len(found(text, of_words(word))) == 1


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("ass", "A glass of class in the pass."),
        ("casino", "Casinos elsewhere."),
        ("ano", "Feliz año nuevo"),
        ("tall", "The tail of a cat"),
        ("cheap watches", "Cheap clocks and watches"),
        ("casino*", "An occasino"),
        ("101", "iol"),
    ],
)
def test_other_words_are_not(word, text):
    assert found(text, of_words(word)) == []


def test_hits_stand_where_they_were_written():
    assert found("Über ca\u200bsino, e\u0301té", of_words("casino")) == ["ca\u200bsino"]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("See https://spam.example/x", True),
        ("See http://www.SPAM.example", True),
        ("See spam.example", True),
        ("[here](https://deep.spam.example/?q=1)", True),
        ("See https://notspam.example", False),
        ("See https://spam.example.org", False),
        ("spam, for example", False),
    ],
)
def test_links_to_a_domain_are_found_with_those_below_it(text, is_found):
    assert bool(found(text, WordRule(kind=DOMAIN, text="spam.example"))) == is_found


def test_a_link_that_is_not_written_out_is_found():
    assert found("See [it]", WordRule(kind=DOMAIN, text="spam.example"), links=["https://spam.example/"]) == [
        ""
    ]
    assert found("См. https://спам.рф/", WordRule(kind=DOMAIN, text="спам.рф")) == ["https://спам.рф/"]


def test_patterns_see_through_look_alikes_too():
    pattern = WordRule(kind=PATTERN, text=r"call\s+\+?\d{6,}")
    assert found("Please CALL  +4912345678", pattern) == ["CALL  +4912345678"]
    assert found("Please саll 4912345678", pattern) == ["саll 4912345678"]
    assert found("Please call me", pattern) == []


def test_a_refused_word_is_said_beside_the_field_and_the_text_stays(as_, ben, topic):
    rule("moonshine", message="Ask Ada instead.")
    answer = send_reply(as_(ben), topic, "Buy m\u200boonshine!")
    assert answer.status_code == 422
    error = answer.context["form"].errors["body"][0]
    assert (
        error
        == "This can’t be written here: “m\u200boonshine”. Take it out, then send it again. Ask Ada instead."
    )
    assert "Buy m\u200boonshine!</textarea>" in answer.text
    assert FilterDay.objects.get(name="refused-words").refused == 1
    assert send_reply(as_(ben), topic, "Buy apples!").status_code == 303


def test_a_refused_word_in_a_title_is_said_beside_the_title(as_, ben, board):
    rule("moonshine")
    sent = {"title": "Moonshine here", "body": "Come.", "key": "k"}
    answer = as_(ben).post(f"/b/{board.slug}/new/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["title"])


def test_a_held_word_waits_whoever_wrote_it_but_staff(as_, ben, mod, topic, spam_protection):
    made = rule("moonshine", HOLD)
    spam_protection(regular_posts=1, checks_forms=False)
    send_reply(as_(ben), topic, "Hello.")
    assert send_reply(as_(ben), topic, "Some moonshine.").status_code == 303
    pending = PendingPost.objects.get()
    assert pending.reasons == [{"name": "words", "evidence": {"words": ["moonshine"], "rules": [made.pk]}}]
    assert "Words and links that wait: “moonshine”" in as_(mod).get("/moderate/").text
    send_reply(as_(mod), topic, "What moonshine?")
    assert topic.posts.filter(author=mod).exists()
    assert set(FilterDay.objects.values_list("name", "held")) == {("words", 1), (f"word-{made.pk}", 1)}


def test_a_word_is_replaced_in_texts_titles_and_previews(as_, ben, board, topic):
    rule("darn*", REPLACE, replacement="d…")
    browser = as_(ben)
    preview = send_reply(browser, topic, "That darned boat.", preview="1")
    assert "That d… boat." in preview.text
    browser.post(f"/b/{board.slug}/new/", {"title": "Darn it", "body": "DARN this, darn that", "key": "k"})
    post = board.topics.get(author=ben).posts.get()
    assert (post.topic.title, post.source) == ("d… it", "d… this, d… that")


def test_edits_are_asked_for_what_they_add_alone(as_, ben, ada, topic):
    post = topic.posts.get()
    revise(ada, post, render_text("An old word: moonshine."), base=1)
    rule("moonshine")
    rule("sunshine", HOLD)

    def edit(body, base):
        return as_(ada).post(f"/p/{post.pk}/edit/", {"body": body, "base": base, "title": topic.title})

    assert edit("An old word: moonshine!", 2).status_code == 303
    assert edit("An old word: moonshine! And sunshine.", 3).status_code == 303
    post.refresh_from_db()
    assert post.source == "An old word: moonshine!"
    assert post.pending_edit.source == "An old word: moonshine! And sunshine."


def test_profiles_and_names_take_neither_refused_nor_held_words(as_, ben):
    rule("moonshine", HOLD)
    rule("darn", REPLACE)
    browser = as_(ben)
    sent = {"display_name": "", "about": "I sell moonshine."}
    answer = browser.post("/settings/", sent)
    assert list(answer.context["form"].errors) == ["about"]
    answer = browser.post("/settings/", {"display_name": "Mo0nshine", "about": ""})
    assert list(answer.context["form"].errors) == ["display_name"]
    browser.post("/settings/", {"display_name": "Ben B.", "about": "I darn socks."})
    ben.refresh_from_db()
    assert (ben.display_name, ben.about) == ("Ben B.", "I ■■■ socks.")


def test_a_username_with_such_a_word_is_taken_by_nobody(as_, db):
    rule("moonshine*", REFUSE)
    visitor = as_()
    sent = {"email": "zoe@example.org", "password1": "four unrelated words or so"}
    answer = visitor.post("/accounts/signup/", sent | {"username": "Moonshine2"})
    assert "username" in answer.context["form"].errors
    assert visitor.get("/accounts/username/?username=moonshiner").json()["is_free"] is False
    assert visitor.get("/accounts/username/?username=shiner").json()["is_free"] is True


def test_a_rule_that_is_off_does_nothing(as_, ben, topic):
    rule("moonshine", is_on=False)
    assert send_reply(as_(ben), topic, "moonshine").status_code == 303


def test_a_draft_goes_with_its_text_though_words_were_replaced_and_that_is_counted(as_, ben, board, topic):
    made, text = rule("darn", REPLACE), "The darn pump\r\nis dead"
    address = f"{board.get_absolute_url()}new/"
    for place, act in (
        (topic.get_absolute_url(), lambda **more: send_reply(as_(ben), topic, text, **more)),
        (
            address,
            lambda **more: as_(ben).post(
                address, {"title": "A darn pump", "body": text, "key": uuid.uuid4().hex} | more
            ),
        ),
    ):
        act(save_draft="1")
        assert Draft.objects.filter(body__contains="darn").exists(), place
        act()
        assert not Draft.objects.filter(body__contains="darn").exists(), place
    assert set(FilterDay.objects.values_list("name", "replaced")) == {
        ("replaced-words", 2),
        (f"word-{made.pk}", 2),
    }
