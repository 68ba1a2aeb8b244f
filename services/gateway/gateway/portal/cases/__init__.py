"""The section of all cases: the list with its search and filters, the board, exports."""

from gateway.portal.cases.pages import routes

__all__ = ["routes"]
