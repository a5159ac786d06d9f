"""Class lists and rosters of other systems: read, planned, and only then applied."""
