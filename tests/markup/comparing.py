"""Two HTML texts, compared as a reader sees them: alike in words, blocks and emphasis.

    python -m tests.markup.comparing FILE [--note TEXT] [--brief]

lists the examples of a corpus with `expected_html` that come out differently, and their number in each section.

What counts as equal: a break and a line end; headings two levels down; any white space between words or behind code; an `em` in a
`strong` and the other way round; languages of code. Loose and tight lists differ. A link counts with its target where
we link it, else by its words and the target behind them; so does a picture that is shown as a link.
"""

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import html5lib

from forum.markup.accepted_text import accepted_text
from forum.markup.links import image_address, link_address
from forum.markup.pipeline import plain_rendering, render_unlimited
from forum.markup.results import Refused, Unsound

DEMOTED = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}
SAME = {"b": "strong", "i": "em", "s": "del", "strike": "del"}
INLINE = {"em", "strong", "del", "code", "sub", "sup", "kbd", "mark", "ins", "small"}
TRANSPARENT = {"span", "div", "thead", "tbody"}
IGNORED = "<IGNORE>\n"
WORD = re.compile(r"\w")
BLANK = " \t\n\r\f"
RAW_NOTES = ("HTML blocks", "Raw HTML")
RAW_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<[!?][^>]*>")


class Flattening:
    """The lines of a text: each block's start and end, and between them runs of words with their emphasis."""

    def __init__(self, is_expected):
        self.is_expected = is_expected
        self.lines = []
        self.characters = []

    def element(self, element, context=()):
        tag = SAME.get(element.tag, element.tag)
        if tag == "br":
            self.say("\n", context)
        elif tag == "img":
            self.picture(element, context)
        elif tag == "input":
            self.say("[x] " if "checked" in element.attrib else "[ ] ", context)
        elif tag == "span" and element.get("class") == "task-box":
            self.say("[x]" if "".join(element.itertext()) in "☑☒" else "[ ]", context)
        elif tag == "a":
            self.link(element, context)
        elif tag == "pre":
            self.end_run()
            self.lines.append(("pre", "".join(element.itertext()).rstrip()))
        elif tag in INLINE:
            self.children(element, tuple(sorted((*context, tag))))
        elif tag in TRANSPARENT:
            self.children(element, context)
        else:
            self.block(element, self.block_name(element, tag))

    def block(self, element, name):
        self.end_run()
        self.lines.append((f"<{name}>",))
        self.children(element, ())
        self.end_run()
        self.lines.append((f"</{name.split()[0]}>",))

    def block_name(self, element, tag):
        if self.is_expected:
            tag = DEMOTED.get(tag, tag)
        if tag == "th" and not "".join(element.itertext()).strip():
            tag = "td"
        if tag == "ol":
            return f"ol {element.get('start', '1')}"
        align = element.get("align") or element.get("style", "").removeprefix("text-align: ").strip("; ")
        return f"{tag} {align}".strip()

    def children(self, element, context):
        self.say(element.text, context)
        for child in element:
            self.element(child, context)
            self.say(child.tail, context)

    def link(self, element, context):
        target, words = unquote(element.get("href", "")), "".join(element.itertext())
        if self.is_expected and words.startswith("www."):
            target = target.replace("http:", "https:", 1)
        linked = link_address(target) if self.is_expected else target
        if linked is None:
            return self.unlinked(element, target, words, context)
        inside = (*context, f"a={unquote(linked)}")
        self.children(element, inside)
        if not len(element) and not words.strip():
            self.say(linked, inside)

    def unlinked(self, element, target, words, context):
        """What may not be linked is shown: `[words](target)` as both, `<target>` and `[]()` as typed."""
        if words == target:
            return self.say(f"<{target}>" if target else "[]()", context)
        self.children(element, context)
        if target:
            self.say(f" ({target})" if words else target, context)

    def picture(self, element, context):
        address, alt = unquote(element.get("src", "")), element.get("alt", "")
        if not self.is_expected or image_address(address):
            return self.characters.append((f"‹{alt}|{address}›", context))
        linked = link_address(address)
        if linked and not any(name.startswith("a=") for name in context):
            return self.say(alt or linked, (*context, f"a={unquote(linked)}"))
        self.say(f"{alt} ({address})" if alt and address else alt or address, context)

    def say(self, text, context):
        self.characters += [(character, context) for character in unquote(text or "")]

    def end_run(self):
        run, blank = [], ""
        for character, context in self.characters:
            if character in BLANK:
                blank = "\n" if "\n" in (character, blank) else " "
                continue
            if blank and run:
                run.append((blank, ()))
            blank = ""
            run.append((character, context))
        if run:
            self.lines.append(("text", *merged(run)))
        self.characters = []


def merged(run):
    """Neighbours of one context as one; blanks belong to none."""
    parts = []
    for character, context in run:
        if parts and parts[-1][0] == context:
            parts[-1][1] += character
        else:
            parts.append([context, character])
    return [(context, text) for context, text in parts]


def flattened(html, is_expected=False):
    body = html5lib.parse(f"<!DOCTYPE html><body>{html}", namespaceHTMLElements=False).find("body")
    flat = Flattening(is_expected)
    flat.children(body, ())
    flat.end_run()
    return flat.lines


def both(example):
    """The HTML expected of an example, and ours. A text without words is shown as typed, so it gets one."""
    source, expected = example["input"], example["expected_html"]
    if not WORD.search(flattened_words(expected)):
        source, expected = f"x\n\n{source}", f"<p>x</p>{expected}"
    return expected, rendered(source)


def flattened_words(html):
    return "".join(html5lib.parse(html).itertext())


def alike(expected, ours):
    """Whether a reader sees the same: `expected` is foreign HTML, `ours` the renderer's."""
    return flattened(expected, is_expected=True) == flattened(ours)


def holds_raw_tags(example):
    """Whether the HTML expected has tags that were typed."""
    return any(tag in example.get("expected_html", "") for tag in RAW_TAG.findall(example["input"]))


def examples(path):
    """Those that have an `expected_html` and no raw HTML."""
    return [
        example
        for example in map(json.loads, Path(path).read_text().splitlines())
        if example.get("expected_html", IGNORED) != IGNORED
        and not any(note in example["note"] for note in RAW_NOTES)
        and not holds_raw_tags(example)
    ]


def rendered(source):
    """The HTML of the text, "" if it is refused."""
    try:
        return render_unlimited(accepted_text(source), {}).html
    except Unsound as unsound:
        return plain_rendering(source, str(unsound)).html
    except Refused:
        return ""


def shown(lines):
    """A flattened text for a person to read."""
    return "\n".join(f"    {line_shown(line)}" for line in lines)


def line_shown(line):
    if line[0] == "pre":
        return f"pre {line[1]!r}"
    if line[0] != "text":
        return line[0]
    return "".join(
        f"{{{' '.join(context)}: {text}}}" if context else text for context, text in line[1:]
    ).replace("\n", "⏎")


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.markup.comparing")
    parser.add_argument("file")
    parser.add_argument("--note", default="")
    parser.add_argument("--brief", action="store_true", help="only the numbers")
    choice = parser.parse_args()
    good, total = Counter(), Counter()
    for example in examples(choice.file):
        note = example["note"]
        if choice.note not in note:
            continue
        expected, ours = both(example)
        total[note] += 1
        if alike(expected, ours):
            good[note] += 1
        elif not choice.brief:
            print(f"{example['id']} {note}\n  input    {example['input']!r}\n  html     {ours!r}")
            print(f"  expected\n{shown(flattened(expected, is_expected=True))}")
            print(f"  ours\n{shown(flattened(ours))}\n")
    for note in total:
        print(f"{good[note]:4d} of {total[note]:4d}  {note}")
    print(f"{good.total():4d} of {total.total():4d}  together")


if __name__ == "__main__":
    main()
