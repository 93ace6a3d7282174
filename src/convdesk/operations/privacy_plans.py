"""Privacy at the door: what in a file is personal, and what shall happen to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest.personal_columns import IDS, personal_columns_of
from convdesk.ingest.placeholders import Numbers
from convdesk.ingest.privacy_plan import Plan
from convdesk.ingest.regions import regions_of
from convdesk.model.mapping import Role
from convdesk.model.privacy import Action
from convdesk.store import rows
from convdesk.store.placeholders import load_placeholders

if TYPE_CHECKING:
    from convdesk.model.imports import Proposal
    from convdesk.model.mapping import Mapping
    from convdesk.model.privacy import PersonalColumn
    from convdesk.operations.study import Study

REGIONS = "phone_regions"
"""The option that says whose phone numbers are known without their country's code."""


def with_personal(study: Study | None, proposal: Proposal) -> Proposal:
    """The proposal with the columns in which its first rows hold something personal."""
    return replace(proposal, personal=personal_columns_of(proposal, _regions(study, proposal.mapping)))


def plan_of(study: Study | None, proposal: Proposal, mapping: Mapping, *, keeps: bool) -> Plan:
    """What happens to what is personal: as the mapping says, else as proposed; `keeps`: nothing unless it says so."""
    actions = {column.column: _action(column, mapping, keeps=keeps) for column in proposal.personal}
    actions = {**{name: action for name, action in mapping.privacy.items() if name not in actions}, **actions}
    kept_ids = {
        column.name for column in mapping.columns if column.role in IDS and actions.get(column.name) is Action.KEEP
    }
    numbers = Numbers(rows.study_salt(study.workspace), load_placeholders(study.workspace)) if study else Numbers()
    return Plan(
        actions, numbers, _regions(study, mapping), keeps, seen=proposal.personal, keeps_ids=keeps or bool(kept_ids)
    )


def as_planned(mapping: Mapping, plan: Plan) -> Mapping:
    """The mapping as a reader gets it: with every action, and without a column of addresses that is left out."""
    for column in mapping.columns:
        if column.role is Role.EMAIL and plan.actions.get(column.name) is Action.DROP:
            mapping = mapping.with_role(column.name, Role.SKIP)
    return replace(mapping, privacy=plan.actions)


def _action(column: PersonalColumn, mapping: Mapping, *, keeps: bool) -> Action:
    told = mapping.privacy.get(column.column, Action.KEEP if keeps else column.action)
    return told if told in column.choices else column.action


def _regions(study: Study | None, mapping: Mapping) -> tuple[str, ...]:
    return regions_of(study.zone if study else mapping.zone, mapping.options.get(REGIONS, ""))
