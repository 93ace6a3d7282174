"""Tables of any length."""

from __future__ import annotations

from convdesk.cli.output import LONG, print_table


def test_a_table_of_very_many_rows_has_every_row_with_numbers_at_the_right(capsys):
    print_table(["Event", "Times"], [(f"Name {n}", n) for n in range(LONG + 1)], title="Events", note="n = 1")
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["Events", "Event      Times", "Name 0         0"]
    assert lines[-2:] == ["Name 1000  1,000", "n = 1"]
    assert len(lines) == LONG + 4
