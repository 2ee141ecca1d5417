"""What kafka-python leaves undone when a group is joined anew."""

from types import SimpleNamespace

import kafka
from kafka.coordinator.consumer import ConsumerCoordinator

from pipeline.notify.membership import _Listener


def test_a_join_is_asked_for_until_it_has_ended_and_what_seemed_held_meanwhile_is_forgotten() -> None:
    said: list[str] = []
    client = SimpleNamespace(_coordinator=SimpleNamespace(request_rejoin=lambda: said.append("rejoin")))
    listener = _Listener(client, lambda: said.append("forget"), lambda: said.append("joined"))
    listener.on_partitions_revoked(set())
    listener.on_partitions_assigned(set())
    assert said == ["rejoin", "forget", "forget", "joined"]


def test_the_version_whose_coordinator_needs_it_is_the_one_in_use() -> None:
    assert kafka.__version__ == "3.0.12", "see whether on_partitions_revoked still has to ask for the join"
    assert callable(ConsumerCoordinator.request_rejoin)
