"""What an owner may write into `.env`; a line that would set nothing stops the forum with a sentence."""

import pytest

from forum.environment.env_file import read_env_file
from forum.environment.environment import SettingError


@pytest.fixture
def read(tmp_path):
    def read_one(written: str | bytes) -> dict[str, str]:
        file = tmp_path / ".env"
        file.write_bytes(written.encode() if isinstance(written, str) else written)
        return read_env_file(file)

    return read_one


WRITTEN = {
    "FORUM_URL=https://a.example": "https://a.example",
    "FORUM_URL = https://a.example": "https://a.example",
    "  FORUM_URL=https://a.example  ": "https://a.example",
    "export FORUM_URL=https://a.example": "https://a.example",
    "\ufeffFORUM_URL=https://a.example": "https://a.example",
    "FORUM_URL=https://a.example\r": "https://a.example",
    "FORUM_URL=https://a.example # my forum": "https://a.example",
    'FORUM_URL="https://a.example"': "https://a.example",
    "FORUM_URL='https://a.example' # my forum": "https://a.example",
    "FORUM_URL=": "",
    "FORUM_URL= # not yet": "",
    "FORUM_URL=a#b": "a#b",
    "FORUM_URL='a # b'": "a # b",
    'FORUM_URL="a \\"b\\" c"': 'a "b" c',
    'FORUM_URL="Our Forum" <f@a.example>': '"Our Forum" <f@a.example>',
    "FORUM_URL=$HOME": "$HOME",
}


@pytest.mark.parametrize("line", WRITTEN)
def test_a_setting_is_read_as_it_was_meant(read, line):
    assert read(f"{line}\n\n# a remark\n #PORT=1\nDEBUG=on") == {"FORUM_URL": WRITTEN[line], "DEBUG": "on"}


@pytest.mark.parametrize("line", ["FORUM_URL: hush", "FORUM_URL hush", "forum-url=hush", "=hush", "1A=hush"])
def test_a_line_that_sets_nothing_is_named_and_not_repeated(read, line):
    with pytest.raises(SettingError, match="Line 2 of") as refusal:
        read(f"PORT=8000\n{line}\n")
    assert "hush" not in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_a_file_that_cannot_be_read_is_one_sentence(read, tmp_path):
    with pytest.raises(SettingError, match="UTF-8"):
        read(b"EMAIL_FROM=F\xf6rum <a@b.example>")
    with pytest.raises(SettingError, match="can’t be read"):
        read_env_file(tmp_path)
    assert read_env_file(tmp_path / "none") == {}
