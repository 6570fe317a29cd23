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
D = -121665 * pow(121666, -1, P) % P


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


def head(note: str, log: str) -> tuple[int, bytes]:
    text, _, line = note.partition("\n\n")
    mark, key = base64.b64decode(line.split()[-1])[4:], base64.b64decode(log.split("+", 2)[2])[1:]
    s, base = int.from_bytes(mark[32:], "little"), point(bytes([0x58] + [0x66] * 31))
    h = int.from_bytes(sha512(mark[:32] + key + text.encode() + b"\n").digest(), "little")
    if len(mark) != 64 or s >= Q or times(s, base) != add(point(mark[:32]), times(h, point(key))):
        sys.exit("NO: the head is not signed by this log")
    return int(text.split("\n")[1]), base64.b64decode(text.split("\n")[2])


def digest(kind: bytes, text: str) -> bytes:
    parts = (b"trust.codes", b"digest", kind, bytes(4), text.encode())
    return sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).digest()


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
    code = next((each for each in others if len(each) > 11 and each.replace("-", "").isalnum()), "")
    older, between, *_ = *(each for each in others if each != code), "", ""
    proof = json.loads(Path(file).read_text("utf-8"))
    size, root = head(proof["head"], proof["log"])
    if between or not older:  # else nobody asks about a form
        data = b"".join(bytes.fromhex(proof["leaf"][name]) for name in ("answer", "comment", "withdrawal"))
        leaf, at = sha256(b"\0" + data).digest(), proof["place"]
        path = [bytes.fromhex(each) for each in proof["path"]]
        code = code.upper().translate(str.maketrans("OIL", "011", "-"))
        secret = code if len(code) == 12 else digest(b"withdrawal", code).hex()
        mine = digest(b"receipt", secret).hex() == proof["leaf"]["withdrawal"]
        if not (mine and 0 < at <= size and climb(leaf, at - 1, size - 1, path, leaf)[0] == root):
            sys.exit("NO: the form of this receipt is not shown to be in the log (is its code given?)")
        sys.stdout.write(f"Yes: form {at} of {size} in {proof['head'].split()[0]}, {proof['state']}.\n")
    if not older:
        return
    old, old_root = head(Path(older).read_text("utf-8-sig"), proof["log"])
    path = [bytes.fromhex(each) for each in json.loads(Path(between or file).read_text("utf-8"))["path"]]
    path, up = [old_root, *path] if old & old - 1 == 0 else path, (old & -old).bit_length() - 1
    same = bool(path) and climb(path[0], old - 1 >> up, size - 1 >> up, path[1:], path[0]) == (root, old_root)
    if not 0 < old <= size or not (same if old < size else old_root == root):
        sys.exit("NO: the log does not begin with the older one")
    sys.stdout.write(f"Yes: the log still begins with the {old} forms of the older head.\n")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:5])
    except (OSError, ValueError, LookupError, TypeError) as error:
        sys.exit(f"A file cannot be read: {error}")
