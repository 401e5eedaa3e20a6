"""Strategies for texts as people write them, each with the words that a reader must find in the result."""

import re
from itertools import count

from hypothesis import strategies as st

# Each of these becomes a word of its own.
WORD = "§"
# The first word behind a fence is a language, and not shown.
FENCE_HEADER = re.compile(r"~~~\S*§")
RULER = "--|:-:"
PLACE = re.compile(WORD)


def numbered(text):
    """The text with a different word at each place, and these words in order."""
    numbers = count()
    source = PLACE.sub(lambda _: word(next(numbers)), text)
    return source, [word(number) for number in range(text.count(WORD))]


def word(number):
    return f"Q{chr(97 + number // 676 % 26)}{chr(97 + number // 26 % 26)}{chr(97 + number % 26)}z"


INLINES = st.recursive(
    st.sampled_from([WORD, f"`{WORD}`", f"``{WORD} ` {WORD}``", f"{WORD}, {WORD}", f"{WORD}.", f"é{WORD}"]),
    lambda inner: st.builds(
        str.format,
        st.sampled_from(
            [
                "**{}**", "*{}*", "__{}__", "_{}_", "~~{}~~", "~{}~", "=={}==", "||{}||", "***{}***",
                "[{}](/a)", '[{}](https://example.org/b "title")', "[{}](<a b>)", "[{}][known]", "[{}][unknown]",
                "![{}](https://example.org/p.png)", "![{}](p.png)", "![{}|20x30](/media/a.png)",
                "[![{}](/media/p.png)](/a)", "<kbd>{}</kbd>", "<sub>{}</sub>", "<b>{}</b>", "<x>{}</x>",
                '<a href="/a">{}</a>', "{}[^note]", "{}[^none]", "{}^[aside]", "[{}]", "[{}", "{}]", "({})", "*{}", "{}_",
                "<{}", "{}>", "&amp;{}", "\\*{}\\*", "{}\\", "${}$", "\\({}\\)", "{}:", ":{}:", "@{}", "#{}", "{} :)",
                "[b]{}[/b]", "[i]{}", "[url=/x]{}[/url]", "[url]{}[/url]", "[color=red]{}[/color]", "[code]{}[/code]",
                "[spoiler]{}[/spoiler]", "[size=2]{}", "[img]{}[/img]",
            ]
        ),
        inner,
    ),
    max_leaves=4,
)  # fmt: skip
LINES = st.lists(INLINES, min_size=1, max_size=4).map(" ".join)
PARAGRAPHS = st.lists(LINES, min_size=1, max_size=3).map("\n".join)
ROWS = st.lists(LINES.map(lambda line: line.replace("|", "\\|")), min_size=2, max_size=2).map(" | ".join)
CODE = st.lists(
    st.sampled_from([WORD, f"  {WORD}", f"\t{WORD}", f"# {WORD}", f"- {WORD}", ""]), max_size=4
).map("\n".join)


def table(rows):
    return "\n".join([rows[0], RULER, *rows[1:]])


def indented(text, marker, indent="  "):
    """The text behind a marker, its other lines below its first word."""
    return marker + text.replace("\n", "\n" + indent)


LEAVES = st.one_of(
    PARAGRAPHS,
    LINES.map(lambda line: f"## {line}"),
    LINES.map(lambda line: f"{line}\n==="),
    CODE.map(lambda code: f"```\n{code}\n```"),
    CODE.map(lambda code: f"~~~~ python\n{code}\n~~~~"),
    CODE.map(lambda code: indented(f"{WORD}\n{code}", "    ", "    ")),
    st.lists(ROWS, min_size=1, max_size=3).map(table),
    st.just("---"),
    st.just("[known]: /known"),
    LINES.map(lambda line: f"[^note]: {line}"),
    LINES.map(lambda line: f"[{WORD}]: {line}"),
    LINES.map(lambda line: f"[code]\n{line}\n[/code]"),
)


def containers(inner):
    blocks = st.lists(inner, min_size=1, max_size=3).map("\n\n".join)
    close = st.lists(inner, min_size=1, max_size=2).map("\n".join)
    items = st.lists(st.one_of(blocks, close), min_size=1, max_size=3)
    return st.one_of(
        blocks.map(lambda text: indented(text, "> ", "> ")),
        items.map(lambda texts: "\n".join(indented(text, "- ") for text in texts)),
        items.map(lambda texts: "\n\n".join(indented(text, "1. ", "   ") for text in texts)),
        items.map(lambda texts: "\n".join(indented(text, "- [ ] ") for text in texts)),
        blocks.map(lambda text: f"/// details | {WORD}\n{text}\n///"),
        blocks.map(lambda text: f"<details><summary>{WORD}</summary>\n\n{text}\n\n</details>"),
        blocks.map(lambda text: f"[quote=ann]\n{text}\n[/quote]"),
        blocks.map(lambda text: f"[list]\n[*]{text}\n[/list]"),
        blocks.map(lambda text: f"[details={WORD}]\n{text}\n[/details]"),
    )


BLOCKS = st.recursive(LEAVES, containers, max_leaves=6)
TEXTS = st.one_of(
    st.lists(BLOCKS, min_size=1, max_size=5).map("\n\n".join),
    st.lists(BLOCKS, min_size=1, max_size=4).map("\n".join),
).filter(lambda text: WORD in text and not FENCE_HEADER.search(text))
