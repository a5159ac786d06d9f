"""What a school asks and keeps."""
