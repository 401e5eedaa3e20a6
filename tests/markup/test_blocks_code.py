"""Code: where a fence opens and closes, and that its lines stay as they were typed."""

import pytest

from tests.markup.block_trees import tree


def code(source, **options):
    html = tree(source, **options)
    assert html.count("<code") == 1, html
    return html.partition("<code")[2].partition(">")[2].partition("</code>")[0]


@pytest.mark.parametrize(
    "source",
    [
        "```\na\n  b\n```",
        "~~~\na\n  b\n~~~",
        "```\na\n  b\n `````  ",
        "````\na\n  b\n````",
        "  ```\n  a\n    b\n  ```",
        "   ```\n  a\n     b\n```",
        "> ```\n> a\n>   b\n> ```",
        "- ```\n  a\n    b\n  ```",
        "1. ```sh\n   a\n     b\n   ```",
        "```\na\n  b",
        "> ```\n> a\n>   b",
        "words\n```\na\n  b\n```\nwords",
        "    a\n      b",
        "\ta\n\t  b",
    ],
)
def test_code_is_what_stands_between_fences_or_is_indented(source):
    assert code(source) == "a\n  b"


@pytest.mark.parametrize("inside", ["``", "~~~", "a```", "    ```", "``` x"])
def test_only_a_fence_of_its_kind_alone_on_a_line_closes_it(inside):
    assert code(f"```\n{inside}\n```") == inside


def test_a_fence_that_is_not_closed_ends_with_its_container():
    assert tree("> ```\n> a\n\nb") == "<blockquote><pre><code>a</code></pre></blockquote><p>b</p>"
    assert tree("- ```\n  a\n- b") == "<ul><li><pre><code>a</code></pre></li><li>b</li></ul>"
    assert tree("```python\nprint(1)\n# comment\n*x*") == (
        '<pre><code class="language-python">print(1)\n# comment\n*x*</code></pre>'
    )


@pytest.mark.parametrize("line", ["    ", "\t", " \t x", "a\tb", "\\t", "trailing  "])
def test_blanks_and_tabs_in_code_stay(line):
    assert code(f"```\na\n{line}\nb\n```") == f"a\n{line}\nb"
    assert code(f"> ```\n> a\n> {line}\n> b\n> ```") == f"a\n{line}\nb"
    assert code(f"    a\n    {line}\n    b") == f"a\n{line}\nb"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("python", "python"),
        (" Python ", "Python"),
        ("c++", "c++"),
        ("python title=x", "python"),
        ("python,ignore", "python"),
        ("{.python x=y}", "python"),
        ("{ .python linenums=True }", "python"),
        ("{#id .c}", "c"),
        ("{=html}", None),
        ('" onclick="x', None),
        ("", None),
    ],
)
def test_a_header_gives_its_language_and_nothing_else(header, language):
    attribute = f' class="language-{language}"' if language else ""
    assert tree(f"```{header}\na\n```") == f"<pre><code{attribute}>a</code></pre>"


@pytest.mark.parametrize("end", ["", "\n", "  \n\n \t\n"])
def test_blank_lines_at_the_end_of_a_text_are_no_code(end):
    assert code(f"```\na{end}") == "a"
    assert code(f"> ```\n> a{end}") == "a"


def test_marks_with_a_backtick_behind_them_are_no_fence():
    assert tree("```a``` b\nc") == "<p>```a``` b\nc</p>"
    assert tree("~~~a``` b\nc") == '<pre><code class="language-a">c</code></pre>'


def test_indented_code_interrupts_no_paragraph_and_sheds_blank_lines_around_it():
    assert tree("a\n    b") == "<p>a\nb</p>"
    assert tree("a\n\n    b\n\n\n    c\n\n\nd") == "<p>a</p><pre><code>b\n\n\nc</code></pre><p>d</p>"


def test_a_formula_between_fences_is_one_where_formulas_are_shown():
    assert tree("```math\nx\n```", maths=True) == '<pre><code class="math">x</code></pre>'
    assert tree("```math\nx\n```") == '<pre><code class="language-math">x</code></pre>'
