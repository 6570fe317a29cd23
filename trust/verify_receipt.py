"""Checks a receipt's proof on your own machine, with nothing but Python:

    python3 kiem-tra-bien-nhan.py proof.json [older-head.txt consistency.json]
    python3 kiem-tra-bien-nhan.py consistency.json older-head.txt

The proof is from the receipt page, an older head from who kept it, the last from /nhat-ky/noi-tiep?tu=OLD&den=NEW.
Ends with 0 where all of it fits, 1 where something does not. Sources: RFC 9162, RFC 8032, C2SP signed-note.
"""

import base64
import json
import sys
from hashlib import sha256, sha512
from pathlib import Path

Point = tuple[int, int]
P, Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def point(data: bytes) -> Point:
    y = int.from_bytes(data, "little") & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or (x == 0 and data[31] >> 7):
        raise ValueError("not a point")
    return (x if x & 1 == data[31] >> 7 else P - x), y


def add(a: Point, b: Point) -> Point:
    both = D * a[0] * b[0] * a[1] * b[1]
    x = (a[0] * b[1] + b[0] * a[1]) * pow(1 + both, -1, P)
    return x % P, (a[1] * b[1] + a[0] * b[0]) * pow(1 - both, -1, P) % P


def times(n: int, a: Point) -> Point:
    total = (0, 1)
    while n:
        total, a, n = add(total, a) if n & 1 else total, add(a, a), n >> 1
    return total


def signed(key: bytes, text: bytes, mark: bytes) -> bool:
    s, base = int.from_bytes(mark[32:], "little"), point(bytes([0x58] + [0x66] * 31))
    h = int.from_bytes(sha512(mark[:32] + key + text).digest(), "little")
    return len(mark) == 64 and s < Q and times(s, base) == add(point(mark[:32]), times(h, point(key)))


def head(note: str, log: str) -> tuple[int, bytes]:
    text, _, line = note.partition("\n\n")
    mark, key = base64.b64decode(line.split()[-1]), base64.b64decode(log.split("+", 2)[2])[1:]
    if not signed(key, text.encode() + b"\n", mark[4:]):
        sys.exit("NO: the head is not signed by this log")
    return int(text.split("\n")[1]), base64.b64decode(text.split("\n")[2])


def climb(node: bytes, index: int, last: int, path: list[bytes], left: bytes) -> tuple[bytes, bytes]:
    for beside in path:
        if last == 0:
            return b"", b""
        if index & 1 or index == last:
            node, left = sha256(b"\1" + beside + node).digest(), sha256(b"\1" + beside + left).digest()
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            node = sha256(b"\1" + node + beside).digest()
        index, last = index >> 1, last >> 1
    return (node, left) if last == 0 else (b"", b"")


def main(file: str, older: str = "", between: str = "") -> None:
    proof = json.loads(Path(file).read_text("utf-8"))
    size, root = head(proof["head"], proof["log"])
    if between or not older:  # else nobody asks about a form
        data = b"".join(bytes.fromhex(proof["leaf"][name]) for name in ("answer", "comment", "withdrawal"))
        leaf, at = sha256(b"\0" + data).digest(), proof["place"]
        path = [bytes.fromhex(each) for each in proof["path"]]
        if not 0 < at <= size or climb(leaf, at - 1, size - 1, path, leaf)[0] != root:
            sys.exit("NO: this form is not in the log")
        sys.stdout.write(f"Yes: form {at} of {size} in {proof['head'].split()[0]}, {proof['state']}.\n")
    if not older:
        return
    old, old_root = head(Path(older).read_text("utf-8-sig"), proof["log"])
    more = json.loads(Path(between or file).read_text("utf-8"))
    if (more.get("earlier"), more.get("later")) != (old, size):
        sys.exit(f"NO: there is no proof from {old} to {size} forms in {between or file}")
    path = [bytes.fromhex(each) for each in more["path"]]
    path, index, last = [old_root, *path] if old & old - 1 == 0 else path, old - 1, size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    same = bool(path) and climb(path[0], index, last, path[1:], path[0]) == (root, old_root)
    if not 0 < old <= size or not (same if old < size else old_root == root):
        sys.exit("NO: the log does not begin with the older one")
    sys.stdout.write(f"Yes: the log still begins with the {old} forms of the older head.\n")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:4])
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        sys.exit(f"A file cannot be read: {error}")
