"""The file `.env`, as shells and containers read it: a setting on each line, its value perhaps in quotes."""

import re
from pathlib import Path

from forum.environment.values import SettingError

LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)\Z")
IN_SINGLE_QUOTES = re.compile(r"'([^']*)'(?:\s+#.*)?\Z")
IN_DOUBLE_QUOTES = re.compile(r'"((?:[^"\\]|\\.)*)"(?:\s+#.*)?\Z')
REMARK = re.compile(r"\s+#.*\Z")


def read_env_file(path: Path) -> dict[str, str]:
    """Return what the file sets; nothing if there is no file.

    Raise `SettingError` for a line that sets nothing, for the forum would start without what its owner has written.
    The sentence does not repeat the line: it may hold a password.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise SettingError(f"{path} can’t be read. Save it as UTF-8.") from error
    except OSError as error:
        raise SettingError(f"{path} can’t be read: {error.strerror}.") from error
    variables = {}
    for number, line in enumerate(map(str.strip, lines), start=1):
        if not line or line.startswith("#"):
            continue
        assignment = LINE.match(line)
        if not assignment:
            raise SettingError(
                f"Line {number} of {path} sets nothing. Write NAME=value, or # before a comment."
            )
        variables[assignment[1]] = _unquoted(assignment[2])
    return variables


def _unquoted(value: str) -> str:
    if quoted := IN_SINGLE_QUOTES.match(value.strip()):
        return quoted[1]
    if quoted := IN_DOUBLE_QUOTES.match(value.strip()):
        return re.sub(r"\\(.)", r"\1", quoted[1])
    return REMARK.sub("", value).strip()
