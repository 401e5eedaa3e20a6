"""LaTeX to MathML: what members may bring onto a page with a formula."""

import random
import re
import time
import unicodedata

import pytest

from forum.markup import mail_excerpt
from forum.markup.html.writer import HtmlWriter
from forum.markup.maths.formulas import MOST_CHARACTERS, MOST_LATEX, Formulas
from forum.markup.maths.letters import in_variant
from forum.markup.options import Options
from forum.markup.pipeline import render_unlimited
from tests.markup.judging import faults

SPACE = '<mspace width="0.167em"></mspace>'
BAR = '<mo stretchy="false" lspace="0em" rspace="0em">|</mo>'
HOSTILE = {
    "braces": "{" * 10_000,
    "braces, closed": "{" * 5_000 + "}" * 5_000,
    "fractions": r"\frac{" * 5_000,
    "fractions, closed": r"\frac{a}{" * 400 + "b" + "}" * 400,
    "fractions without braces": r"\frac" * 5_000,
    "roots": r"\sqrt{" * 3_000,
    "lefts": r"\left(" * 3_000,
    "lefts and rights": r"\left(" * 300 + "x" + r"\right)" * 300,
    "a matrix": r"\begin{matrix}" + r"a&b\\" * 700 + r"\end{matrix}",
    "cells": r"\begin{matrix}" + "&" * 3_900 + r"\end{matrix}",
    "matrices in matrices": r"\begin{matrix}" * 100 + "x" + r"\end{matrix}" * 100,
    "superscripts": "x^{" * 1_000 + "}" * 1_000,
    "primes": "x" + "'" * 3_900,
    "texts": r"\text{" * 600,
    "blanks behind a name": r"\operatorname{a" + " " * 3_900,
    "stars behind a name": r"\operatorname{a" + "* " * 1_900,
    "words that double": "".join(rf"\def\{a}{{{{\{b}}}{{\{b}}}}}" for a, b in zip("bcdefghijk", "abcdefghij", strict=True)) + r"\k",
    "a word that calls itself": r"\newcommand{\a}{\a\a}\a",
    "columns": r"\begin{array}{" + "c|" * 1_900 + "}a" + r"\end{array}",
}  # fmt: skip


def mathml(latex, display=False):
    return Formulas().html(latex, display=display)


@pytest.mark.parametrize(
    ("latex", "content"),
    [
        ("x^2", "<msup><mi>x</mi><mn>2</mn></msup>"),
        (r"\frac{1}{n}", "<mfrac><mn>1</mn><mi>n</mi></mfrac>"),
        (r"\mathbb{R}", "<mi>ℝ</mi>"),
        (r"\text{if}", "<mtext>if</mtext>"),
        (r"\text{a\_b}", "<mtext>a_b</mtext>"),
        ("a<b", "<mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow>"),
        (r"a\label{one}", "<mi>a</mi>"),
        (r"\overline{ab}", '<mrow class="math-over"><mrow><mi>a</mi><mi>b</mi></mrow></mrow>'),
        (
            r"\operatorname{fee}(a)",
            '<mrow><mi>fee</mi><mo stretchy="false">(</mo><mi>a</mi><mo stretchy="false">)</mo></mrow>',
        ),
        (r"2\sin x", "<mrow><mn>2</mn>%s<mi>sin</mi>%s<mi>x</mi></mrow>" % ((SPACE,) * 2)),
        (r"a\not=b", "<mrow><mi>a</mi><mo>≠</mo><mi>b</mi></mrow>"),
        (r"|a|", "<mrow>%s<mi>a</mi>%s</mrow>" % ((BAR,) * 2)),
        (r"a/b", '<mrow><mi>a</mi><mo lspace="0em" rspace="0em">/</mo><mi>b</mi></mrow>'),
        (r"\infty", "<mi>∞</mi>"),
        (r"\boxed{x}", '<mrow class="math-box"><mi>x</mi></mrow>'),
    ],
)
def test_latex_becomes_mathml(latex, content):
    assert mathml(latex) == f'<math data-latex="{latex.replace("<", "&lt;")}">{content}</math>'


def test_a_display_formula_is_a_block_and_scrolls_in_a_box_that_the_keyboard_reaches():
    html = mathml("x", display=True)
    assert html == (
        '<span class="math-scroll math-block" tabindex="0"><math display="block" data-latex="x"><mi>x</mi></math></span>'
    )


def test_a_long_formula_in_running_text_scrolls_in_its_box_and_a_short_one_has_none():
    assert mathml("+".join("abcdefghijklmnopq")).startswith('<span class="math-scroll" tabindex="0"><math ')
    assert mathml("a+b").startswith("<math ")
    assert mathml(r"\frac{\operatorname{fee}(C_i)}{2}").startswith("<math ")


def test_rows_are_aligned_and_numbered_by_nobody():
    html = mathml(r"\begin{align}a&=b\\c&=d\end{align}", display=True)
    assert '<td class="math-right">' not in html and html.count('<mtd class="math-right">') == 2
    assert "(1)" not in html


@pytest.mark.parametrize(
    "environment", ["aligned", "align*", "gathered", "gather", "split", "cases", "pmatrix", "eqnarray"]
)
def test_what_has_rows_becomes_a_table(environment):
    html = mathml(rf"\begin{{{environment}}}a\\b\end{{{environment}}}")
    assert html.count("<mtr>") == 2 and "&amp;" not in html.replace("data-latex", "").split(">", 2)[2]


def test_rows_without_an_environment_are_rows():
    assert mathml(r"a\\b").count("<mtr>") == 2
    assert mathml(r"\begin{equation}a\\b\end{equation}").count("<mtr>") == 2
    assert mathml(r"\begin{equation*}a b\end{equation*}").count("<mtr>") == 0
    assert mathml(r"a b").count("<mtr>") == 0


def test_lines_between_columns_and_rows_are_drawn():
    html = mathml(r"\begin{array}{c|r}a&b\\\hline c&d\end{array}")
    assert html.count("math-line") == 2 and html.count("math-rule") == 2


@pytest.mark.parametrize(
    "latex",
    [
        r"\unknown{x}",
        r"\frac{1}",
        "a & b",
        r"\begin{unheardof}a&b\end{unheardof}",
        "{",
        r"\left( x",
        "x^1^2",
        r"\href{javascript:alert(1)}{x}",
        r"\class{mention}{x}",
        r"\style{position:fixed}{x}",
        r"\cancel{x}",
        r"\require{mhchem}",
        r"\includegraphics{a}",
        r"\newcommand{\a}{b}\a",
        r"\def\a{b}\a",
        "",
        " ",
        "x" * (MOST_LATEX + 1),
    ],
)
def test_what_cannot_be_written_well_is_left_as_latex(latex):
    assert mathml(latex) is None


@pytest.mark.parametrize(
    "latex",
    [
        r"\color{red;background:url(//evil.example)} x",
        r"\textcolor{red}{x}",
        r"\hspace{-99em} x",
        r"\kern-9999em x",
        r"\rule{9999em}{9999em} x",
        r"\mathbin{x}",
        r"\Huge x",
        r"\text{<script>alert(1)</script>}",
        r"\mbox{<img src=x onerror=alert(1)>}",
        "<script>alert(1)</script>",
        '" onclick="alert(1)',
        "&lt;script&gt;alert(1)",
        r"\unicode{x3c}script",
        r"\verb|<b>|",
        r"\begin{array}{c}\end{array}",
        r"\mathop{foo}\limits_x",
        r"\xrightarrow[a]{b}",
        r"\TeX \LaTeX",
        "\u202e x \ud7ff",
    ],
)
def test_nothing_of_a_members_gets_out_of_its_formula(latex):
    html = mathml(latex, display=True)
    assert html is None or not faults(html)
    for part in ("<script", "<img", "url(", "-99em", "9999em", "href", " style=", "mathcolor"):
        assert html is None or part not in re.sub(r'data-latex="[^"]*"', "", html)


def test_the_judge_sees_faults_in_formulas():
    assert not faults("<math><mi>a</mi></math>")
    assert faults('<math><mi style="x">a</mi></math>')
    assert faults("<math><semantics><mi>a</mi></semantics></math>")
    assert faults('<math><mspace width="calc(100%)"></mspace></math>')
    assert faults("<mi>a</mi>")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_latex_is_cheap_small_and_sound(name):
    before = time.process_time()
    html = mathml(HOSTILE[name], display=True)
    assert time.process_time() - before < 0.5
    assert html is None or (len(html) < 40 * len(HOSTILE[name]) and not faults(html))


def test_formulas_of_a_text_share_what_they_may_cost():
    formulas = Formulas()
    pages = [formulas.html("x" * 1_000, display=False) for _ in range(MOST_CHARACTERS // 1_000 + 5)]
    assert None not in pages[: MOST_CHARACTERS // 1_000]
    assert pages[MOST_CHARACTERS // 1_000 :] == [None] * 5


def test_bars_around_a_table_are_as_high_as_the_table():
    html = mathml(r"\begin{vmatrix}a\end{vmatrix}")
    assert html.count(' form="prefix">|</mo>') == html.count(' form="postfix">|</mo>') == 1


def test_a_formula_is_written_for_a_text_its_plain_text_and_its_mail():
    source = '<p>So <code class="math">a^2</code>.</p><pre><code class="math">b&lt;c</code></pre>'
    rendered = HtmlWriter({}).write(source)
    assert "<pre" not in rendered.html and rendered.html.count("<math") == 2
    assert rendered.text == "So a^2.\n\nb<c"
    mail = mail_excerpt(rendered.html, home="https://forum.example.org", length=99)
    assert '<code dir="ltr">a^2</code>' in mail.html and "<m" not in mail.html
    assert "So a^2." in mail.text and "b<c" in mail.text and "²" not in mail.text


def test_what_is_no_formula_after_all_is_code():
    source = '<p><code class="math">\\foo</code></p><pre><code class="math">\\foo</code></pre>'
    assert HtmlWriter({}).write(source).html == (
        '<p><code>\\foo</code></p>\n<pre tabindex="0"><code>\\foo</code></pre>'
    )


def test_letters_have_the_shapes_that_unicode_gives_them():
    assert in_variant("Rz9", "double-struck") == "ℝ𝕫𝟡"
    assert in_variant("Bh", "script") == "ℬ𝒽"
    assert in_variant("C", "fraktur") == "ℭ"
    assert in_variant("hx", "italic") == "ℎ𝑥"
    assert in_variant("α", "bold") == "𝛂"
    assert in_variant("ж+", "bold") == "ж+"


@pytest.mark.parametrize(
    "variant", ["bold", "italic", "script", "fraktur", "double-struck", "sans-serif", "monospace"]
)
def test_every_letter_in_every_shape_is_still_that_letter(variant):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    shaped = in_variant(letters, variant)
    assert unicodedata.normalize("NFKC", shaped) == letters
    assert not set(shaped) & set(letters)


PIECES = [
    "$a$",
    "$a$ ",
    "$$a$$ ",
    r"\(a\) ",
    "\\[a\\]\n",
    "$$\na\n$$\n",
    "${",
    r"$\frac{a}{b}$ ",
    "$a+b$|",
    "> $$\n",
    "```math\n",
]
SHOWN = Options(maths=True)


@pytest.mark.parametrize("piece", PIECES)
def test_a_text_full_of_formulas_takes_moments(piece):
    before = time.process_time()
    html = render_unlimited(f"{piece * (32_000 // len(piece))}x", {}, SHOWN).html
    assert time.process_time() - before < 5  # some tenths; by what is squared, minutes
    assert html.count("<math") <= MOST_CHARACTERS


def test_a_formula_that_is_written_again_is_the_same_and_counts_again():
    formulas = Formulas()
    first = formulas.html("abc", display=False)
    assert first.count("<mi>") == 3
    formulas.writer.elements_left = 5
    assert formulas.html("abc", display=False) == first
    assert formulas.html("abc", display=False) is None


def test_no_mixture_of_formulas_and_marks_passes_the_judges():
    chance = random.Random(5)
    marks = [
        *PIECES,
        "*",
        "_x",
        "`",
        "[b](",
        "](/)",
        "\n",
        "\n\n",
        "- ",
        "> ",
        "| a |\n|-|\n",
        "<b>",
        "||",
        "\\",
        "&lt;",
        "^[",
        "x",
    ]
    for _ in range(300):
        source = "".join(chance.choices(marks, k=12)) + "x"
        assert faults(render_unlimited(source, {}, SHOWN).html) == [], source
