"""The token that members’ forms carry against requests from other sites, as Django reads it."""

import os
from operator import add

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, get_token

COUNT = len(CSRF_ALLOWED_CHARS)
LETTERS = CSRF_ALLOWED_CHARS.encode()
OF_NUMBERS = bytes(LETTERS[number % COUNT] for number in range(256))  # a letter for each
NUMBERS = bytes(max(LETTERS.find(letter), 0) for letter in range(256))  # of the letters
REST = bytes(number % COUNT for number in range(256))

GIVEN = "FORM_TOKEN_GIVEN"  # in what is known of a request whose page has a token of its own


def form_token(request: HttpRequest) -> str:
    """What `get_token` of Django returns, for each page that is made, once the browser has the cookie.

    Django draws each letter of the mask by itself, which takes longer than two queries. The mask keeps what stands in
    the page different each time, and is no secret: that some letters come a little more often tells nothing. Nor is
    the cookie sent again with each page, as Django does: it lasts a year, and who signs in gets a new one.
    """
    secret = request.META.get("CSRF_COOKIE")
    if secret is None or len(secret) != CSRF_SECRET_LENGTH:
        return get_token(request)
    request.META[GIVEN] = True
    mask = os.urandom(CSRF_SECRET_LENGTH).translate(REST)
    cipher = bytes(map(add, secret.encode().translate(NUMBERS), mask))
    return (mask + cipher).translate(OF_NUMBERS).decode()
