"""The desk of a day of visits (接访登记台): who comes, who hears them, and what comes of it."""
