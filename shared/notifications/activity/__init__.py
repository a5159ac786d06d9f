"""The activity feed: what happens in a school, in one line each."""
