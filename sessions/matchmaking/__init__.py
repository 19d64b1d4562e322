"""Who is asked to help whom: from an open request to an accepted invitation."""
