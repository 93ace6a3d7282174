"""What follows a withdrawal: nothing that was deleted can be read from the file or a backup any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.store import backup, withdrawing

if TYPE_CHECKING:
    from convdesk.operations.study import Study


def finish_withdrawal(study: Study) -> tuple[int, bool]:
    """What follows the deletion: old backups go, the file is written anew, a new backup takes their place.

    Returns how many backups went, and whether the file is clean. Nothing is done where nobody withdrew since the last
    time; a study in which the program ended in between is finished when it is opened.
    """
    workspace = study.workspace
    with workspace.known_problems(), workspace.history.alone() as connection:
        if not withdrawing.is_unfinished(connection):
            return 0, True
        old = backup.backups_of(study.path)
        for path in old:
            path.unlink(missing_ok=True)
        is_clean = withdrawing.clean(connection)
    if old:
        backup.back_up(study.path, workspace.stamps)
    return len(old), is_clean
