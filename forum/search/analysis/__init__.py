"""A text in; tokens for the index, and excerpts with the words marked, out. The same for every database."""

from forum.search.analysis.exact import exact_form, exact_tokens
from forum.search.analysis.excerpts import marked, marked_excerpt
from forum.search.analysis.stemming import LANGUAGES
from forum.search.analysis.tokens import Token, token_texts, tokens, words

# What was analysed by another version is indexed anew.
VERSION = 1

__all__ = [
    "LANGUAGES",
    "VERSION",
    "Token",
    "exact_form",
    "exact_tokens",
    "marked",
    "marked_excerpt",
    "token_texts",
    "tokens",
    "words",
]
