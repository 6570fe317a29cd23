#!/usr/bin/env python3
"""Checks on your own machine, with nothing but Python, what the log says of a receipt.

    python3 verify_receipt.py proof.json [older-head.txt consistency.json]

proof.json from the receipt page; older-head.txt that you or a newspaper kept; consistency.json from
/nhat-ky/noi-tiep?tu=SIZE&den=SIZE.
Says whether your form's leaf stands in the log under a signed head, and whether that log still begins with the older
one. Ends with 0: all fits; 1: something does not; 2: unreadable. Sources: RFC 9162, RFC 8032, C2SP signed-note.
"""

import base64, hashlib, json, sys  # noqa: E401

P, Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def point(data):
    y = int.from_bytes(data, "little") & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or (x == 0 and data[31] >> 7):
        raise ValueError("not a point")
    return (x if x & 1 == data[31] >> 7 else P - x), y


def add(a, b):
    product = D * a[0] * b[0] * a[1] * b[1]
    return ((a[0] * b[1] + b[0] * a[1]) * pow(1 + product, -1, P) % P,
            (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, -1, P) % P)  # fmt: skip


def times(n, a):
    total = (0, 1)
    while n:
        total, a, n = add(total, a) if n & 1 else total, add(a, a), n >> 1
    return total


def signed(key, text, mark):
    s = int.from_bytes(mark[32:], "little")
    base = point(bytes([0x58] + [0x66] * 31))
    h = int.from_bytes(hashlib.sha512(mark[:32] + key + text).digest(), "little")
    return len(mark) == 64 and s < Q and times(s, base) == add(point(mark[:32]), times(h % Q, point(key)))


def head(note, public):
    text, _, line = note.partition("\n\n")
    mark, key = base64.b64decode(line.split()[-1]), base64.b64decode(public.split("+", 2)[2])[1:]
    if text.split("\n")[0] != public.split("+")[0] or not signed(key, text.encode() + b"\n", mark[4:]):
        sys.exit("NO: the head is not signed by this log")
    return int(text.split("\n")[1]), base64.b64decode(text.split("\n")[2])


def climb(node, index, last, path, other=None):
    """RFC 9162 sections 2.1.3.2 and 2.1.4.2: the root over a node, and over what lies left of it alone."""
    for beside in path:
        if last == 0:
            return None, None
        if index & 1 or index == last:
            node, other = sha(b"\1", beside, node), other and sha(b"\1", beside, other)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = sha(b"\1", node, beside)
        index, last = index >> 1, last >> 1
    return (node, other) if last == 0 else (None, None)


def main(proof, older=None, between=None):
    proof = json.load(open(proof, encoding="utf-8"))
    size, root = head(proof["head"], proof["log"])
    leaf = sha(b"\0", *(bytes.fromhex(proof["leaf"][name]) for name in ("answer", "comment", "withdrawal")))
    index, path = proof["place"] - 1, [bytes.fromhex(each) for each in proof["path"]]
    if not 0 <= index < size or climb(leaf, index, size - 1, path)[0] != root:
        sys.exit("NO: this form is not in the log")
    print(f"Yes: form {index + 1} of {size} in {proof['log'].split('+')[0]}, {proof['state']}.")
    if older:
        old, old_root = head(open(older, encoding="utf-8").read(), proof["log"])
        path = [bytes.fromhex(each) for each in json.load(open(between, encoding="utf-8"))["path"]]
        path = [old_root, *path] if old & old - 1 == 0 else path
        index, last = old - 1, size - 1
        while index & 1:
            index, last = index >> 1, last >> 1
        same = path and climb(path[0], index, last, path[1:], path[0]) == (root, old_root)
        if not (0 < old <= size and (same if old < size else old_root == root)):
            sys.exit("NO: the log does not begin with the older one")
        print(f"Yes: the log still begins with the {old} forms of the older head.")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:4])
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        print(f"A file cannot be read: {error}", file=sys.stderr)
        sys.exit(2)
