from PIL import Image

Image.new("RGB", (60, 40), (200, 30, 60)).save("p.png")
