"""A team's calls: read in batches, kept in a store, compared."""
