"""Judges of rendered HTML: our own, which allows what it knows and nothing else, and another sanitiser's."""

import re
from functools import lru_cache

import html5lib
import nh3
from html5lib.serializer import HTMLSerializer

from forum.markup.html.highlighting import LANGUAGES

SCHEMES = "http https mailto tel sms magnet xmpp irc ircs matrix ftp geo".split()
HREF = r"((https?|ftp|ircs?)://|(mailto|tel|sms|magnet|xmpp|matrix|geo):[^/]|/(?![/\\])|#(note|ref)-)[^\s\\]*"
HOST = re.compile(r"(?<=href=\")(?:https?|ftp|ircs?)://[^\"/?#]*[^\x00-\x7f][^\"/?#]*", re.IGNORECASE)
SRC = r"(https://|/media/)[^\s\\]*"
ALLOWED = {
    "a": {
        "href": HREF,
        "rel": "ugc nofollow noopener",
        "class": "mention|alone|footnote-back",
        "dir": "auto|ltr",
    },
    "blockquote": {"dir": "auto|rtl"},
    "br": {},
    "code": {"class": r"language-\S+", "dir": "ltr"},
    "del": {},
    "details": {"class": "spoiler", "dir": "auto|rtl"},
    "div": {"class": "table-scroll", "tabindex": "0", "dir": "auto|rtl"},
    "em": {},
    "h3": {"dir": "auto|rtl"},
    "h4": {"dir": "auto|rtl"},
    "h5": {"dir": "auto|rtl"},
    "h6": {"dir": "auto|rtl"},
    "hr": {},
    "img": {
        "src": SRC,
        "alt": r"[\s\S]*",
        "width": r"[1-9]\d{0,3}",
        "height": r"[1-9]\d{0,3}",
        "loading": "lazy",
        "decoding": "async",
        "referrerpolicy": "no-referrer",
    },
    "ins": {},
    "kbd": {},
    "li": {"class": "task|note", "dir": "auto|rtl"},
    "mark": {},
    "ol": {"start": r"\d{1,9}", "class": "footnotes", "dir": "auto|rtl"},
    "p": {"class": "quoted", "dir": "auto|rtl"},
    "pre": {"class": "plain", "tabindex": "0", "dir": "auto|ltr"},
    "small": {},
    "span": {
        "class": r"task-box|spoiler|hashtag|hl-[a-z]{1,2}|math-scroll(?: math-block)?",
        "tabindex": "0",
        "data-line": r"[1-9]\d{0,5}",
    },
    "strong": {},
    "sub": {},
    "summary": {"dir": "auto|rtl"},
    "sup": {"class": "footnote"},
    "table": {},
    "tbody": {},
    "td": {"align": "left|center|right", "dir": "auto|rtl"},
    "th": {"align": "left|center|right", "dir": "auto|rtl"},
    "thead": {},
    "tr": {},
    "ul": {"dir": "auto|rtl"},
}


FLAG = "true|false"
LENGTH = r"-?[\d.]+(em|ex|px|pt|cm|mm)"
FORMULA = {
    "math": {"display": "block", "data-latex": r"[\s\S]*"},
    "mfrac": {"linethickness": "0"},
    "mi": {"mathvariant": "normal"},
    "mn": {},
    "mo": {
        "form": "prefix|infix|postfix",
        "stretchy": FLAG,
        "movablelimits": FLAG,
        "lspace": LENGTH,
        "rspace": LENGTH,
        "minsize": LENGTH,
        "maxsize": LENGTH,
    },
    "mover": {"accent": FLAG},
    "mpadded": {"width": "0(px)?", "height": "0(px)?", "depth": "0(px)?"},
    "mphantom": {},
    "mroot": {},
    "mrow": {"class": "math-(box|over|under)"},
    "mspace": {"width": LENGTH},
    "msqrt": {},
    "mstyle": {"displaystyle": FLAG, "scriptlevel": "[012]"},
    "msub": {},
    "msubsup": {},
    "msup": {},
    "mtable": {"displaystyle": FLAG, "class": "math-aligned"},
    "mtd": {"class": "(math-(left|right|line|rule) ?)+"},
    "mtext": {},
    "mtr": {},
    "munder": {"accentunder": FLAG},
    "munderover": {},
}
MATHML = "{http://www.w3.org/1998/Math/MathML}"


def faults(html):
    """What is wrong with this HTML once a browser has read it: an empty list when it is as it should be."""
    root = parsed(f'<main><div id="box">{html}</div><p id="after">after</p></main>')
    main, box = root.find("body/main"), root.find("body/main/div")
    found = []
    if [child.get("id") for child in main or ()] != ["box", "after"] or len(root.find("body")) != 1:
        return ["it leaves its box"]
    if [child.tag for child in root.find("head")] or len(main[1]) or main[1].text != "after":
        found.append("it changes what is around it")
    for element in box.iter():
        if element is not box:
            found += element_faults(element)
    again = canonical(inner(box))
    if again != canonical(html):
        found.append("it changes when it is read twice")
    return found + oracle_faults(html)


def element_faults(element):
    in_formula = element.tag.startswith(MATHML)
    allowed = FORMULA.get(element.tag.removeprefix(MATHML)) if in_formula else ALLOWED.get(element.tag)
    if allowed is None:
        return [f"element {element.tag}"]
    found = []
    for name, value in element.attrib.items():
        if name not in allowed or not re.fullmatch(allowed[name], value):
            found.append(f"{element.tag}[{name}] = {value[:60]!r}")
    href = element.get("href", "")
    if href.startswith("http") and element.get("rel") != "ugc nofollow noopener":
        found.append(f"a link abroad without its rel: {href[:60]!r}")
    css_class = element.get("class", "")
    known = {""} | {f"language-{language}" for language in LANGUAGES}
    if element.tag == "code" and css_class not in known:
        found.append(f"a class of the author's: {css_class!r}")
    return found


def oracle_faults(html):
    """What another sanitiser with the same list would take out or write differently."""
    known = ALLOWED | FORMULA
    # It also takes out what no name server can know; browsers say so when somebody goes there.
    html = HOST.sub("https://example.org", html)
    cleaned = nh3.clean(
        html,
        tags=set(known),
        attributes={tag: set(attributes) for tag, attributes in known.items() if attributes},
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    return [] if canonical(cleaned) == canonical(html) else ["nh3 would change it"]


def parsed(document):
    return html5lib.parse(f"<!DOCTYPE html>{document}", namespaceHTMLElements=False)


def canonical(html):
    return inner(parsed(f"<div>{html}</div>").find("body"))


def inner(element):
    markup = serializer().render(html5lib.getTreeWalker("etree")(element))
    return markup[markup.index(">") + 1 : markup.rindex("</")]


@lru_cache
def serializer():
    return HTMLSerializer(quote_attr_values="always", omit_optional_tags=False, alphabetical_attributes=True)
