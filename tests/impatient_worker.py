"""The worker, whose watchdog loses patience after seconds instead of a minute, and never gives up."""

import sys

from pipeline.cli.main import main
from pipeline.stream import watchdog

watchdog.Watchdog.begin.__defaults__ = (3.0,)
watchdog.ENOUGH = 1_000.0
main(sys.argv[1:])
