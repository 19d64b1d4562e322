"""One-to-one tutoring: what happens in a room, in what order, and who is told."""
