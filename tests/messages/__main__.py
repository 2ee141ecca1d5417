"""See :mod:`tests.messages`."""

import sys

from tests.messages import main

main([a for a in sys.argv[1:] if a != "-v"], verbose="-v" in sys.argv)
