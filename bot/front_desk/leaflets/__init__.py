"""The leaflets as pages and as a feed."""
