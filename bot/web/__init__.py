"""What others reach over HTTP: the door for shops' pushes, and how the standing syncs are doing."""
