import pytest

from forum.markup import render
from tests.markup.shapes import shape


def html(source):
    return shape(render(source).html)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "*a* _b_ **c** __d__ ***e***",
            "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <em><strong>e</strong></em></p>",
        ),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("~~gone~~ but ~5", "<p><del>gone</del> but ~5</p>"),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("one\r\ntwo\rthree", "<p>one<br>\ntwo<br>\nthree</p>"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr><p>b</p>"),
        ("> wise", "<blockquote><p>wise</p></blockquote>"),
        (r"\*not em\*", "<p>*not em*</p>"),
    ],
)
def test_plain_marks_become_elements(source, expected):
    assert html(source) == expected


@pytest.mark.parametrize(
    "tag", ["<b>bold", "<b class=x>bold</b>", "<!-- x -->", "<script>1</script>", "<form></form>", "<?php ?>"]
)
def test_html_is_shown_as_text(tag):
    assert html(tag) == "<p>" + tag.replace("<", "&lt;").replace(">", "&gt;") + "</p>"


def test_entities_are_the_characters_they_name_and_never_tags():
    assert html("&copy; &amp; &lt;b&gt; &#60;i&#62; AT&T") == "<p>© &amp; &lt;b&gt; &lt;i&gt; AT&amp;T</p>"


@pytest.mark.parametrize(
    ("mark", "tag"), [("#", "h3"), ("##", "h4"), ("###", "h5"), ("####", "h6"), ("######", "h6")]
)
def test_headings_stand_below_the_pages_own(mark, tag):
    assert html(f"{mark} Title") == f"<{tag}>Title</{tag}>"


def test_a_number_sign_without_a_space_is_no_heading():
    assert html("#1 on my list") == "<p>#1 on my list</p>"


def test_an_empty_heading_leaves_nothing_for_a_screen_reader_to_stumble_over():
    assert "<h" not in html("# &nbsp;\n\ntext")


def test_numbered_lists_count_from_where_their_author_does():
    assert html("3. c\n4. d") == '<ol start="3"><li>c</li><li>d</li></ol>'
    assert html("1. a\n2. b") == "<ol><li>a</li><li>b</li></ol>"


def test_a_task_list_shows_boxes_that_need_no_form():
    assert html("- [ ] wash\n- [x] dry") == (
        '<ul><li class="task"><span class="task-box" data-line="1">☐</span> wash</li>'
        '<li class="task"><span class="task-box" data-line="2">☑</span> dry</li></ul>'
    )


def test_brackets_in_the_middle_of_an_item_are_no_task():
    assert "task" not in html("- wash [ ] dry") + html("[ ] wash") + html("- **a** [x] b")


def test_a_table_scrolls_in_a_box_that_the_keyboard_reaches():
    assert html("|a|b|\n|:-|-:|\n|1|*2*|") == (
        '<div class="table-scroll" tabindex="0"><table><thead><tr><th align="left">a</th><th align="right">b</th></tr>'
        '</thead><tbody><tr><td align="left">1</td><td align="right"><em>2</em></td></tr></tbody></table></div>'
    )


def test_an_empty_column_head_is_no_head():
    assert "<tr><td></td><th>b</th></tr>" in html("| |b|\n|-|-|\n|1|2|")


def test_details_hide_what_their_author_folds_away():
    assert html("/// details | The *end*\nHe did it.\n///\n\nMore.") == (
        "<details><summary>The <em>end</em></summary><p>He did it.</p></details>\n<p>More.</p>"
    )


def test_details_take_no_options():
    rendered = render(
        "/// details | x\n    open: true\n    type: warning\n    attrs: {id: login, class: nav}\n\ny\n///"
    )
    assert "<details><summary>x</summary>" in shape(rendered.html)
    assert "id=" not in shape(rendered.html)
    assert "attrs" in rendered.text


def test_a_line_of_dots_and_dashes_below_words_underlines_a_heading():
    assert html("Words\n=====") == "<h3>Words</h3>"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (":smile: :+1::slight_smile:", "😄 👍🙂"),
        (":no_such_thing: 12:30:45 a:on:b std::on::x", ":no_such_thing: 12:30:45 a:on:b std::on::x"),
        ("[:wave:](/x/)", '<a href="/x/">👋</a>'),
        ("`:smile:`", "<code>:smile:</code>"),
    ],
)
def test_emoji_codes_are_characters_except_in_code(source, shown):
    assert html(source) == f"<p>{shown}</p>"


def test_an_ampersand_in_code_stays_what_was_typed():
    assert html("`&amp;`") == "<p><code>&amp;amp;</code></p>"


def test_nothing_gets_an_id():
    assert "id=" not in html("# One\n\n# One\n\n[^1]\n\n[^1]: note\n\n``` {#x .python}\n1\n```")
