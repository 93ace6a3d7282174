"""Which column of a click log is where, when, who and what kind: proposed from names and values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convdesk.ingest.click_kinds import is_pointer_kind
from convdesk.ingest.click_places import place_in
from convdesk.ingest.roles import plain_name
from convdesk.ingest.times import is_time_like
from convdesk.model.mapping import Column, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLES = 3
PAGE_KEY, SESSION_KEY, KIND_KEY = "page (key)", "session (key)", "kind (key)"
"""Columns made of the names under which a JSON file holds its points."""

_ENOUGH = 0.6
_X = (
    "page_x", "x", "pos_x", "x_pos", "xpos", "posx", "x_coord", "xcoord", "coord_x", "x_position", "position_x",
    "mouse_x", "cursor_x", "click_x", "point_x", "pointer_x", "client_x", "viewport_x", "screen_x", "x_px", "rel_x",
    "relative_x", "x_rel", "x_relative", "pointer_relative_x", "x_percent", "percent_x", "pct_x", "norm_x", "x_norm",
)  # fmt: skip
_PAIRS = ("global_position", "page_position", "position", "coordinates", "coords", "point", "location", "xy", "pos")
_SIDES = {"width": Role.WIDTH, "w_px": Role.WIDTH, "height": Role.HEIGHT, "h_px": Role.HEIGHT}
_AROUND = ("viewport_", "window_", "inner_", "client_", "browser_", "view_", "page_", "screen_", "document_", "")
_NAMES: dict[Role, tuple[str, ...]] = {
    Role.TIME: (
        "time_since_load", "client_timestamp", "timestamp", "time",
        "ts", "event_time", "datetime", "date_time", "utc", "epoch", "time_ms",
        "timestamp_ms", "time_s", "seconds", "millis", "ms", "t", "elapsed", "elapsed_ms", "offset_ms", "created_at",
        "record_timestamp", "date", "when", "at", "time_stamp", "server_time", "time_to_click",
        "time_to_click_s", "time_to_click_seconds", "seconds_to_click",
    ),
    Role.SESSION: (
        SESSION_KEY, "session_id", "sessionid", "session", "visit_id", "visit", "id_visit", "idvisit", "idlogvisit",
        "recording_id", "recording",
        "stroke_id", "trial_id", "trial", "token", "sid",
    ),
    Role.USER: (
        "user_id", "userid", "distinct_id", "client_id", "visitor_id", "visitor", "anonymous_id", "participant_id",
        "participant", "person_id", "person", "subject", "subject_id", "user", "uid",
    ),
    Role.PAGE: (PAGE_KEY, "page_url", "url", "current_url", "href", "page", "path", "page_path", "uri", "location"),
    Role.ELEMENT: (
        "selector", "css_selector", "css_path", "xpath", "dom_path", "element_path", "element", "target",
        "target_selector", "node_name", "nodename", "node", "tag",
    ),
    Role.EMAIL: ("email", "e_mail", "user_email", "email_address"),
}  # fmt: skip
_KINDS = (
    KIND_KEY, "event_type", "event", "event_name", "type", "action", "kind", "interaction", "label", "state", "button",
    "click", "clicked", "is_click", "scroll", "scrolled",
)  # fmt: skip
_BROKEN = re.compile(r"\s*-?\d+\.\d+\s*")
_TIME_ENDING = re.compile(r".*_(?:timestamp|time|ts)$")


def propose_clicks(names: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Every column with a role; what is not needed is left out."""
    values = {name: [row[place] for row in rows if row[place].strip()] for place, name in enumerate(names)}
    roles: dict[str, Role] = _places(names, values)
    for role, wanted in _NAMES.items():
        known = {name: place for place, name in enumerate(wanted)}
        spelt = {name: name if name in known else plain_name(name) for name in names}
        found = sorted((known[spelt[name]], name) for name in names if name not in roles and spelt[name] in known)
        name = next((name for _, name in found if values[name] and _fits(role, values[name])), None)
        if name is not None:
            roles[name] = role
    if Role.TIME not in roles.values():
        late = (name for name in names if name not in roles and _TIME_ENDING.fullmatch(plain_name(name)))
        roles.update({name: Role.TIME for name in [next(late, None)] if name is not None})
    for name in names:
        if name not in roles and (name == KIND_KEY or plain_name(name) in _KINDS) and _few(values[name]):
            roles[name] = Role.KIND
    return tuple(
        Column(name, roles.get(name, Role.SKIP), tuple(dict.fromkeys(v[:200] for v in values[name]))[:EXAMPLES])
        for name in names
    )


def missing(columns: Sequence[Column]) -> tuple[str, ...]:
    """Sentences: what has still to be said before clicks can be read from these columns."""
    given = {column.role for column in columns}
    if Role.X not in given:
        return ("No column says where: choose the columns of x and y (or one that holds both as x).",)
    return ()


def sureness(columns: Sequence[Column], names: Sequence[str], rows: Sequence[Sequence[str]]) -> float:
    """How much a table looks like a click log (0 to 1)."""
    given = {column.role for column in columns}
    if Role.X not in given:
        return 0.0
    if not given & {Role.TIME, Role.KIND, Role.SESSION, Role.PAGE}:
        return 0.15
    kinds = [list(names).index(column.name) for column in columns if column.role is Role.KIND]
    said = [row[place] for row in rows for place in kinds if row[place].strip()]
    if said and 2 * sum(map(is_pointer_kind, said)) < len(said):
        return 0.4
    return 0.9 if Role.TIME in given else 0.6


def _places(names: Sequence[str], values: dict[str, list[str]]) -> dict[str, Role]:
    """The columns of x and y, or of both in one, and those of the viewport's size."""
    by_plain = {plain_name(name): name for name in reversed(names)}
    roles: dict[str, Role] = {}
    for x in _X:
        y = other_axis(x)
        if x in by_plain and y in by_plain and _are_places(values[by_plain[x]]) and _are_places(values[by_plain[y]]):
            roles = {by_plain[x]: Role.X, by_plain[y]: Role.Y}
            break
    else:
        pair = next(
            (by_plain[name] for name in _PAIRS if name in by_plain and _are_pairs(values[by_plain[name]])), None
        )
        roles = {pair: Role.X} if pair else {}
    for side, role in _SIDES.items():
        size = next((by_plain[around + side] for around in _AROUND if around + side in by_plain), None)
        if roles and size and size not in roles and role not in roles.values() and _are_places(values[size]):
            roles[size] = role
    return roles


def other_axis(x: str) -> str:
    """The name of y beside that of x: `x_pos` and `y_pos`, `posx` and `posy`."""
    parts = x.split("_")
    if "x" in parts:
        return "_".join("y" if part == "x" else part for part in parts)
    return "y" + x[1:] if x.startswith("x") else x[:-1] + "y"


def _fits(role: Role, values: list[str]) -> bool:
    if role is Role.TIME:
        return sum(is_time_like(value) or place_in(value) is not None for value in values) >= _ENOUGH * len(values)
    if role is Role.PAGE:
        return sum("/" in value or not place_in(value) for value in values) >= _ENOUGH * len(values)
    return True


def _few(values: list[str]) -> bool:
    """Names of kinds: few, and no numbers with decimals."""
    return bool(values) and len(set(values)) <= max(12, len(values) // 4) and not any(map(_BROKEN.fullmatch, values))


def _are_places(values: list[str]) -> bool:
    usable = [value for value in values if value.strip().lower() not in {"none", "null", "nan"}]
    return bool(usable) and sum(place_in(value) is not None for value in usable) >= _ENOUGH * len(usable)


def _are_pairs(values: list[str]) -> bool:
    found = [place_in(value) for value in values]
    return bool(values) and sum(place is not None and place[1] is not None for place in found) >= _ENOUGH * len(values)
