"""What kafka-python raises, as one line."""

import logging

import pytest
from kafka.errors import KafkaConnectionError, KafkaError

from pipeline.ops import kafka_errors
from pipeline.ops.complaint import Complaint
from pipeline.ops.kafka_errors import complaining
from pipeline.ops.settings import Settings


def test_who_listens_for_days_remembers_the_latest_errors_only() -> None:
    with kafka_errors._overhearing() as heard:
        for number in range(1_000):
            logging.getLogger("kafka.conn").error("failed: %s", KafkaError(str(number)))
    assert len(heard) <= kafka_errors.REMEMBERED
    assert str(heard[-1].args[0]) == "999"


def test_what_is_raised_is_a_complaint_that_names_the_broker() -> None:
    with pytest.raises(Complaint, match="broker:9092"), complaining(Settings(broker="broker:9092")):
        raise KafkaConnectionError("gone")
