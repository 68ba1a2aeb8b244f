"""The joint conference (联席会议): members, tickets that they solve, meetings, packs that they read."""
