"""What each role may do outside the hazard workflow: one table.

The system administrator keeps accounts and settings and holds no business rights
(GB/T 22239-2019, level 2: separation of administration from business).
"""

from enum import StrEnum

from township_safety.organisation.roles import Role


class Permission(StrEnum):
    VIEW = "view"  # see the ledgers and figures of one's scope
    RECORD = "record"  # enter and change rows
    IMPORT = "import"  # load workbooks
    EXPORT = "export"  # take files out
    VOID = "void"  # mark a row as entered by mistake
    REFERENCE = "reference"  # edit sectors, categories, kinds, villages
    COMPOSE = "compose"  # draft reports
    ISSUE = "issue"  # sign reports
    HANDOVER = "handover"  # list the own work for a successor
    REASSIGN = "reassign"  # carry out a handover
    PERSONAL = "personal"  # see whole phone numbers
    ACCOUNTS = "accounts"  # accounts, roles, settings of the office
    AUDIT = "audit"  # read the log


_P = Permission
_GRANTS: dict[Role, frozenset[Permission]] = {
    Role.LEADER: frozenset(
        {
            _P.VIEW,
            _P.EXPORT,
            _P.VOID,
            _P.COMPOSE,
            _P.ISSUE,
            _P.HANDOVER,
            _P.REASSIGN,
            _P.PERSONAL,
        }
    ),
    Role.DEPUTY: frozenset(
        {
            _P.VIEW,
            _P.RECORD,
            _P.EXPORT,
            _P.VOID,
            _P.COMPOSE,
            _P.ISSUE,
            _P.HANDOVER,
            _P.REASSIGN,
            _P.PERSONAL,
        }
    ),
    Role.CLERK: frozenset(
        {
            _P.VIEW,
            _P.RECORD,
            _P.IMPORT,
            _P.EXPORT,
            _P.VOID,
            _P.REFERENCE,
            _P.COMPOSE,
            _P.HANDOVER,
            _P.PERSONAL,
        }
    ),
    Role.VILLAGE: frozenset({_P.VIEW, _P.RECORD, _P.HANDOVER}),
    Role.STATION: frozenset({_P.VIEW, _P.RECORD, _P.HANDOVER}),
    Role.VIEWER: frozenset({_P.VIEW, _P.EXPORT}),
    Role.AUDITOR: frozenset({_P.AUDIT}),
    Role.ADMIN: frozenset({_P.ACCOUNTS}),
}


def permissions_of(role: Role) -> frozenset[Permission]:
    return _GRANTS[role]
