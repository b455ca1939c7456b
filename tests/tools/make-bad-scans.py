#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-bad-scans.py FOLDER - files that lie, explode, act or lead astray, as no honest program writes them."""
import os
import struct
import sys
import warnings
import zipfile
import zlib

FOLDER = sys.argv[1]


def write(name, data):
    with open(os.path.join(FOLDER, name), "wb") as out:
        out.write(data)


# ---- PDF ----

def pdf(name, catalog="", page="", objects=(), content=b"100 100 300 20 re f", pages=1):
    """Pages of a black bar; objects from number 10 on."""
    kids = " ".join(f"{1000 + i} 0 R" for i in range(pages))
    parts = {1: f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
             2: f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode(),
             3: b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)}
    for i in range(pages):
        parts[1000 + i] = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R{page}>>".encode()
    for number, text in enumerate(objects, 10):
        parts[number] = text if isinstance(text, bytes) else text.encode()
    out, places = b"%PDF-1.7\n", {}
    for number, text in parts.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (max(places) + 1, start)
    write(name, out)


def stream(dictionary, data):
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (dictionary.encode(), len(data), data)


SCRIPT = "<</S/JavaScript/JS(app.alert\\(1\\))>>"
pdf("plain.pdf")
pdf("opens-at.pdf", "/OpenAction[1000 0 R/Fit]")
pdf("link.pdf", page="/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://city.example.jp/)>>>>]")
pdf("script-open.pdf", f"/OpenAction {SCRIPT}")
pdf("script-name.pdf", f"/Names<</JavaScript<</Names[(a) {SCRIPT}]>>>>")
pdf("script-page.pdf", page=f"/AA<</O {SCRIPT}>>")
pdf("script-note.pdf", page=f"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A {SCRIPT}>>]")
pdf("script-next.pdf", page="/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]"
    f"/A<</S/URI/URI(http://city.example.jp/)/Next {SCRIPT}>>>>]")
pdf("launch.pdf", "/OpenAction<</S/Launch/F(cmd.exe)>>")
pdf("form.pdf", "/AcroForm<</Fields[10 0 R]>>", "/Annots[10 0 R]",
    ["<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/Rect[100 600 300 640]/AP<</N 11 0 R>>/AA<</K 12 0 R>>>>",
     stream("/Type/XObject/Subtype/Form/BBox[0 0 200 40]", b"0 0 200 40 re f"), SCRIPT])
pdf("xfa.pdf", "/AcroForm<</Fields[]/XFA 10 0 R>>", "", [stream("", b"<xdp/>")])
pdf("embedded.pdf", "/Names<</EmbeddedFiles<</Names[(virus.exe) 10 0 R]>>>>", "",
    ["<</Type/Filespec/F(virus.exe)/EF<</F 11 0 R>>>>", stream("/Type/EmbeddedFile", b"MZ evil")])
pdf("attached.pdf", page="/Annots[<</Type/Annot/Subtype/FileAttachment/Rect[9 9 30 30]/FS 10 0 R/AP<</N 12 0 R>>>>]",
    objects=["<</Type/Filespec/F(virus.exe)/EF<</F 11 0 R>>>>", stream("/Type/EmbeddedFile", b"MZ evil"),
             stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"0 0 9 9 re f")])
pdf("fonts.pdf", page="/Resources<</Font<</A 10 0 R>>>>", content=b"BT /A 60 Tf 60 600 Td <8E738E96924B90BA> Tj ET", objects=[
    "<</Type/Font/Subtype/Type0/BaseFont/Ryumin-Light/Encoding/90ms-RKSJ-H/DescendantFonts[11 0 R]>>",
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/Ryumin-Light/FontDescriptor 12 0 R"
    "/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>>>",
    "<</Type/FontDescriptor/FontName/Ryumin-Light/Flags 6/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200"
    "/CapHeight 700/StemV 80>>"])
PICTURE = "/Type/XObject/Subtype/Image/Width 30000/Height 30000/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/FlateDecode"
WHITE = zlib.compress(bytes(30000 * 3750), 9)
pdf("bomb.pdf", page="/Resources<</XObject<</A 10 0 R>>>>", objects=[stream(PICTURE, WHITE)],
    content=b"595 0 0 842 0 0 cm /A Do")
pdf("bomb-inside.pdf", page="/Resources<</XObject<</A 11 0 R>>>>", content=b"/A Do",
    objects=[stream(PICTURE, WHITE), stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
             "/Resources<</XObject<</B 10 0 R>>>>", b"595 0 0 842 0 0 cm /B Do")])
pdf("pages-501.pdf", pages=501)
pdf("no-pages.pdf", pages=0)

# ---- pictures ----


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(name, width, height, data):
    write(name, b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)) +
          chunk(b"IDAT", data) + chunk(b"IEND", b""))


def tiff(name, width, height, data, pages=1, loop=False):
    out = b"II*\0" + struct.pack("<I", 8)
    for i in range(pages):
        at = len(out)
        tags = [(256, 4, width), (257, 4, height), (258, 3, 1), (259, 3, 1), (262, 3, 0), (273, 4, at + 6 + 9 * 12),
                (277, 3, 1), (278, 4, height), (279, 4, len(data))]
        end = at + 6 + len(tags) * 12 + len(data)
        following = 8 if loop else end if i < pages - 1 else 0
        out += struct.pack("<H", len(tags))
        out += b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
        out += struct.pack("<I", following) + data
    write(name, out)


png("bomb.png", 30000, 30000, zlib.compress(bytes(30000 * 3751), 9))
png("bomb-wide.png", 2 ** 31 - 1, 1, zlib.compress(b"\0" * 9))
tiff("bomb.tif", 30000, 30000, b"\0" * 64)
tiff("short.tif", 1728, 2200, b"\0" * 64)
tiff("loop.tif", 64, 8, b"\x0f" * 64, pages=2, loop=True)
tiff("pages-500.tif", 64, 8, b"\x0f" * 64, pages=500)
tiff("pages-501.tif", 64, 8, b"\x0f" * 64, pages=501)
write("cut-off-chain.tif", open(os.path.join(FOLDER, "pages-500.tif"), "rb").read()[:9000])
with open(os.path.join(FOLDER, "page.jpg"), "rb") as honest:
    jpeg = honest.read()
sof = jpeg.index(b"\xff\xc0")
write("bomb.jpg", jpeg[:sof + 5] + struct.pack(">HH", 65000, 65000) + jpeg[sof + 9:])
write("lie.jpg", b"%PDF-1.4\n<html>")
write("lie.png", jpeg)
write("nothing.pdf", b"")
write("text.txt", "これは画像ではありません。\n".encode())

# ---- ZIP ----
warnings.simplefilter("ignore")


class Named(zipfile.ZipInfo):
    """A name as octets in Windows' Japanese, without the flag for UTF-8."""

    def _encodeFilenameFlags(self):
        return self.filename.encode("cp932"), self.flag_bits & ~0x800


def archive(name, entries):
    with zipfile.ZipFile(os.path.join(FOLDER, name), "w", zipfile.ZIP_DEFLATED) as out:
        for entry, data in entries:
            out.writestr(entry, data)


def link(name, target):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return info, target


def in_order(name):
    info = Named(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


archive("names.zip", [(in_order("申請表①髙﨑/ソース.txt"), b"one"), ("図面𠮷.txt", b"two"), ("leer/", b""),
                      ("../../etc/passwd", b"three"), ("/abs\\x", b"four"), ("line\nfeed", b"five"), ("empty", b"")])
archive("link.zip", [("a.txt", b"x"), link("b", "/etc/passwd")])
archive("many.zip", [(f"{i}.txt", b"") for i in range(10000)])
archive("full.zip", [(f"{i}.txt", b"x") for i in range(2000)])
archive("bomb.zip", [("zeros", bytes(200 << 20))])
archive("large.zip", [("noise", os.urandom(300000)), ("more", os.urandom(300000))])
archive("no-files.zip", [])
with open(os.path.join(FOLDER, "large.zip"), "rb") as honest:
    large = bytearray(honest.read())
broken = bytearray(large)
broken[200000] ^= 0xff
write("broken.zip", broken)
for at in (large.rindex(b"PK\1\2") + 24, large.rindex(b"PK\3\4") + 22):
    large[at:at + 4] = struct.pack("<I", 10)
write("liar.zip", large)
