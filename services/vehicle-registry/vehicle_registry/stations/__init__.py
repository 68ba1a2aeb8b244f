"""Service stations (登记服务站): hosts that take papers in for the office, and decide nothing themselves."""
