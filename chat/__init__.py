"""AI 智能学: the dialogue that finds where a student stands and what to do next. Start at `agent`."""
