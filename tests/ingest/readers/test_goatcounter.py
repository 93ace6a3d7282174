"""GoatCounter's page views."""

from __future__ import annotations

import pytest

from ingest.vendor_logs import claim, read, write

HEADER = "Path,Title,Event,UserAgent,Browser,System,Session,Bot,Referrer,Referrer scheme,Screen size,Location,FirstVisit,Date\n"
VIEW = "/,Home,false,Mozilla/5.0,Firefox 70,Linux,aa1,0,https://g.test,h,1280x800x1,NO,true,2026-01-05T10:00:00Z\n"
NAMED = "buy,Buy,true,Mozilla/5.0,Firefox 70,Linux,aa1,1,,,,NO,false,2026-01-05T10:01:00Z\n"
MACHINE = "/x,X,false,curl,,,aa2,4,,,,NO,false,2026-01-05T10:01:00Z\n"


@pytest.mark.parametrize("version", ["2", "2,"])
def test_the_version_may_stand_before_the_first_name_or_in_a_cell_of_its_own(tmp_path, version):
    path = write(tmp_path, version + HEADER + VIEW + NAMED + MACHINE, "goat.csv")
    assert claim(path)[0] == "goatcounter"
    found = read(path)
    assert found.counts == (3, 2, 0, 1)
    assert set(found.actors) == {"session:aa1"}
    assert [(texts["event"], texts.get("page")) for _, _, texts in found.rows] == [("page view", "/"), ("buy", None)]
    assert not any("UserAgent" in name for name in found.columns)


def test_a_table_without_a_version_is_not_its_own(tmp_path):
    assert claim(write(tmp_path, HEADER + VIEW, "goat.csv"))[0] != "goatcounter"
