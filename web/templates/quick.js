(function () {
  'use strict';
  var d = document, w = window, pressed = null;

  function byId(id) { return d.getElementById(id); }

  /* Which criteria are asked depends on why somebody came; the server has worked out every case. */
  function arrange() {
    var f = byId('f');
    if (!f) return;
    var cases = JSON.parse(f.t.getAttribute('data-asked')), petition = byId('petition');
    var m = f.querySelector('[name=m]:checked'), k = f.querySelector('[name=k]:checked');
    var key = m ? m.value : '', asks = cases[key + '+'];
    if (petition) petition.hidden = !asks;
    if (asks && k && k.value === 'yes') key += '+';
    var found = cases[key] || cases[''], rest = byId('rest');
    var all = f.querySelectorAll('.c'), i, n;
    var put = function (numbers, into) {
      for (i = 0; i < numbers.length; i++) {
        n = byId('c' + numbers[i]);
        n.hidden = n.disabled = false;
        into.appendChild(n);
      }
    };
    for (i = 0; i < all.length; i++) if (all[i].id !== 'coverall') all[i].hidden = all[i].disabled = true;
    put(found[0], byId('asked'));
    if (rest) put(found[1], rest);
  }

  function say(text) {
    var state = byId('state');
    if (!state) return;
    state.textContent = text;
    w.scrollTo(0, 0);
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

  function ready() {
    var said = byId('ye') ? byId('y') : byId('said');
    arrange();
    if (said) said.focus();
    return said;
  }

  /* What there is to show of a page of ours; not by DOMParser, which reads no page in browsers of 2013. The brackets
   * keep it from finding itself: this script stands in that page too. */
  function content(page) { return /<div id=["]page["]>([^]*)<\/div>\s*<script/.exec(page); }

  function show(page) {
    var f = byId('f'), t = f && f.t.value;
    d.documentElement.lang = /<html lang="([^"]*)/.exec(page)[1];
    d.title = /<title>([^<]*)/.exec(page)[1];
    byId('page').innerHTML = content(page)[1];
    w.scrollTo(0, 0);
    if (!ready() && byId('f')) d.querySelector('.say').focus();
    if (w.outbox) w.outbox.shown(t);
  }

  function post(url, body, done, failed) {
    var x = new XMLHttpRequest();
    x.open('POST', url);
    x.timeout = 25000;
    x.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    /* A wireless network that answers in the server's place has no page of ours. */
    x.onload = function () { if (content(x.responseText) && x.status < 500) done(x.responseText); else failed(x.status > 499); };
    x.onerror = x.ontimeout = function () { failed(false); };
    x.send(body);
  }

  /* What could not be sent is kept in this browser; without that, this page goes on trying. */
  function keep(f, late, trouble) {
    var again = function () {
      say(f.getAttribute('data-open'));
      setTimeout(function () { post(f.action, late, show, again); }, 8000);
    };
    if (w.outbox) w.outbox.keep(f.action, late, trouble, again); else again();
  }

  d.addEventListener('click', function (e) { pressed = e.target; });
  d.addEventListener('change', function (e) { if (/^[mk]$/.test(e.target.name)) arrange(); });
  d.addEventListener('submit', function (e) {
    var f = e.target, other = pressed && pressed.name === 'lang', body, late;
    if (f.id !== 'f' || (other && !w.outbox)) return;
    e.preventDefault();
    if (!other && w.outbox && w.outbox.wrong(f)) return;
    body = fields(f);
    /* What would be changed while it is on its way would be lost. */
    f.hidden = true;
    if (other) return post(f.action, body + '&lang=' + pressed.value, show, w.outbox.lost);
    say(f.getAttribute('data-sending'));
    late = body + '&g=' + Date.now();
    if (w.outbox) w.outbox.hold(f.action, late);
    post(f.action, body, show, function (trouble) { keep(f, late, trouble); });
  });
  d.addEventListener('DOMContentLoaded', ready);
  w.addEventListener('pageshow', arrange);
  w.showPage = show;
  w.say = say;
})();
