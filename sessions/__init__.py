"""The forms of tutoring, attached to the engine as consumers."""
