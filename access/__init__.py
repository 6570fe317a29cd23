"""Who may see and do what: roles on a unit and everything below it, in one table.

Pure, and imports nothing of ours; `pages/` and `web/` both ask it.
"""

from access.reader import Reader, head_of, may, may_somewhere
from access.rights import RIGHTS, Action, Role

__all__ = ["RIGHTS", "Action", "Reader", "Role", "head_of", "may", "may_somewhere"]
