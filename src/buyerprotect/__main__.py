"""Run the command line: `python -m buyerprotect`."""

import sys

from buyerprotect.cli import main

sys.exit(main())
