"""A real stack on this machine without Docker: PostgreSQL, Apache Kafka and one process per service.

The pieces serve `make up`, the fault tests and the benchmark alike:
``Platform`` (the whole), ``PostgresServer``, ``KafkaBroker``, ``ServiceProcess``, ``Identity``.
"""
