(function () {
  'use strict';
  var d = document, w = window, pressed = null;

  /* Which criteria are asked depends on why somebody came; the server has worked out every case. */
  function arrange() {
    var f = d.getElementById('f');
    if (!f) return;
    var cases = JSON.parse(f.t.getAttribute('data-asked')), petition = d.getElementById('petition');
    var m = f.querySelector('[name=m]:checked'), k = f.querySelector('[name=k]:checked');
    var key = m ? m.value : '', asks = cases[key + '+'];
    if (petition) petition.hidden = !asks;
    if (asks && k && k.value === 'yes') key += '+';
    var found = cases[key] || cases[''], rest = d.getElementById('rest'), asked = d.getElementById('asked');
    var all = f.querySelectorAll('.c'), i, n;
    var put = function (numbers, into) {
      for (i = 0; i < numbers.length; i++) {
        n = d.getElementById('c' + numbers[i]);
        n.hidden = n.disabled = false;
        into.appendChild(n);
      }
    };
    for (i = 0; i < all.length; i++) if (all[i].id !== 'coverall') all[i].hidden = all[i].disabled = true;
    put(found[0], asked);
    if (rest) put(found[1], rest);
  }

  function say(text) {
    var state = d.getElementById('state');
    if (!state) return;
    state.textContent = text;
    w.scrollTo(0, d.body.scrollHeight);
  }

  function fields(f) {
    var parts = [], i, e;
    for (i = 0; i < f.elements.length; i++) {
      e = f.elements[i];
      if (!e.name || e.disabled || e.type === 'submit' || (e.type === 'radio' && !e.checked)) continue;
      parts.push(encodeURIComponent(e.name) + '=' + encodeURIComponent(e.value));
    }
    return parts.join('&');
  }

  function show(page) {
    var found = new DOMParser().parseFromString(page, 'text/html');
    var main = found.getElementById('page');
    if (!main) return;
    d.title = found.title;
    d.getElementById('page').innerHTML = main.innerHTML;
    arrange();
    w.scrollTo(0, 0);
    var said = d.getElementById('said');
    if (said) said.focus();
  }

  function post(url, body, done, failed) {
    var x = new XMLHttpRequest();
    x.open('POST', url);
    x.timeout = 25000;
    x.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    /* A wireless network that answers in the server's place has no page of ours. */
    x.onload = function () { if (/id="page"/.test(x.responseText) && x.status < 500) done(x.responseText); else failed(x.status > 499); };
    x.onerror = x.ontimeout = function () { failed(false); };
    x.send(body);
  }

  /* What could not be sent is kept in this browser; without that, this page goes on trying. */
  function keep(f, body, trouble) {
    var late = body + '&g=' + Date.now(), said = f.getAttribute(trouble ? 'data-trouble' : 'data-offline');
    var again = function () { setTimeout(function () { post(f.action, late, show, again); }, 8000); };
    say(said);
    if (!w.outbox) return again();
    w.outbox.keep(f.action, late, function () { say(f.getAttribute(trouble ? 'data-trouble' : 'data-kept')); }, again);
  }

  d.addEventListener('click', function (e) { pressed = e.target; });
  d.addEventListener('change', function (e) { if (/^[mk]$/.test(e.target.name)) arrange(); });
  d.addEventListener('submit', function (e) {
    var f = e.target, send = d.getElementById('send');
    if (f.id !== 'f' || (pressed && pressed.name === 'lang')) return;
    e.preventDefault();
    if (send.getAttribute('aria-disabled')) return;
    var body = fields(f);
    send.setAttribute('aria-disabled', 'true');
    say(f.getAttribute('data-sending'));
    post(f.action, body, show, function (trouble) { keep(f, body, trouble); });
  });
  d.addEventListener('DOMContentLoaded', function () {
    arrange();
    var said = d.getElementById('said');
    if (said) said.focus();
  });
  w.showPage = show;
})();
