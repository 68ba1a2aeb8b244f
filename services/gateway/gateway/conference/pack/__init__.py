"""The meeting pack (会议材料): figures of a month, worst cases, blocking codes, tickets, decisions, in four forms."""
