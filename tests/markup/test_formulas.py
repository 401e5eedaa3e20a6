r"""Where formulas stand in a line, and what only looks like one."""

import re
import time
from html import unescape
from xml.etree.ElementTree import Element, tostring

import pytest

from forum.markup.document import Document
from forum.markup.inlines import read_inline
from forum.markup.options import Options

TAG = re.compile("<[^>]*>")


def read(text, maths=True):
    into = Element("p")
    read_inline(text, into, Document(Options(maths=maths)))
    return tostring(into, encoding="unicode").removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("$x$", '<code class="math">x</code>'),
        ("Let $a_1*b_2 + a_3*b_4$ be", 'Let <code class="math">a_1*b_2 + a_3*b_4</code> be'),
        (r"So \(a_1 + b_1\).", 'So <code class="math">a_1 + b_1</code>.'),
        ("so $$ a = b $$ holds", 'so <code class="math display">a = b</code> holds'),
        (r"so \[ a = b \] holds", 'so <code class="math display">a = b</code> holds'),
        (r"\[x\]", '<code class="math display">x</code>'),
        (r"$\$5$", r'<code class="math">\$5</code>'),
        (r"$\left\{ x \right\}$", r'<code class="math">\left\{ x \right\}</code>'),
        (
            r"\(\begin{matrix}a\\[2pt]b\end{matrix}\)",
            r'<code class="math">\begin{matrix}a\\[2pt]b\end{matrix}</code>',
        ),
        (
            r"at $ v_1 $ or $ 3 \cdot  4 $ knots",
            'at <code class="math">v_1</code> or '
            r'<code class="math">3 \cdot  4</code> knots',
        ),
        ("so $d_i $.", 'so <code class="math">d_i</code>.'),
        (r"Let $`kettle\_depth = b * c`$ be", r'Let <code class="math">kettle\_depth = b * c</code> be'),
        (r"so \[ \text{heat} = b \] holds", r'so <code class="math display">\text{heat} = b</code> holds'),
        ("**$x$**", '<strong><code class="math">x</code></strong>'),
        ("($n$-th) and $k$,", '(<code class="math">n</code>-th) and <code class="math">k</code>,'),
    ],
)
def test_formulas_are_found(text, html):
    assert read(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $10",
        "It costs $5, not $6.",
        "US$5/US$6",
        "$HOME/bin:$PATH",
        "from $a",
        "$ x $",
        "$ cd my_kettle; ls $",
        "$KETTLE_LID and $ 5",
        "$x $",
        "$$$ x $$$",
        "$$ $$",
        "a$b$c",
        "$x$y",
        "$1$2",
    ],
)
@pytest.mark.parametrize("maths", [True, False])
def test_money_and_names_of_shells_are_no_formulas(text, maths):
    assert read(text, maths) == text


@pytest.mark.parametrize("text", ["`$x$`", "`a $x` and $y`"])
def test_code_is_no_formula(text):
    assert "math" not in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "$a_1*b_2 + a_3*b_4$",
        "$a*b + c*d$",
        r"\(a_1\)",
        r"\[ x_1 \]",
        r"\[ \alpha^* + \beta^* \]",
        r"$\text{a}_*b_*$",
        "$$ \\sum_{i} x_i * y_i * z $$",
        r"\(2^n\)",
        r"$$a\\b_1$$",
    ],
)
def test_without_formulas_they_stay_as_they_were_typed(text):
    assert read(text, maths=False) == text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("costs $5* and *$6", "costs $5* and *$6"),
        ("$x* and*y$ *z*", "$x* and*y$ <em>z</em>"),
        ("$see *these words* here$", "$see <em>these words</em> here$"),
        (r"\(not a list\)", "(not a list)"),
        (r"\[not a link\](x)", "[not a link](x)"),
        (r"\[not_a_link\]", "[not_a_link]"),
        (r"\[a_1\](x)", "[a_1](x)"),
        (r"\(see_above\)", "(see_above)"),
        (r"\$a\$", "$a$"),
        (r"\\(a_1\\)", r"\(a_1\)"),
        (r"\!\"\#\$\%\&\'\(\)\*\+", "!\"#$%&amp;'()*+"),
        (r"\[\\\]", r"[\]"),
    ],
)
def test_what_only_looks_like_a_formula_is_read_as_ever(text, html):
    assert read(text, maths=False).replace('<span class="literal">', "").replace("</span>", "") == html


@pytest.mark.parametrize("text", [r"\[not a link\](x)", r"\[sic and so on\] he said", r"\$a\$", r"\\(a_1\\)"])
def test_escapes_are_escapes_with_formulas_too(text):
    assert "math" not in read(text)


@pytest.mark.parametrize(
    "piece", ["$a", "$a$", "$a $", "$$a", "$$", r"\(", r"\(a", r"\[a", r"\[a\]", r"\(a\) ", "$`", r"$\a"]
)
@pytest.mark.parametrize("maths", [True, False])
def test_many_signs_take_time_by_their_number_alone(piece, maths):
    text = piece * (32_000 // len(piece))
    before = time.process_time()
    read(text, maths)
    assert time.process_time() - before < 0.6


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"$L\_{opt}' \gtrsim L\_x$", r"L_{opt}' \gtrsim L_x"),
        (r"$a\_1 \* b\_2 = \\{x\_i\\} \\\\ \[k\](m)$", r"a_1 * b_2 = \{x_i\} \\ [k](m)"),
        (r"$Q \in \\{L\[S\_1 \cap S\_2\]\\}$", r"Q \in \{L[S_1 \cap S_2]\}"),
        (r"$rand\_i(rand\\_root &#124;&#124; i)$", r"rand_i(rand\_root || i)"),
        ("$P(A&#124;B) &amp; C$", "P(A|B) & C"),
        (r"$$\sum\_{i} x\_i$$", r"\sum_{i} x_i"),
        (r"$M = \\{m\\}$", r"M = \{m\}"),
    ],
)
def test_a_formula_of_which_every_sign_is_escaped_is_what_its_escapes_stand_for(text, latex):
    sign = "$$" if text.startswith("$$") else "$"
    assert unescape(TAG.sub("", read(text, maths=False))) == f"{sign}{latex}{sign}"
    shown = read(text)
    assert unescape(TAG.sub("", shown)) == latex
    assert 'class="math' in shown


@pytest.mark.parametrize("text", [r"$\text{a\_b}_1$", r"$\{a\} \\ b_1$", r"$a_1 \_ b$"])
def test_a_formula_that_has_other_signs_too_stays_as_typed(text):
    assert unescape(read(text, maths=False)) == text


@pytest.mark.parametrize(
    "words",
    [
        r"for \[KETTLE_LID\] it is",
        r"in \[-3 days, +5 days\] of it",
        r"\[[4](https://a.example/lids_c)\] says",
    ],
)
def test_prose_in_escaped_brackets_is_no_formula(words):
    assert "math" not in read(words) and "[" in TAG.sub("", read(words))


def test_lines_of_a_shell_are_no_formula():
    assert "math" not in read("$ a_1\n$ b_1")
