"""What stands at the head of a template: those who include or render it read there what it needs."""

from django.conf import settings

FOLDER = settings.BASE_DIR / "templates"
ELSEWHERE = {"allauth", "mail", "admin"}  # written for what allauth, the mails and Django's admin give them


def test_every_template_says_first_what_it_needs():
    templates = [
        path for path in FOLDER.rglob("*.html") if path.relative_to(FOLDER).parts[0] not in ELSEWHERE
    ]
    assert templates
    assert [str(path) for path in templates if not says_what_it_needs(path.read_text())] == []


def says_what_it_needs(template: str) -> bool:
    first, second = template.splitlines()[:2]
    return first.startswith(("{#", '{% extends "errors/base.html" %}')) or second.startswith("{#")
