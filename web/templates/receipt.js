/* Works out in the browser that a form stands in the log, from what the server told and from the receipt alone. */
(function () {
  'use strict';
  var box = document.getElementById('proof'), K = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2];

  /* SHA-256 of bytes, as FIPS 180-4 has it: over plain HTTP browsers offer none. */
  function sha(bytes) {
    var h = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
    var all = bytes.concat(128), bits = bytes.length * 8, w = [], at, i, a, s, t, out = [];
    var turn = function (x, n) { return x >>> n | x << 32 - n; };
    while (all.length % 64 !== 56) all.push(0);
    all.push(0, 0, 0, 0, bits >>> 24 & 255, bits >>> 16 & 255, bits >>> 8 & 255, bits & 255);
    for (at = 0; at < all.length; at += 64) {
      for (i = 0; i < 64; i++) {
        w[i] = i < 16 ? all[at + 4 * i] << 24 | all[at + 4 * i + 1] << 16 | all[at + 4 * i + 2] << 8 | all[at + 4 * i + 3] :
          (turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >>> 10) + w[i - 7] + (turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >>> 3) + w[i - 16] | 0;
      }
      a = h.slice();
      for (i = 0; i < 64; i++) {
        s = a[7] + (turn(a[4], 6) ^ turn(a[4], 11) ^ turn(a[4], 25)) + (a[4] & a[5] ^ ~a[4] & a[6]) + K[i] + w[i] | 0;
        t = (turn(a[0], 2) ^ turn(a[0], 13) ^ turn(a[0], 22)) + (a[0] & a[1] ^ a[0] & a[2] ^ a[1] & a[2]) | 0;
        a = [s + t | 0, a[0], a[1], a[2], a[3] + s | 0, a[4], a[5], a[6]];
      }
      for (i = 0; i < 8; i++) h[i] = h[i] + a[i] | 0;
    }
    for (i = 0; i < 8; i++) out.push(h[i] >>> 24, h[i] >>> 16 & 255, h[i] >>> 8 & 255, h[i] & 255);
    return out;
  }

  function bytes(text) { return text.split('').map(function (sign) { return sign.charCodeAt(0); }); }

  function ofHex(text) { return (text.match(/../g) || []).map(function (pair) { return parseInt(pair, 16); }); }

  function hex(found) { return found.map(function (each) { return (each < 16 ? '0' : '') + each.toString(16); }).join(''); }

  /* As the server hashes texts: each part after its length. */
  function digest(kind, text) {
    var all = [];
    [bytes('trust.codes'), bytes('digest'), bytes(kind), [0, 0, 0, 0], bytes(text)].forEach(function (part) {
      all = all.concat([0, 0, 0, 0, 0, 0, part.length >> 8, part.length & 255], part);
    });
    return hex(sha(all));
  }

  /* RFC 9162, section 2.1.3.2; without shifts, which end at two thousand million. */
  function stands(leaf, index, size, path, root) {
    var last = size - 1, node = leaf, half = function () { index = Math.floor(index / 2); last = Math.floor(last / 2); };
    if (!(index >= 0 && index < size)) return false;
    return path.every(function (beside) {
      if (!last || beside.length !== 64) return false;
      if (index % 2 || index === last) {
        node = hex(sha([1].concat(ofHex(beside), ofHex(node))));
        while (index && index % 2 === 0) half();
      } else node = hex(sha([1].concat(ofHex(node), ofHex(beside))));
      half();
      return true;
    }) && !last && node === root;
  }

  function fits(told, code) {
    var secret = code.length === 12 ? code : digest('withdrawal', code), leaf = told.leaf;
    if (digest('receipt', secret) !== leaf.withdrawal) return false;
    return stands(hex(sha([0].concat(ofHex(leaf.answer), ofHex(leaf.comment), ofHex(leaf.withdrawal)))), told.place - 1, told.size, told.path, told.root);
  }

  if (!box) return;
  var how = 'cannot';
  try {
    if (hex(sha(bytes('abc'))).slice(0, 16) === 'ba7816bf8f01cfea') {
      how = fits(JSON.parse(box.getAttribute('data-proof')), box.getAttribute('data-code').replace(/-/g, '')) ? 'fits' : 'differs';
    }
  } catch (e) { how = 'cannot'; }
  box.textContent = box.getAttribute('data-' + how);
  if (how !== 'cannot') box.className = how === 'fits' ? 'done' : 'alert';
})();
