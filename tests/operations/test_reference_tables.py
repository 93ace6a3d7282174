"""Tables of totals in a study."""

from __future__ import annotations

from convdesk.operations import imports, studies

CSV = "date,visitors,pageviews\n2026-01-01,5,9\n2026-01-02,6,8\n"


def test_totals_are_kept_with_their_source_and_go_with_it(tmp_path):
    path = tmp_path / "imported_visitors.csv"
    path.write_text(CSV, encoding="utf-8")
    study = studies.create_study(tmp_path / "study")
    try:
        (report,) = imports.import_files(study, [path])
        (kept,) = studies.list_references(study)
        assert (kept.source, kept.file, kept.table.rows[0]) == (report.source, path.name, ("2026-01-01", "5", "9"))
        assert studies.describe_study(study).events == 0
        imports.remove_source(study, path.name)
        assert studies.list_references(study) == ()
    finally:
        study.close()
