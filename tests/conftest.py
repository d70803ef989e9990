"""How the properties are run: the same cases each time in CI, new ones on every other machine."""

import os
from importlib import import_module

from hypothesis import HealthCheck, settings

# A machine that is slow today says nothing about the code; what is too slow for users is in benchmarks/.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True)
import_module("buyerprotect.strategies")  # failing examples are printed in short, without a zone's changes

settings.load_profile("ci" if os.environ.get("CI") else "here")
