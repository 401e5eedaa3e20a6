"""Colouring code: text in, escaped text with a few spans out."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from pygments.lexer import Lexer
from pygments.lexers import get_all_lexers, get_lexer_by_name
from pygments.token import STANDARD_TYPES, Token, _TokenType

MAX_BLOCK = 8_000
MAX_CHARACTERS = 16_000

LANGUAGES = frozenset(alias for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases)

# The kinds worth a colour; each is its class in code.css. A kind that is missing takes its parent's.
KINDS = frozenset(
    {
        Token.Comment,
        Token.Generic.Deleted,
        Token.Generic.Heading,
        Token.Generic.Inserted,
        Token.Generic.Output,
        Token.Generic.Prompt,
        Token.Generic.Subheading,
        Token.Keyword,
        Token.Keyword.Type,
        Token.Literal,
        Token.Name.Attribute,
        Token.Name.Builtin,
        Token.Name.Class,
        Token.Name.Constant,
        Token.Name.Decorator,
        Token.Name.Exception,
        Token.Name.Function,
        Token.Name.Tag,
        Token.Name.Variable,
        Token.Number,
        Token.Operator.Word,
        Token.String,
        Token.String.Escape,
        Token.String.Regex,
    }
)


def language_named(name: str) -> str:
    """Return the alias of the lexer of this name, or "" if there is none."""
    return name.lower() if name.lower() in LANGUAGES else ""


def highlighted(code: str, language: str) -> str:
    """The code as HTML, coloured if a lexer reads it without losing a character."""
    try:
        # Many lexers know a line only by its end, so the last one gets an end and loses it again.
        tokens = [token for token in lexer_for(language).get_tokens(code + "\n") if token[1]]
    except Exception:
        # A lexer that stumbles costs the block its colours, not the post its shape.
        return escape(code, quote=False)
    if "".join(value for _, value in tokens) != code + "\n":
        return escape(code, quote=False)
    tokens[-1] = (tokens[-1][0], tokens[-1][1][:-1])
    return "".join(span(css_class, value) for css_class, value in merged(tokens))


@lru_cache(maxsize=64)
def lexer_for(language: str) -> Lexer:
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)


@lru_cache(maxsize=1024)
def class_of(kind: _TokenType) -> str:
    while kind is not None:
        if kind in KINDS:
            return f"hl-{STANDARD_TYPES[kind]}"
        kind = kind.parent
    return ""


def merged(tokens: Iterable[tuple[_TokenType, str]]) -> list[tuple[str, str]]:
    """Join neighbours of one colour; white space takes the colour of what it follows."""
    pieces: list[tuple[str, list[str]]] = []
    for kind, value in tokens:
        css_class = class_of(kind)
        if pieces and (pieces[-1][0] == css_class or value.isspace()):
            pieces[-1][1].append(value)
        else:
            pieces.append((css_class, [value]))
    return [(css_class, "".join(values)) for css_class, values in pieces]


def span(css_class: str, value: str) -> str:
    text = escape(value, quote=False)
    return f'<span class="{css_class}">{text}</span>' if css_class else text
