# Stub for mypy, which finds it through mypy_path in pyproject.toml. It is not part of
# the integration.
#
# The integration imports voluptuous, as custom integrations do. Since 2026.9, Home
# Assistant does not install that package: homeassistant/__init__.py answers the import
# with probatio, which has the same interface. mypy does not know that, and reads the
# types of probatio by this stub.
from probatio import *
