"""Who gets it and when: rules as pure functions over frozen values, ports for the rest."""
