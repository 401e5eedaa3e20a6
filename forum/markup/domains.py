"""Which words with dots name a place on the net: `example.org` and `www.example.museum`, but not `main.py`."""

import re
from typing import NamedTuple

from forum.markup.unicode_text import JOINERS, MARKS, SPACELESS

LETTER = rf"(?:(?![{SPACELESS}_{JOINERS}])[\w{MARKS}])"
LABEL = rf"{LETTER}(?:{LETTER}|[-_])*"
DOMAIN = re.compile(rf"{LABEL}(?:\.{LABEL})+")
PORT = re.compile(r":[0-9]{1,5}(?![0-9])")
ENDING_IN_LETTERS = re.compile(r"[^\W\d_]{2,}")

COMMON = frozenset("com org net edu gov io".split())
COUNTRIES = frozenset(
    "ad ae af ag ai al ao aq ar at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by ca cd cf cg ch ci"
    " ck cm cn co cu cv cw cx cy cz de dj dk dm dz ec ee eg er es et eu fi fj fk fm fo fr ga ge gf gg gh gi gl gm gn"
    " gp gq gr gt gu gw gy hk hm hn hr ht hu id ie il im in iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz"
    " lb lc li lk lr ls lt lu lv ly ma mc me mg mh mn mp mq mr mt mu mv mw mx my mz na ne nf ng ni nl no np nr nu nz"
    " om pe pf pg pr pt pw qa re ro ru rw sa sb sd se sg si sj sk sl sm sn sr ss su sx sy sz tc td tg th tj tk tl tn"
    " to tr tt tv tw tz ua ug uk us uy uz va ve vg vi vn vu wf ws ye yt za zm zw"
    " рф укр бел срб мкд бг ею қаз мон ελ ευ հայ გე".split()
)
# Endings of files that are no country's. What is both, as `.rs` and `.pl`, needs a path to be a place on the net.
FILES = frozenset(
    "bak bat bin bmp cfg conf cpp css csv dat diff dll doc docx exe gif gz hpp html htm ico ini iso jar java jpeg jpg"
    " js json jsx kt lib lock log lua mjs mkv mp old orig out pdf php png ppt pptx rar rb rst sql svg swift tar tex"
    " tgz toml ts tsx txt vue wav webm webp xls xlsx xml xz yaml yml zip".split()
)


# Names turned round in code, as `com.example.app`, and abbreviations of writers and build systems.
TURNED_ROUND = frozenset("com org net io".split())
NO_PLACES = frozenset("et.al configure.in makefile.in".split())
COUNTED = re.compile(r"[0-9]{1,2}\.[^.]+\Z")


class Site(NamedTuple):
    """Where in the text a domain with its port ends, and whether it may be linked without a scheme."""

    end: int
    is_place: bool


def domain_at(text: str, start: int) -> int | None:
    """Where the domain that begins there ends, or None if there is none."""
    match = DOMAIN.match(text, start)
    if match is None:
        return None
    # Words in `_emphasis_` may be domains, but no domain ends so.
    domain = match[0].rstrip("_") if text[start - 1 : start] == "_" else match[0]
    return start + len(domain) if domain[-1] not in "-_" else None


def site_at(text: str, start: int) -> Site | None:
    """Read the domain that begins there, or return None if none does."""
    end = domain_at(text, start)
    if end is None:
        return None
    port = PORT.match(text, end)
    beyond = port.end() if port else end
    return Site(beyond, is_place(text[start:end], text.startswith("/", beyond)))


def is_place(domain: str, has_path: bool) -> bool:
    """Whether the word is a place on the net and nothing else that has a dot."""
    _before, name, ending = ("." + domain).rsplit(".", 2)
    if (
        "_" in name
        or "_" in ending
        or domain.lower() in NO_PLACES
        or domain.partition(".")[0] in TURNED_ROUND
    ):
        return False
    if domain[:4].lower() == "www.":
        return ENDING_IN_LETTERS.fullmatch(ending) is not None or ending[:4] == "xn--"
    # People forget the blank behind a full stop: `I saw.It` and `1.no tea` lead to no place in Italy or Norway.
    if (ending in COMMON or ending in COUNTRIES) and not COUNTED.match(domain):
        return True
    return has_path and ending not in FILES and ending.islower() and bool(ENDING_IN_LETTERS.fullmatch(ending))
