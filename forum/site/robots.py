"""What `/robots.txt` tells search engines, which the owner can change."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 10_000
# Forms, pages of one's own, searches and other orders of the same lists.
USUAL = """\
User-agent: *
Disallow: /accounts/
Disallow: /admin/
Disallow: /following/
Disallow: /mail/
Disallow: /moderate/
Disallow: /notifications/
Disallow: /preview/
Disallow: /search/
Disallow: /settings/
Disallow: /start/
Disallow: /b/*/new/
Disallow: /p/*/edit/
Disallow: /p/*/history/
Disallow: /p/*/quote/
Disallow: /*/followers/
Disallow: /*/follow-by-mail/
Disallow: /*?*sort=
Disallow: /*?*quote=
"""
# Robots that read for the training of models, and names by which the owner of a robot is told not to use for that
# what it has read.
TRAINERS = (
    "AI2Bot Amazonbot anthropic-ai Applebot-Extended Bytespider CCBot ClaudeBot cohere-training-data-crawler Diffbot "
    "FacebookBot Google-Extended GPTBot ImagesiftBot meta-externalagent omgili PanguBot Timpibot Webzio-Extended"
).split()
LINE = re.compile(
    r"(?:[A-Za-z-]{1,40}[ \t]*:[^\x00-\x08\x0a-\x1f\x7f]*)?[ \t]*(?:#[^\x00-\x08\x0a-\x1f\x7f]*)?"
)


def normalized_robots(text: str) -> str:
    """Return the owner's lines as they are kept, "" for the usual ones.

    Raise ValidationError if a program could not read them.
    """
    lines = [line.rstrip() for line in text.strip().splitlines()]
    for number, line in enumerate(lines, start=1):
        if not LINE.fullmatch(line):
            raise ValidationError(
                _("Line %(number)d isn’t a rule. Write rules like “Disallow: /path/”, and # before a note.")
                % {"number": number},
                "rule",
            )
    text = "\n".join(lines)
    return "" if text == USUAL.strip() else text


def robots_text(lines: str, sitemap: str, *, may_train_models: bool) -> str:
    """Return the whole file: the owner's lines or the usual ones, who may not train models, where the sitemap is."""
    parts = [lines.strip() or USUAL.strip(), f"Sitemap: {sitemap}"]
    if not may_train_models:
        parts.insert(1, "\n".join([*(f"User-agent: {name}" for name in TRAINERS), "Disallow: /"]))
    return "\n\n".join(parts) + "\n"
