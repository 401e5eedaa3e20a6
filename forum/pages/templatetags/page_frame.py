"""The frame of a page, see `forum.pages.page_frame`."""

from django import template

from forum.pages import page_frame

register = template.Library()

TAGS = {
    "forum_in_head": page_frame.head,
    "page_header": page_frame.header,
    "page_banners": page_frame.banners,
    "new_terms": page_frame.new_terms,
    "page_footer": page_frame.footer,
}
for name, part in TAGS.items():
    register.simple_tag(part, takes_context=True, name=name)
