"""The bus: facts carried between the agencies, by Kafka or by the embedded log."""
