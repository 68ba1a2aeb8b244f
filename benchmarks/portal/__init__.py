"""How long pages take over a database of many cases: real stories cloned, the real app, requests by HTTP."""
