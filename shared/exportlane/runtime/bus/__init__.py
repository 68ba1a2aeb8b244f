"""The bus: facts carried between the agencies, by Kafka or by the embedded log.

Kafka's client is imported only by those who run on Kafka: ``from exportlane.runtime.bus.kafka import KafkaBus``.
"""

from exportlane.runtime.bus.contract import (
    Bus,
    BusError,
    BusUnavailable,
    Consumer,
    Delivery,
    Headers,
    Lag,
    Record,
)
from exportlane.runtime.bus.embedded import EmbeddedBus

__all__ = [
    "Bus",
    "BusError",
    "BusUnavailable",
    "Consumer",
    "Delivery",
    "EmbeddedBus",
    "Headers",
    "Lag",
    "Record",
]
