"""Which backups are kept: 7 days and 4 weeks, and the last five that people asked for."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from forum.backups import folder as folders
from forum.backups.models import Backup
from forum.backups.rotation import KEPT_MANUAL, delete_superfluous, kept

FIRST_NIGHT = datetime(2026, 1, 1, 3, 30, tzinfo=UTC)  # a Thursday


def nights(count):
    return [FIRST_NIGHT + timedelta(days=n) for n in range(count)]


def ages(moments, daily, weekly):
    last = max(moments)
    return sorted((last - moment).days for moment in kept(moments, daily, weekly))


def test_seven_days_and_four_weeks_before_them():
    # The hundredth night is a Friday; of earlier weeks the last day is kept, a Sunday.
    assert ages(nights(100), 7, 4) == [0, 1, 2, 3, 4, 5, 6, 7, 12, 19, 26]
    assert ages(nights(102), 7, 4) == [0, 1, 2, 3, 4, 5, 6, 7, 14, 21, 28]


def test_what_is_kept_each_night_is_there_to_be_kept_the_next():
    """Deleting as one goes comes to the same as looking back over all nights."""
    there = set()
    for night in nights(100):
        there = kept(there | {night}, 7, 4)
        assert len(there) <= 11
    assert there == kept(nights(100), 7, 4)
    assert len(there) == 11


def test_a_young_forum_keeps_everything():
    assert ages(nights(5), 7, 4) == [0, 1, 2, 3, 4]


def test_of_several_in_a_night_the_last_is_kept():
    early, late = FIRST_NIGHT, FIRST_NIGHT + timedelta(hours=2)
    assert kept([late, early], 7, 4) == {late}


def test_after_a_long_pause_the_old_ones_stay():
    moments = [*nights(10), FIRST_NIGHT + timedelta(days=300)]
    assert max(ages(moments, 7, 4)) >= 295


def test_only_weeks_or_only_days():
    assert ages(nights(100), 0, 3) == [0, 5, 12]
    assert ages(nights(100), 3, 0) == [0, 1, 2]
    assert kept(nights(100), 0, 0) == set()


@pytest.fixture
def backed_up(folder, transactional_db):
    """backed_up(moment, kind) → the row of a backup whose file is there."""

    def make(moment, kind="nightly"):
        path = folders.backup_folder() / folders.new_name(moment, kind)
        path.write_text("a backup")
        return Backup.objects.create(kind=kind, state="done", made_at=moment, path=str(path))

    return make


def test_files_and_rows_go_together(backed_up):
    for moment in nights(30):
        backed_up(moment)
    delete_superfluous()
    rows = {row.name for row in Backup.objects.all()}
    assert {path.name for path in folders.backup_folder().iterdir()} == rows
    assert len(rows) == 11


def test_manual_ones_do_not_crowd_out_the_nightly_ones(backed_up):
    nightly = backed_up(FIRST_NIGHT)
    manual = [backed_up(moment, "manual") for moment in nights(KEPT_MANUAL + 2)]
    delete_superfluous()
    assert nightly.file.exists()
    assert [row.file.exists() for row in manual] == [False, False, *[True] * KEPT_MANUAL]


def test_what_somebody_put_elsewhere_is_theirs(backed_up, tmp_path):
    mine = tmp_path / "mine.zip"
    mine.write_text("a backup")
    row = Backup.objects.create(kind="manual", state="done", made_at=FIRST_NIGHT, path=str(mine))
    precious = tmp_path / "folkmoot-2026-01-01-033000-nightly-0123456789ab.zip"
    precious.write_text("what a row from a foreign database names")
    Backup.objects.create(kind="nightly", state="done", made_at=FIRST_NIGHT, path=str(precious))
    for moment in nights(30)[1:]:
        backed_up(moment)
        backed_up(moment, "manual")
    delete_superfluous()
    assert (mine.exists(), precious.exists()) == (True, True)
    assert Backup.objects.filter(pk=row.pk).exists()


def test_a_file_without_a_row_gets_one(backed_up):
    row = backed_up(FIRST_NIGHT)
    row.file.with_name("notes.txt").write_text("not a backup")
    row.delete()
    with time_machine.travel(FIRST_NIGHT + timedelta(days=1)):
        delete_superfluous()
    found = Backup.objects.get()
    assert (found.path, found.kind, found.made_at) == (row.path, "nightly", FIRST_NIGHT)
