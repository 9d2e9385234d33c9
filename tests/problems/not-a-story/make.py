import zipfile

with zipfile.ZipFile("all.zip", "w") as archive:
    archive.writestr(
        "story.txt",
        "The lamp was lit again by the river, and nobody in the village said a word about it that night.The lamp was lit again by the river, and nobody in the village said a word about it that night.The lamp was lit again by the river, and nobody in the village said a word about it that night.",
    )
    archive.writestr("sheet.xyz", b"\x00\x01\x02\xff" * 50)
