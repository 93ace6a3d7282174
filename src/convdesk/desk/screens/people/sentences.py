"""What the people screen says in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.numbers import count_text, day_text, people_text, share_text
from convdesk.model.people import JoinRule, KeyKind, PersonOrder
from convdesk.model.timeline import EntryKind
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from convdesk.model.people import Conflict, KeyReason, KeyView, MatchReport, PersonRow, StitchReport
    from convdesk.model.timeline import Entry

Figure = tuple[str, str, int]
"""A label, a number, and how far it is set in; a label that begins a group is set in by nothing."""

KINDS = {
    KeyKind.USER: lambda: tr("user id"),
    KeyKind.DEVICE: lambda: tr("device or former id"),
    KeyKind.EMAIL: lambda: tr("e-mail (hashed)"),
    KeyKind.RESPONDENT: lambda: tr("respondent"),
    KeyKind.SESSION: lambda: tr("session"),
}
_SEVERAL = {
    KeyKind.USER: lambda: tr("user ids"),
    KeyKind.DEVICE: lambda: tr("devices and former ids"),
    KeyKind.EMAIL: lambda: tr("e-mails, hashed"),
    KeyKind.RESPONDENT: lambda: tr("respondents"),
    KeyKind.SESSION: lambda: tr("sessions"),
}
_SEEN_WITH = {
    KeyKind.USER: lambda: tr("id that would join {n} others"),
    KeyKind.DEVICE: lambda: tr("device seen with {n} people"),
    KeyKind.EMAIL: lambda: tr("e-mail of {n} people"),
    KeyKind.RESPONDENT: lambda: tr("response of {n} people"),
    KeyKind.SESSION: lambda: tr("session of {n} people"),
}
_RULES = {
    JoinRule.HAND: lambda: tr("by hand"),
    JoinRule.MATCH: lambda: tr("by match table"),
    JoinRule.EMAIL: lambda: tr("by e-mail"),
    JoinRule.DEVICE: lambda: tr("by device or alias"),
    JoinRule.SESSION: lambda: tr("by session"),
    JoinRule.RESPONSE: lambda: tr("by response"),
}


def note(report: StitchReport) -> str:
    """The screen's one line: how many, from how many, and what needs a look."""
    parts = [
        people_text(report.actors),
        trn("from {n} key", "from {n} keys", report.keys),
        trn("{n} conflict", "{n} conflicts", report.conflict_count),
        tr("{share} of events never identified").format(share=share_text(report.anonymous_share)),
    ]
    return " · ".join(parts)


def figures(report: StitchReport) -> tuple[Figure, ...]:
    """The report as lines: keys, less what was joined, less what is nobody's, are people."""
    lines: list[Figure] = [(tr("Keys"), count_text(report.keys), 0)]
    lines += [(_SEVERAL[kind](), count_text(n), 1) for kind, n in report.keys_by_kind.items()]
    if report.in_several_sources:
        lines += [(tr("seen in several sources"), count_text(report.in_several_sources), 1)]
    lines += [(tr("Joined"), _less(sum(report.joined.values())), 0)]
    lines += [(_RULES[rule](), _less(n), 1) for rule, n in report.joined.items()]
    if report.components > report.actors:
        lines += [(tr("Keys nobody has"), _less(report.components - report.actors), 0)]
    lines += [
        (tr("People"), count_text(report.actors), 0),
        (tr("with several keys"), count_text(report.actors_joined), 1),
        (tr("most keys of one person"), count_text(report.largest), 1),
        (tr("never identified"), count_text(report.anonymous_actors), 1),
        (tr("Left over"), "", 0),
        (tr("events never identified"), share_text(report.anonymous_share) if report.events else "–", 1),
        (tr("respondents of nobody"), _of(report.respondents_of_nobody, report.respondents), 1),
        (tr("recordings in no log"), _of(report.recordings_of_nobody, report.recordings), 1),
    ]
    if report.splits:
        lines.append((tr("splits by hand"), count_text(report.splits), 1))
    return tuple(lines)


def absent(report: StitchReport) -> frozenset[PersonOrder]:
    """What nobody of the study can have."""
    none = {PersonOrder.ANSWERS: report.respondents, PersonOrder.RECORDINGS: report.recordings}
    return frozenset(order for order, count in none.items() if not count)


def conflict_line(conflict: Conflict) -> str:
    """Two lines: which key, and with how many it was seen."""
    return f"{conflict.name}\n{_SEEN_WITH[conflict.kind]().format(n=count_text(conflict.would_join))}"


def conflict_words(conflict: Conflict) -> str:
    """One conflict of somebody, in a sentence."""
    what = tr("{name} would have joined {who}.").format(name=conflict.name, who=people_text(conflict.would_join))
    return f"{what} {tr(conflict.done)}"


def kinds_text(row: PersonRow) -> str:
    """Which keys somebody has: `user id, 2 devices`."""
    words = {
        KeyKind.USER: lambda n: trn("user id", "{n} user ids", n),
        KeyKind.DEVICE: lambda n: trn("device", "{n} devices", n),
        KeyKind.EMAIL: lambda n: trn("e-mail", "{n} e-mails", n),
        KeyKind.RESPONDENT: lambda n: trn("respondent", "{n} respondents", n),
        KeyKind.SESSION: lambda n: trn("session", "{n} sessions", n),
    }
    return ", ".join(words[kind](n) for kind, n in row.kinds.items())


def facts(row: PersonRow, zone: str) -> str:
    """What is known of somebody, in one line."""
    parts = [
        trn("{n} event in", "{n} events in", row.events) + " " + trn("{n} session", "{n} sessions", row.sessions),
        trn("{n} recording", "{n} recordings", row.recordings) if row.recordings else "",
        trn("{n} answer", "{n} answers", row.answers) if row.answers else "",
        _span(row, zone),
    ]
    return " · ".join(part for part in parts if part)


def key_line(key: KeyView) -> str:
    """Two lines: the key and its kind; where it was seen and why it is here."""
    first = f"{key.name} · {KINDS[key.kind]()}" if key.kind in {KeyKind.USER, KeyKind.DEVICE} else key.name
    reasons = [_RULES[rule]() for rule in dict.fromkeys(reason.rule for reason in key.reasons)]
    seen = _seen(key)
    joined = [tr("joined {how}").format(how=", ".join(reasons))] if reasons else []
    return f"{first}\n" + " · ".join([*([seen] if seen else []), *joined])


def key_words(key: KeyView) -> str:
    """All there is to say of a key, for its tool tip."""
    places = [f"{place.file}: {_counts(place.events, place.recordings, place.responses)}" for place in key.places]
    return "\n".join([key.key, *places, *(_reason(reason) for reason in key.reasons)])


def moment_words(entry: Entry) -> str:
    """What happened, and where."""
    what = {
        EntryKind.RECORDING: tr("Recording, {length}"),
        EntryKind.ANSWER: "“{length}”",
        EntryKind.PAGE: tr("Page {length}"),
        EntryKind.NOTE: tr("Note: {length}"),
    }.get(entry.kind, "{length}")
    where = [*([entry.details["element"]] if entry.kind is EntryKind.FRICTION and entry.details else []), entry.where]
    return " · ".join([what.replace("{length}", entry.title), *(place for place in where if place)])


def offered_line(row: PersonRow) -> str:
    events = trn("{n} event", "{n} events", row.events)
    return f"{row.name}\n{kinds_text(row)} · {events}"


def match_lines(report: MatchReport) -> tuple[str, str, str]:
    """What a match table holds, whom it would join, and what its columns are."""
    held = [
        trn("{n} row can be used", "{n} rows can be used", report.kept),
        tr("{n} there twice").format(n=count_text(report.duplicates)) if report.duplicates else "",
        tr("{n} cannot be used").format(n=count_text(report.rejected)) if report.rejected else "",
        tr("{n} name nobody of this study").format(n=count_text(report.unknown)) if report.unknown else "",
    ]
    effect = tr("{before} would become {after}.").format(
        before=people_text(report.people_before), after=count_text(report.people_after)
    )
    same = tr("Nobody would be joined: {before} stay as they are.").format(before=people_text(report.people_before))
    columns = [f"{one.name}: {KINDS[one.kind]() if one.kind else tr('any id, looked up')}" for one in report.columns]
    is_same = report.people_before == report.people_after
    return " · ".join(part for part in held if part), same if is_same else effect, " · ".join(columns)


def _less(count: int) -> str:
    return f"−{count_text(count)}" if count else "0"


def _of(count: int, total: int) -> str:
    if not total:
        return "–"
    return tr("{n} of {total}").format(n=count_text(count), total=count_text(total))


def _span(row: PersonRow, zone: str) -> str:
    first, last = day_text(row.first, zone), day_text(row.last, zone)
    return first if first == last else f"{first} – {last}"


def _reason(reason: KeyReason) -> str:
    return tr("joined {rule} with {other}").format(rule=_RULES[reason.rule](), other=reason.other)


def _seen(key: KeyView) -> str:
    events = sum(place.events for place in key.places)
    recordings = sum(place.recordings for place in key.places)
    responses = sum(place.responses for place in key.places)
    files = len({place.file for place in key.places})
    if not files:
        return ""
    counts = _counts(events, recordings, responses)
    return counts if files == 1 else tr("{counts} in {n} files").format(counts=counts, n=files)


def _counts(events: int, recordings: int, responses: int) -> str:
    parts = [
        trn("{n} event", "{n} events", events) if events else "",
        trn("{n} recording", "{n} recordings", recordings) if recordings else "",
        trn("{n} response", "{n} responses", responses) if responses else "",
    ]
    return ", ".join(part for part in parts if part) or tr("beside another key")


def empty_words(respondents: int) -> tuple[str, str]:
    """What an empty list says: that nobody is there, or only people who answered."""
    if not respondents:
        return tr("Nobody is in this study yet"), tr(
            "Import event logs, recordings and survey answers. Here you will see which ids were taken for one "
            "person and why, and you can merge and split them."
        )
    answered = trn("{n} person answered a survey", "{n} people answered surveys", respondents)
    return answered, tr(
        "They are not joined to anybody, since there is no event log and no recording yet. What they said is on the "
        "Data screen; import a log or recordings to see what they did."
    )
