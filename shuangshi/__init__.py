"""The command, the settings, and the wiring that puts the parts together."""
