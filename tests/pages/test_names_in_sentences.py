"""Names and titles in sentences of templates stand apart, so that one from right to left turns nothing round."""

import re

from django.conf import settings

FOLDER = settings.BASE_DIR / "templates"
SENTENCE = re.compile(r"\{%\s*blocktrans\w*\s[^%]*?with\s([^%]*)%\}")
NAME = re.compile(r"\w+=(?:\w+\.)+(?:name|title|username|full_name|label|thing)\b(?P<filters>[|\w:\"]*)")
APART = {"apart", "one_line", "unlinked"}


def bare_names(template: str) -> list[str]:
    names = [name for sentence in SENTENCE.finditer(template) for name in NAME.finditer(sentence[1])]
    return [name[0] for name in names if not APART & set(name["filters"].split("|"))]


def test_every_name_in_a_sentence_stands_apart():
    templates = {path: path.read_text() for path in FOLDER.rglob("*") if path.is_file()}
    assert any(NAME.search(template) for template in templates.values())
    assert {str(path): names for path, text in templates.items() if (names := bare_names(text))} == {}


def test_a_bare_name_is_found():
    assert bare_names("{% blocktranslate trimmed with board=topic.board.name %}") == [
        "board=topic.board.name"
    ]
    assert bare_names("{% blocktranslate with board=topic.board.name|apart n=page.number %}") == []
