"""Rules of Home Assistant's quality scale, and the pages that fulfill those on docs."""

from typing import Final

TIERS: Final = {
    "bronze": """
        action-setup appropriate-polling brands common-modules config-flow
        config-flow-test-coverage dependency-transparency docs-actions docs-conditions
        docs-high-level-description docs-installation-instructions
        docs-removal-instructions docs-triggers entity-event-setup entity-unique-id
        has-entity-name runtime-data test-before-configure test-before-setup
        unique-config-entry
    """,
    "silver": """
        action-exceptions config-entry-unloading docs-configuration-parameters
        docs-installation-parameters entity-unavailable integration-owner
        log-when-unavailable parallel-updates reauthentication-flow test-coverage
    """,
    "gold": """
        devices diagnostics discovery discovery-update-info docs-data-update
        docs-examples docs-known-limitations docs-supported-devices
        docs-supported-functions docs-troubleshooting docs-use-cases dynamic-devices
        entity-category entity-device-class entity-disabled-by-default
        entity-translations exception-translations icon-translations
        reconfiguration-flow repair-issues stale-devices
    """,
    "platinum": "async-dependency inject-websession strict-typing",
}
MAY_BE_EXEMPT: Final = {"discovery", "discovery-update-info"}
# The pages that fulfill each docs rule, each with the heading of the section.
DOCUMENTS: Final = {
    "docs-actions": {"docs/actions.md": "Actions"},
    "docs-conditions": {"docs/automations.md": "Conditions"},
    "docs-configuration-parameters": {"README.md": "Options"},
    "docs-data-update": {
        "README.md": "Data updates",
        "docs/how-it-works.md": "Polling intervals and requests per day",
    },
    "docs-examples": {
        "README.md": "Examples",
        "docs/actions.md": "Example: early shifts",
        "docs/automations.md": "Car started charging",
    },
    "docs-high-level-description": {"README.md": "Podero for Home Assistant"},
    "docs-installation-instructions": {"README.md": "Installation"},
    "docs-installation-parameters": {"README.md": "Set up"},
    "docs-known-limitations": {"README.md": "Known limitations"},
    "docs-removal-instructions": {
        "README.md": "Removal",
        "docs/privacy.md": "Removal",
    },
    "docs-supported-devices": {"README.md": "Supported devices"},
    "docs-supported-functions": {"README.md": "Supported functionality"},
    "docs-triggers": {"docs/automations.md": "Triggers"},
    "docs-troubleshooting": {"docs/troubleshooting.md": "Devices and readings"},
    "docs-use-cases": {"README.md": "Use cases"},
}
