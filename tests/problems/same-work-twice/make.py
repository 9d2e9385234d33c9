from pathlib import Path

from tests.readers import samples

Path("old.html").write_bytes(samples.AO3_DOWNLOAD.replace(b"2021-05-06", b"2020-01-01"))
Path("new.epub").write_bytes(samples.ao3_epub())
