"""Structure: `to_story` decides what the source left open (chapters, scene breaks, notes)."""
