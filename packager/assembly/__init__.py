"""Assembly: stories become an `Anthology`; notes and disclaimers move to their places."""
