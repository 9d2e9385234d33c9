from pathlib import Path

from tests.readers import samples

for name in ("one.html", "two.html"):
    Path(name).write_bytes(samples.ffn_page(1, 3))
