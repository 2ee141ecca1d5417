"""The worker, with a fault in the program: folding raises something that is no fault of a record."""

import sys

from pipeline.cli.main import main
from pipeline.domain.partition import Partition


def fold(*_: object) -> None:
    raise RuntimeError("a fault in the program")


Partition.fold = fold  # type: ignore[assignment,method-assign]
main(sys.argv[1:])
