"""Checks a receipt's proof on your own machine, with nothing but Python:
    python3 kiem-tra-bien-nhan.py proof.json RECEIPT-CODE [older-head.txt consistency.json]
    python3 kiem-tra-bien-nhan.py consistency.json older-head.txt
The proof is from the receipt page, an older head from who kept it, the last from /nhat-ky/noi-tiep?tu=OLD&den=NEW.
Ends with 0 where all of it fits, 1 where something does not. Sources: RFC 9162, RFC 8032, C2SP signed-note.
"""

import base64
import json
import sys
from hashlib import sha256, sha512
from pathlib import Path

P, Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, TYPED = -121665 * pow(121666, -1, P) % P, str.maketrans("OIL", "011", "- ")


def point(data: bytes) -> tuple[int, int]:
    y = int.from_bytes(data, "little") & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or (x == 0 and data[31] >> 7):
        raise ValueError("not a point")
    return (x if x & 1 == data[31] >> 7 else P - x), y


def add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    both = D * a[0] * b[0] * a[1] * b[1]
    x = (a[0] * b[1] + b[0] * a[1]) * pow(1 + both, -1, P)
    return x % P, (a[1] * b[1] + a[0] * b[0]) * pow(1 - both, -1, P) % P


def times(n: int, a: tuple[int, int]) -> tuple[int, int]:
    return add(times(n >> 1, add(a, a)), a if n & 1 else (0, 1)) if n else (0, 1)


def signed(note: str, log: str) -> tuple[str, int, str]:
    *words, _, _, last = note.split()  # line ends are lost on paper and in the cells of a table
    text = "\n".join([*words[:3], " ".join(words[3:])]).strip() + "\n"
    mark, key = base64.b64decode(last)[4:], base64.b64decode(log.split("+", 2)[2])[1:]
    s, base = int.from_bytes(mark[32:], "little"), point(bytes([0x58] + [0x66] * 31))
    h = int.from_bytes(sha512(mark[:32] + key + text.encode()).digest(), "little")
    if len(mark) != 64 or s >= Q or times(s, base) != add(point(mark[:32]), times(h, point(key))):
        sys.exit("NO: this is not signed by this log")
    return words[0], int(words[1]) if words[3:] else 0, words[2]


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


def main(file: str, *others: str) -> None:
    code = "".join(each for each in others if "." not in each).upper().translate(TYPED)
    older, between, *_ = *(each for each in others if "." in each), "", ""
    proof = json.loads(Path(file).read_text("utf-8"))
    name, size, root = signed(proof.get("head") or proof["promise"], proof["log"])
    if between or not older:  # else nobody asks about a form
        leaf = sha256(b"\0" + bytes.fromhex("".join(x for _, x in sorted(proof["leaf"].items())))).digest()
        for kind in (b"withdrawal", b"receipt")[len(code) == 12 :]:
            parts = (b"trust.codes", b"digest", kind, bytes(4), code.encode())
            code = sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).hexdigest()
        if code != proof["leaf"]["withdrawal"]:
            sys.exit("NO: this is the form of another receipt, or its code was not given")
        if size == 0:  # a promise
            sys.exit("NO: another form is promised" if root != leaf.hex() else "Promised, but not sealed yet")
        at, path = proof["place"], [bytes.fromhex(each) for each in proof["path"]]
        if not 0 < at <= size or climb(leaf, at - 1, size - 1, path, leaf)[0] != base64.b64decode(root):
            sys.exit("NO: this form is not in the log")
        sys.stdout.write(f"Yes: form {at} of {size} in {name}, {proof['state']}.\n")
    if older:
        _, old, old_root = signed(Path(older).read_text("utf-8-sig"), proof["log"])
        told = json.loads(Path(between or file).read_text("utf-8"))
        if old != size and (told.get("earlier"), told.get("later")) != (old, size):
            new = f"/nhat-ky/noi-tiep?tu={old}&den={size}" if old < size else f"proof of {old} forms or more"
            sys.exit(f"The files are of different heads: fetch {new}")
        path, ends = [bytes.fromhex(x) for x in told["path"]], [*map(base64.b64decode, (root, old_root))]
        path, up = ends[1:] * (old & old - 1 == 0) + path, (old & -old).bit_length() - 1
        same = bool(path) and climb(path[0], old - 1 >> up, size - 1 >> up, path[1:], path[0]) == tuple(ends)
        if not 0 < old <= size or not (same if old < size else old_root == root):
            sys.exit("NO: the log does not begin with the older one")
        sys.stdout.write(f"Yes: the log still begins with the {old} forms of the older head.\n")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:5])
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        sys.exit(f"A file cannot be read: {error}\n{__doc__}")
