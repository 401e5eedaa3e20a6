"""What a post may hold, as examples: what one types, and what that is for.

The texts are Markdown, and translated whole: translators keep the signs and change the words.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.markup import Options

Words = str | Promise


@dataclass(frozen=True)
class Example:
    """Without `is_shown` only the note says what comes out."""

    typed: Words
    note: Words = ""
    is_shown: bool = True


@dataclass(frozen=True)
class Section:
    """`option` is that of the forum's options without which none of it is read."""

    anchor: str
    title: Words
    examples: tuple[Example, ...]
    option: str = ""

    def is_read(self, options: Options) -> bool:
        return not self.option or getattr(options, self.option)


TEXT = Section(
    "text",
    _("Text"),
    (
        Example(_("**bold** and *italic*, ~~struck out~~, ==marked==")),
        Example(_("A line end\nis kept.\n\nAn empty line starts a new paragraph.")),
        Example(_("# Heading\n\n## Smaller heading")),
        Example(_("Before the line\n\n---\n\nAfter the line")),
        Example(_("\\*not italic\\*"), _("A backslash before a sign shows the sign itself.")),
        Example(_("@username"), _("Mentions a member, who is notified."), is_shown=False),
    ),
)

LINKS = Section(
    "links",
    _("Links"),
    (
        Example(_("[the tea house](https://example.org/tea)")),
        Example(
            _("https://example.org/tea, www.example.org, ada@example.org"),
            _("Web and email addresses are linked automatically."),
        ),
        Example(
            _("[the tea house][tea] and [its garden][tea]\n\n[tea]: https://example.org/tea"),
            _("One address for several links."),
        ),
    ),
)

PICTURES = Section(
    "pictures",
    _("Pictures"),
    (
        Example(
            _("![A cup of tea](https://example.org/tea.jpg)"),
            _("A picture. The words describe it to people who can’t see it."),
            is_shown=False,
        ),
        Example(
            _("![A cup of tea|300x200](https://example.org/tea.jpg)"),
            _("The same, 300 pixels wide and 200 pixels high."),
            is_shown=False,
        ),
        Example(
            _("https://youtu.be/dQw4w9WgXcQ"),
            _("A YouTube or Vimeo link alone on its line plays in its place, if the forum allows that."),
            is_shown=False,
        ),
    ),
)

LISTS = Section(
    "lists",
    _("Lists"),
    (
        Example(_("- tea\n- milk\n  - oat\n  - rice")),
        Example(_("1. boil\n2. pour\n3. wait")),
        Example(_("- [x] buy tea\n- [ ] clean the pot"), _("A task list.")),
    ),
)

QUOTES = Section(
    "quotes",
    _("Quotes"),
    (
        Example(_("> Tea is ready.\n>\n> Come in.\n\nThanks.")),
        Example(_("> > Is there milk?\n>\n> There is.\n\nGood."), _("A quote within a quote.")),
    ),
)

CODE = Section(
    "code",
    _("Code"),
    (
        Example(_("Run `make tea` first.")),
        Example(
            "```python\ndef tea(cups):\n    return cups * 2  # spoons\n```",
            _("A block of code. The language is optional."),
        ),
        Example("    make tea\n    make milk", _("Four spaces before each line do the same.")),
    ),
)

TABLES = Section(
    "tables",
    _("Tables"),
    (
        Example(
            _("| Tea | Minutes |\n|---|---:|\n| green | 2 |\n| black | 4 |"),
            _("A colon says to which side a column is aligned."),
        ),
        Example(
            _("| Sign | Means |\n|------|-------|\n| \\|   | or    |"),
            _("A backslash keeps a bar in its cell."),
        ),
    ),
)

HIDDEN = Section(
    "spoilers",
    _("Spoilers and details"),
    (
        Example(_("In the end ||the butler|| did it.")),
        Example(_("/// spoiler | The ending\nThe butler did it.\n///")),
        Example(
            _("/// details | What to bring\n- cups\n- a kettle\n///"),
            _("To put one inside another, give the outer one four slashes."),
        ),
    ),
)

FOOTNOTES = Section(
    "footnotes",
    _("Footnotes"),
    (
        Example(_("Water boils at 100 °C.[^1]\n\n[^1]: At sea level.")),
        Example(_("Water boils at 100 °C.^[At sea level.]"), _("The same, written in the line.")),
    ),
)

FORMULAS = Section(
    "formulas",
    _("Formulas"),
    (
        Example("$E = mc^2$"),
        Example("$$\n\\frac{a}{b} = \\sqrt{c}\n$$", _("LaTeX, on lines of its own.")),
        Example("\\(a_1\\) \\[ \\sum_{n=1}^N n \\]", _("These brackets mean the same.")),
    ),
    option="maths",
)

EMOJI = Section(
    "emoji",
    _("Emoji"),
    (
        Example(":tea: :smile: :+1:"),
        Example(_("\\:tea:"), _("A backslash keeps the code.")),
    ),
)

SMILEYS = Section(
    "smileys",
    _("Smileys and signs"),
    (
        Example(_("Thanks :) and see you ;)")),
        Example("(c) 2026, Tea(tm), +-5"),
    ),
    option="smileys",
)

HTML = Section(
    "html",
    _("HTML"),
    (
        Example(_("<kbd>Ctrl</kbd>+<kbd>C</kbd>, H<sub>2</sub>O, x<sup>2</sup>")),
        Example(_("<b>bold</b> <i>italic</i> <s>struck out</s> <u>underlined</u> <small>small</small>")),
        Example(_("one line<br>another line")),
        Example(_("<details><summary>What to bring</summary>\n\n- cups\n- a kettle\n\n</details>")),
        Example(_('<a href="https://example.org/tea">the tea house</a>')),
        Example(
            _('<img src="https://example.org/tea.jpg" alt="A cup of tea" width="300">'),
            _("A picture."),
            is_shown=False,
        ),
    ),
)

BBCODE = Section(
    "bbcode",
    _("BBCode"),
    (
        Example(_("[b]bold[/b] [i]italic[/i] [u]underlined[/u] [s]struck out[/s]")),
        Example(_("[url=https://example.org/tea]the tea house[/url]")),
        Example(
            _("[img=300x200]https://example.org/tea.jpg[/img]"),
            _("A picture. The size is optional."),
            is_shown=False,
        ),
        Example(_("[quote=ada]Tea is ready.[/quote]Thanks.")),
        Example(_("[list]\n[*] tea\n[*] milk\n[/list]")),
        Example(_("[list=1]\n[*] boil\n[*] pour\n[/list]")),
        Example("[code]\nmake tea\n[/code]"),
        Example(_("In the end [spoiler]the butler[/spoiler] did it.")),
        Example(_("[details=What to bring]\nCups and a kettle.\n[/details]")),
    ),
    option="bbcode",
)

BOX = Section(
    "box",
    _("In the box"),
    (
        Example(
            "Ctrl+B Ctrl+I Ctrl+E Ctrl+K",
            _("Bold, italic, code, a link. On a Mac it’s ⌘ instead of Ctrl."),
            is_shown=False,
        ),
        Example(
            "Ctrl+Shift+6 7 8 9",
            _("A task list, a numbered list, a list, a quote. With X it’s struck out."),
            is_shown=False,
        ),
        Example(
            _("Enter"),
            _("In a list or quote, the next item or line. Once more ends it."),
            is_shown=False,
        ),
        Example(
            "Ctrl+] Ctrl+[",
            _("Indents the line, and takes it back. Tab leaves the box."),
            is_shown=False,
        ),
        Example(
            _("@ada #tea :smile"),
            _(
                "Members, tags and topics, and emoji are offered as you type. Choose with the arrow keys and Enter, "
                "or press Escape."
            ),
            is_shown=False,
        ),
        Example(_("Ctrl+Enter"), _("Posts it."), is_shown=False),
    ),
)

SECTIONS = (
    TEXT,
    LINKS,
    PICTURES,
    LISTS,
    QUOTES,
    CODE,
    TABLES,
    HIDDEN,
    FOOTNOTES,
    FORMULAS,
    EMOJI,
    SMILEYS,
    HTML,
    BBCODE,
    BOX,
)

GOOD_TO_KNOW = (
    _(
        "Posts are Markdown, read as [CommonMark](https://commonmark.org/help/) and GitHub do, except for this:"
    ),
    _("A single line end is kept. No spaces or backslash are needed before it."),
    _("HTML tags that aren’t on this page are shown as you type them, and so is a tag that isn’t closed."),
    _("Quotes with an empty line between them stay separate."),
    _("A line `--`, or `---` as the last line of a post, starts a signature. It makes no heading."),
    _("Backslashes stay in `C:\\new\\_files` and `\\\\server\\share`, and stars stay in `2*3*4`."),
    _("In Chinese, Japanese and Korean, `**` needs no space beside it."),
    _("A link that can’t be opened safely is shown as words with the address behind them."),
    _("`[word]: https://example.org` is shown as you type it while nothing on the page links to that word."),
)
