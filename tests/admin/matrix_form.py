"""The form with the permissions of all boards, as a browser holds and sends it."""

import re
from html import unescape

MATRIX = "boards_board_matrix"
INPUT = re.compile(r"<input ([^>]*)>")


def fields_of(page) -> dict[str, list[str]]:
    """What a browser would send: hidden fields and ticked boxes of the form."""
    sent: dict[str, list[str]] = {}
    for attributes in INPUT.findall(page.text.split('class="matrix-form"')[1]):
        said = dict(re.findall(r'([a-z-]+)="([^"]*)"', attributes))
        is_box = said.get("type") == "checkbox"
        if (
            "name" in said
            and said["name"] != "csrfmiddlewaretoken"
            and (not is_box or " checked" in attributes)
        ):
            sent.setdefault(said["name"], []).append(unescape(said.get("value", "on")))
    return sent


def tick(fields, board, value):
    fields.setdefault(f"may-{board.pk}", []).append(value)


def untick(fields, board, value):
    fields[f"may-{board.pk}"].remove(value)


def grants(board):
    return {row.group_id or row.audience: set(row.verbs) for row in board.grants.all()}
