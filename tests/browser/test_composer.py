"""The writing box, in a real browser: its toolbar, its shortcuts, lists that go on."""

import gzip

import pytest
from django.conf import settings
from playwright.sync_api import expect

from forum.boards.models import TopicField
from forum.search.changed_posts import look_at_changes
from forum.topics.models import Tag
from tests.conftest import join
from tests.plumbing.browser import axe_findings, looked_at, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

TOOLS = [
    "Bold", "Italic", "Strikethrough", "Heading", "Link", "Quote", "Code", "List", "Numbered list", "Task list",
    "Spoiler", "Table", "Picture", "Emoji",
]  # fmt: skip


@pytest.fixture
def box(page, ben, topic):
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    box = page.get_by_role("textbox", name="Reply")
    box.focus()
    expect(page.locator("form[data-composed]")).to_have_count(1)
    return box


def select(box, start, end=None):
    box.evaluate(
        "(box, [start, end]) => box.setSelectionRange(start, end)", [start, start if end is None else end]
    )


def chosen(box):
    return box.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)")


def press(box, name):
    box.page.get_by_role("toolbar").get_by_role("button", name=name, exact=True).click()


def test_the_toolbar_has_a_name_for_every_act_and_one_stop_for_the_keyboard(box):
    buttons = box.page.get_by_role("toolbar", name="Formatting").get_by_role("button")
    assert [button.get_attribute("aria-label") for button in buttons.all()] == TOOLS
    box.press("Shift+Tab")
    expect(buttons.first).to_be_focused()
    box.page.keyboard.press("ArrowRight")
    expect(buttons.nth(1)).to_be_focused()
    box.page.keyboard.press("End")
    expect(buttons.last).to_be_focused()
    box.page.keyboard.press("ArrowRight")
    expect(buttons.first).to_be_focused()
    box.page.keyboard.press("ArrowLeft")
    box.page.keyboard.press("Tab")
    expect(box).to_be_focused()
    box.press("Tab")
    expect(box).not_to_be_focused()
    box.press("Shift+Tab")
    box.page.keyboard.press("Shift+Tab")
    expect(box.page.locator("[data-toolbar] :focus")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("Bold", "a word b", "a **word** b"),
        ("Italic", "a word b", "a *word* b"),
        ("Strikethrough", "a word b", "a ~~word~~ b"),
        ("Code", "a word b", "a `word` b"),
        ("Spoiler", "a word b", "a ||word|| b"),
        ("Link", "a word b", "a [word](https://) b"),
        ("Heading", "word", "# word"),
        ("Quote", "word", "> word"),
        ("List", "word", "- word"),
        ("Numbered list", "word", "1. word"),
        ("Task list", "word", "- [ ] word"),
    ],
)
def test_a_button_formats_what_is_selected(box, name, before, after):
    box.fill(before)
    start = before.index("word")
    select(box, start, start + 4)
    press(box, name)
    expect(box).to_have_value(after)
    box.press("Control+z")
    expect(box).to_have_value(before)


@pytest.mark.parametrize(
    "name",
    ["Bold", "Italic", "Strikethrough", "Code", "Spoiler", "Quote", "List", "Numbered list", "Task list"],
)
def test_the_same_button_takes_it_back(box, name):
    box.fill("one\ntwo" if name in {"Quote", "List", "Numbered list", "Task list"} else "one two")
    box.press("Control+a")
    press(box, name)
    press(box, name)
    expect(box).to_have_value("one\ntwo" if "\n" in box.input_value() else "one two")


def test_italic_within_bold_is_both(box):
    box.fill("**word**")
    select(box, 2, 6)
    press(box, "Italic")
    expect(box).to_have_value("***word***")
    press(box, "Italic")
    expect(box).to_have_value("**word**")


def test_lists_change_their_kind_and_stand_apart_from_the_paragraph_before(box):
    box.fill("Needed:\nglue\n\nclamps")
    select(box, 8, 20)
    press(box, "List")
    expect(box).to_have_value("Needed:\n\n- glue\n\n- clamps")
    press(box, "Numbered list")
    expect(box).to_have_value("Needed:\n\n1. glue\n\n2. clamps")


def test_several_lines_of_code_are_fenced_and_several_lines_are_bold_one_by_one(box):
    box.fill("a ``` b\nc")
    box.press("Control+a")
    press(box, "Code")
    expect(box).to_have_value("````\na ``` b\nc\n````")
    box.fill("- one\n- two")
    box.press("Control+a")
    press(box, "Bold")
    expect(box).to_have_value("- **one**\n- **two**")


def test_a_table_is_ready_to_be_filled(box):
    box.fill("See:")
    press(box, "Table")
    expect(box).to_have_value("See:\n\n| One | Two |\n| --- | --- |\n|  |  |\n")
    assert chosen(box) == "One"


@pytest.mark.parametrize(
    ("keys", "after"),
    [
        ("Control+b", "**word**"),
        ("Control+i", "*word*"),
        ("Control+k", "[word](https://)"),
        ("Control+e", "`word`"),
        ("Control+Shift+X", "~~word~~"),
        ("Control+Shift+Digit9", "> word"),
        ("Control+Shift+Digit8", "- word"),
        ("Control+Shift+Digit7", "1. word"),
        ("Control+Shift+Digit6", "- [ ] word"),
        ("Control+]", "    word"),
    ],
)
def test_shortcuts(box, keys, after):
    box.fill("word")
    box.press("Control+a")
    box.press(keys)
    expect(box).to_have_value(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- one", "- one\n- "),
        ("  * one", "  * one\n  * "),
        ("9. one", "9. one\n10. "),
        ("- [x] one", "- [x] one\n- [ ] "),
        ("> one", "> one\n> "),
        ("> - one", "> - one\n> - "),
        ("- ", ""),
        ("> - one\n> - ", "> - one\n> "),
        ("> one\n> ", "> one\n"),
        ("plain", "plain\n"),
        ("```\n- one", "```\n- one\n"),
    ],
)
def test_enter_goes_on_with_a_list_or_quote_and_ends_it_behind_nothing(box, before, after):
    box.fill(before)
    box.press("Control+End")
    box.press("Enter")
    expect(box).to_have_value(after)


def test_characters_left_are_said_near_the_limit_and_beyond(box):
    room = box.page.locator(".composer-room")
    box.fill("a" * 31_000)
    expect(room).to_have_text("Characters left: 1,000")
    box.fill("😀" * 32_001)
    expect(room).to_have_text("Characters too many: 1")
    expect(box.page.get_by_role("status").filter(has_text="Characters too many")).to_have_count(1)
    box.fill("short")
    expect(room).to_be_hidden()


def test_a_button_pressed_before_its_script_has_come_waits_for_it(page, ben, topic):
    sign_in(page, "ben")
    page.route("**/js/composer*.js", lambda route: (page.wait_for_timeout(200), route.continue_()))
    page.goto(topic.get_absolute_url())
    page.get_by_role("button", name="Bold").click()
    expect(page.get_by_role("textbox", name="Reply")).to_have_value("****")


def test_without_its_scripts_the_box_is_a_form(page, ben, topic):
    sign_in(page, "ben")
    page.route("**/js/composer*.js", lambda route: route.abort())
    page.goto(topic.get_absolute_url())
    box = page.get_by_role("textbox", name="Reply")
    box.fill("It **bends**.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview strong")).to_have_text("bends")
    page.wait_for_load_state()
    box.press("Control+Enter")
    expect(page.locator("article.post").last).to_contain_text("It bends.")


def test_without_scripts_there_is_no_toolbar(page_without_scripts, ben, topic):
    sign_in(page_without_scripts, "ben")
    page_without_scripts.goto(topic.get_absolute_url())
    expect(page_without_scripts.get_by_role("textbox", name="Reply")).to_be_visible()
    expect(page_without_scripts.locator("[data-toolbar]")).to_be_hidden()


def test_what_comes_with_the_first_focus_keeps_within_its_weight(box):
    """The budget: 25 KB of scripts when compressed, beyond those that came with the page."""
    names = box.page.locator("[data-modules]").get_attribute("data-modules").split()
    files = [settings.BASE_DIR / "static" / name.removeprefix(settings.STATIC_URL) for name in names]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 25_000


@pytest.fixture
def preview(box):
    return box.page.locator(".preview-beside")


def test_on_a_wide_screen_the_preview_is_beside_the_box_and_follows_what_is_typed(box, preview):
    expect(preview).to_have_count(0)
    box.press_sequentially("**Bold**")
    expect(preview.locator("strong")).to_have_text("Bold")
    assert preview.bounding_box()["x"] > box.bounding_box()["x"] + box.bounding_box()["width"]
    box.press_sequentially(" and *slanted*")
    expect(preview.locator("em")).to_have_text("slanted")
    expect(box).to_be_focused()
    box.fill("")
    expect(preview.locator(".prose")).to_have_count(0)
    assert axe_findings(box.page) == []


def test_a_long_preview_scrolls_within_its_border(box, preview):
    box.fill("A line of many.\n\n" * 60)
    content = preview.locator(".preview-content")
    expect(content.locator(".prose")).to_be_visible()
    # The style of the box comes with its scripts.
    expect(content).to_have_css("border-bottom-style", "dashed")
    assert content.evaluate("(part) => part.scrollHeight > part.clientHeight")
    assert content.locator(".preview").evaluate("(part) => getComputedStyle(part).borderBottomWidth") == "0px"
    bottom = sum(content.bounding_box()[side] for side in ("y", "height"))
    assert bottom <= sum(preview.bounding_box()[side] for side in ("y", "height")) + 1


def test_the_preview_of_a_new_topic_follows_the_fields_of_its_board(page, ben, board):
    TopicField.objects.create(board=board, label="Model", position=1)
    sign_in(page, "ben")
    page.goto("/b/general/new/")
    page.get_by_label("Model").press_sequentially("**K**-12")
    expect(page.locator(".preview-beside strong")).to_have_text("K")
    expect(page.get_by_label("Model")).to_be_focused()


def test_a_closed_preview_stays_closed_until_it_is_asked_for(box, preview):
    box.fill("**Bold**")
    preview.get_by_role("button", name="Close preview").click()
    expect(preview).to_have_count(0)
    box.page.reload()
    box.fill("**Bold** again")
    expect(box.page.locator("form[data-composed]")).to_have_count(1)
    with box.page.expect_response("**/preview/") as answer:
        box.page.get_by_role("button", name="Preview", exact=True).click()
    assert answer.value.ok
    expect(preview.locator("strong")).to_have_text("Bold")


def test_on_a_phone_the_preview_is_below_the_box_when_asked_for(open_context, ben, topic):
    page = open_context(viewport={"width": 390, "height": 800}).new_page()
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    box, preview = page.get_by_role("textbox", name="Reply"), page.locator(".preview-beside")
    box.fill("**Bold**")
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(preview.locator("strong")).to_have_text("Bold")
    assert preview.bounding_box()["y"] > box.bounding_box()["y"]
    box.fill("*Slanted*")
    expect(preview.locator("em")).to_have_text("Slanted")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_preview_says_when_it_fails_and_comes_back(box, preview):
    box.page.context.set_offline(True)
    box.fill("**Bold**")
    expect(preview.get_by_role("status")).to_contain_text("isn’t responding")
    box.page.context.set_offline(False)
    box.press_sequentially("!")
    expect(preview.locator("strong")).to_have_text("Bold")
    expect(preview.get_by_role("status")).to_be_empty()


def test_a_preview_beyond_its_limit_comes_by_itself_a_little_later(box, preview):
    answers = iter([{"status": 202, "headers": {"Retry-After": "0"}, "body": "In a moment."}])

    def answer(route):
        first = next(answers, None)
        return route.fulfill(**first) if first else route.continue_()

    box.page.route("**/preview/", answer)
    box.fill("**Bold**")
    expect(preview.locator("strong")).to_have_text("Bold")


def test_an_older_preview_never_replaces_a_newer_one(box, preview):
    late = []

    def answer(route):
        if "first" in route.request.post_data:
            late.append(route)
        else:
            route.continue_()

    box.page.route("**/preview/", answer)
    with box.page.expect_request("**/preview/"):
        box.fill("first")
    box.fill("second")
    expect(preview.locator(".prose")).to_have_text("second")
    assert len(late) == 1
    expect(preview.locator(".prose")).to_have_text("second")


@pytest.fixture
def offers(box):
    return box.page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def test_people_of_the_page_are_offered_at_once_and_others_by_name(box, offers, ada):
    join("eve", display_name="Evelyn B.")
    box.press_sequentially("Thanks, @")
    expect(offers).to_have_text([f"@ada {ada.name}"])
    box.press_sequentially("evel")
    expect(offers).to_have_text(["@eve Evelyn B."])
    expect(offers.first).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(box).to_have_value("Thanks, @eve ")
    expect(offers).to_have_count(0)
    # There is one blank, whether it is typed, was there, or is not wanted.
    box.press_sequentially(" and")
    expect(box).to_have_value("Thanks, @eve and")
    for text, typed, wanted in ((" says", " so ", "@ada so says"), (", you", " too", "@ada too, you")):
        box.fill(text)
        select(box, 0)
        box.press_sequentially("@ad")
        expect(offers).to_have_count(1)
        box.press("Enter")
        box.press_sequentially(typed)
        expect(box).to_have_value(wanted)


def test_emoji_are_offered_by_their_names_and_by_their_button(box, offers):
    box.press_sequentially("at 12:30 :tad")
    expect(offers.first).to_have_text("🎉 :tada:")
    box.press("Tab")
    expect(box).to_have_value("at 12:30 🎉")
    expect(box).to_be_focused()
    press(box, "Emoji")
    expect(offers.first).to_have_text("😄 :smile:")
    box.press_sequentially("hear")
    expect(offers.filter(has_text=":heart:")).to_have_count(1)
    box.press("ArrowDown")
    box.press("Escape")
    expect(offers).to_have_count(0)
    expect(box).to_have_value("at 12:30 🎉:hear")


def test_tags_and_topics_are_offered_and_a_hashtag_stays_one(box, offers, topic):
    tag = Tag.objects.create(name="Glue", slug="glue")
    box.press_sequentially("#glu")
    expect(offers).to_have_text(["#Glue Tag"])
    expect(box.page.locator(".preview")).to_have_count(1)
    assert looked_at(box.page) == []
    box.press("Enter")
    expect(box).to_have_value("#glu\n")
    box.press_sequentially("#glu")
    expect(offers).to_have_count(1)
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value(f"#glu\n[#Glue]({tag.get_absolute_url()}) ")


def test_suggestions_are_in_sight_on_a_phone(open_context, ben, topic):
    page = open_context(viewport={"width": 320, "height": 700}).new_page()
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    page.get_by_role("textbox", name="Reply").press_sequentially(
        "A long line that goes on to the right edge :smi"
    )
    row = page.get_by_role("option").first
    expect(row).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    row.click()
    expect(page.get_by_role("textbox", name="Reply")).to_have_value(
        "A long line that goes on to the right edge 😄"
    )


def test_topics_like_the_title_are_a_quiet_line_below_it(page, ben, ada, board, start):
    topic = start(ada, board, title="Which glue holds leather?")
    look_at_changes()
    sign_in(page, "ben")
    page.goto("/b/general/new/")
    title = page.get_by_label("Title")
    title.press_sequentially("Leather glue")
    link = page.locator("[data-alike]").get_by_role("link", name=topic.title)
    expect(link).to_be_visible()
    expect(title).to_be_focused()
    assert axe_findings(page) == []
    title.fill("Something else")
    expect(link).to_have_count(0)


def test_one_writes_previews_and_posts_by_keyboard_alone(page, ben, topic):
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    page.keyboard.press("r")
    box = page.get_by_role("textbox", name="Reply")
    expect(box).to_be_focused()
    expect(page.locator("form[data-composed]")).to_have_count(1)
    keys = page.keyboard
    keys.type("It is ")
    keys.press("Control+b")
    keys.type("bent")
    keys.press("Shift+Tab")
    expect(page.get_by_role("toolbar").get_by_role("button", name="Bold")).to_be_focused()
    keys.press("Tab")
    expect(box).to_be_focused()
    keys.press("Control+End")
    keys.type(".")
    keys.press("Enter")
    keys.press("Enter")
    keys.type("- one")
    keys.press("Enter")
    keys.type("two")
    expect(page.locator(".preview li")).to_have_text(["one", "two"])
    keys.press("Control+Enter")
    posted = page.locator("article.post").last
    expect(posted.locator("strong")).to_have_text("bent")
    expect(posted.locator(".prose li")).to_have_text(["one", "two"])


def test_a_picture_is_chosen_where_files_may_be_attached_and_else_named_by_its_address(box):
    with box.page.expect_file_chooser():
        press(box, "Picture")
    box.page.goto("/settings/")
    about = box.page.get_by_role("textbox", name="About you")
    about.fill("word")
    about.press("Control+a")
    press(about, "Picture")
    expect(about).to_have_value("![word](https://)")
    assert chosen(about) == "https://"
