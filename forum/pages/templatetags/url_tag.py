"""`{% url %}` as Django's, in every template, from the addresses that the process keeps."""

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.utils.html import conditional_escape

from forum.site.page_addresses import page_address

register = template.Library()

KEPT = (int, str)


class KeptURLNode(URLNode):
    def render(self, context: Any) -> str:
        name = self.view_name.resolve(context)
        parts = [part.resolve(context) for part in self.args]
        # What is in a namespace, as the admin is, may depend on the request.
        if self.kwargs or self.asvar or ":" in name or any(type(part) not in KEPT for part in parts):
            return super().render(context)
        address = page_address(name, *parts)
        return conditional_escape(address) if context.autoescape else address


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    node = django_url(parser, token)
    return KeptURLNode(node.view_name, node.args, node.kwargs, node.asvar)
