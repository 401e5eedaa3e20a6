"""The forum’s rules: the page that its owner marked as such, and what acts of moderators can cite of it."""

from dataclasses import dataclass

from forum.own_pages.headings import headings_of
from forum.own_pages.models import OwnPage

LONGEST_WORDS = 200


@dataclass(frozen=True)
class Rule:
    """What is cited: its words now, which the log keeps, and where it is."""

    anchor: str
    words: str
    address: str


def rules_page() -> OwnPage | None:
    return OwnPage.objects.filter(is_rules=True, is_published=True).first()


def citable_rules() -> list[Rule]:
    """One for each heading of the rules; of a page without headings, the page."""
    page = rules_page()
    if page is None:
        return []
    address = page.get_absolute_url()
    rules = [
        Rule(anchor, words[:LONGEST_WORDS], f"{address}#{anchor}")
        for anchor, words in headings_of(page.html)
        if words
    ]
    return rules or [Rule("page", page.name, address)]


def rule_called(anchor: str) -> Rule | None:
    return next((rule for rule in citable_rules() if rule.anchor == anchor), None) if anchor else None
