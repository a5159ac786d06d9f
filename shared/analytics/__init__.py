"""What is counted of posts and of a school's days: kinds, rules, requests and events."""
