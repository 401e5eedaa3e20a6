"""Templates without the blanks that indent them: a third of what a page would send. No page looks different for it.

And with what is the same for all rendered once, see `constant_nodes`.
"""

import re
from typing import Any

from django.template import Origin, Template
from django.template.loaders import base, cached, filesystem

from forum.pages.constant_nodes import fold

# The note on what a template needs, and what it loads, stand on lines of their own.
OWN_LINE = re.compile(r"^(\{% load [^%]*%\}|\{#[^\n]*#\})\n+", re.MULTILINE)
INDENT = re.compile(r"\n\s+")
# Whatever stands between such lines has its own ends of lines, if any.
BRANCHES = re.compile(
    r"^((?:\{% (?:if|elif|else|endif|for|empty|endfor|with|endwith)\b[^%]*%\})+)\n", re.MULTILINE
)


class Loader(filesystem.Loader):
    def get_contents(self, origin: Origin) -> str:
        contents: str = super().get_contents(origin)
        if not str(origin.template_name).endswith(".html") or str(origin.template_name).startswith("mail/"):
            return contents
        return compact(contents)


class FoldingLoader(base.Loader):
    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template: Template = super().get_template(template_name, skip)
        fold(template.nodelist)
        return template


class KeepingLoader(cached.Loader, FoldingLoader):
    """Each template is made once in a process: by the second of these, before the first shows it to any thread."""


def compact(contents: str) -> str:
    """The template with each line beginning at its first letter, and none that is empty or becomes so."""
    return BRANCHES.sub(r"\1", INDENT.sub("\n", OWN_LINE.sub(r"\1", contents)))
