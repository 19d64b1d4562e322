"""Profile + mastery → micro-courses, similar answers and teachers, each with reasons. Start at `main_flow`."""
