"""Places of reception: how far they are, what they offer, and to how many places a case was sent."""
