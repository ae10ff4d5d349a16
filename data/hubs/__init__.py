"""Places of reception (最多跑一地, 综治中心): how far they are, what they offer, where one is missing."""
