"""The question that the owner asks new members, and which answers are right."""

from accounts.names import flat_key
from forum.site.models import SiteSettings

LONGEST_ANSWER = 500


def answers_in(text: str) -> list[str]:
    """The answers of a list with one a line, each once."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return list({answer_key(line): line for line in lines if line}.values())


def answer_key(answer: str) -> str:
    """The form in which answers are compared: capitals, accents, gaps and stops make no difference."""
    return flat_key(answer) or answer.strip()


def is_right(answer: str, site: SiteSettings) -> bool:
    """Whether the answer is one of the owner's. Any is, if there are none: then somebody reads it."""
    right = [answer_key(each) for each in site.sign_up_answers.splitlines() if each.strip()]
    return not right or answer_key(answer) in right
