"""Where times and ids come from, so that tests can hand in their own."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime


class Stamps:
    """The clock and the maker of ids of an open study."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def new_id(self) -> str:
        return str(uuid.uuid4())

    def now_text(self) -> str:
        """Now as ISO 8601 in UTC, to the second."""
        return self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
