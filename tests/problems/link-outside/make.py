from pathlib import Path

Path("elsewhere.txt").write_text("A story that nobody named.")
Path("stories/out.txt").symlink_to(Path("elsewhere.txt").resolve())
