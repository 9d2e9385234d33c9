import subprocess
import sys
from pathlib import Path

tides = (f"At the turn of tide {i} the keeper wrote {i * 13} in the book and trimmed the lamp." for i in range(80))
plums = (f"There were {i * 7} plums in crate {i}, and the harbour master ate two of them." for i in range(20))
Path("lamp.txt").write_text("Lamp\nby Maple\n\n" + "\n\n".join(tides))
Path("plums.txt").write_text("Plums\nby Maple\n\n" + "\n\n".join(plums))
command = [sys.executable, "-m", "packager", "build", "lamp.txt", "plums.txt", "-q", "-o", "printed.pdf"]
subprocess.run(command, check=True)
