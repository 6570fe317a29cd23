/* What a tablet at a counter keeps: openings for later, answers that wait. Part of the page's script, and its service worker. */
(function (here) {
  'use strict';
  var inPage = typeof document !== 'undefined', PAGES = 'quay', MOST = 400, LONGEST = 13 * 864e5, trying = false, worker;
  /* Where nothing can be kept, as long as the page stays open. */
  var spare = { openings: [], form: null, waiting: [], refused: 0 };

  function open(done, failed) {
    var request;
    if (!here.indexedDB) return failed();
    try { request = here.indexedDB.open('quay', 1); } catch (e) { return failed(); }
    request.onupgradeneeded = function () {
      request.result.createObjectStore('openings', { keyPath: 't' });
      request.result.createObjectStore('forms', { keyPath: 'code' });
      request.result.createObjectStore('waiting', { keyPath: 't' });
      request.result.createObjectStore('refused', { keyPath: 't' });
    };
    request.onerror = request.onblocked = failed;
    request.onsuccess = function () { done(request.result); };
  }

  /* All of it or nothing; `done` is called once it is safe. */
  function change(stores, work, done, failed) {
    open(function (db) {
      var all;
      try { all = db.transaction(stores, 'readwrite'); } catch (e) { db.close(); return failed(); }
      all.oncomplete = function () { db.close(); done(); };
      all.onabort = function () { db.close(); failed(); };
      work(function (name) { return all.objectStore(name); });
    }, failed);
  }

  /* Until `work` says false. */
  function each(store, work, done) {
    store.openCursor().onsuccess = function (event) {
      var at = event.target.result;
      if (!at) return done && done();
      if (work(at.value, at) !== false) at.continue();
    };
  }

  function stale(opening) { return Date.now() - opening.got > LONGEST; }

  /* One opening and what it asks, for this answer and no other: it is gone from the store before anybody sees it. */
  function take(code, done) {
    var found = null, kept = null;
    var given = function () {
      done(found || spare.openings.shift() || null, found && kept ? kept.form : spare.form);
    };
    change(['openings', 'forms'], function (of) {
      of('forms').get(code).onsuccess = function (event) { kept = event.target.result; };
      each(of('openings'), function (opening, at) {
        if (stale(opening)) { at.delete(); return; }
        if (opening.code !== code) return;
        at.delete();
        found = opening;
        return false;
      });
    }, given, function () { found = null; given(); });
  }

  /* Puts openings by; where something else is asked by now, in the place of those there were. */
  function fill(code, supply, done) {
    var fresh = supply.openings.map(function (each) {
      return { t: each[0], asks: each[1], code: code, got: Date.now() };
    });
    change(['openings', 'forms'], function (of) {
      of('forms').get(code).onsuccess = function (event) {
        var known = event.target.result, same = known && known.mark === supply.mark, room = MOST;
        of('forms').put({ code: code, mark: supply.mark, form: supply.form });
        each(of('openings'), function (opening, at) {
          if (opening.code !== code) return;
          if (!same || stale(opening)) at.delete(); else room -= 1;
        }, function () {
          for (var i = 0; i < fresh.length && i < room; i++) of('openings').put(fresh[i]);
        });
      };
    }, done, function () {
      spare.form = supply.form;
      spare.openings = fresh;
      done();
    });
  }

  /* Where the code leads to no form any more. */
  function empty(code, done) {
    spare.openings = [];
    change(['openings', 'forms'], function (of) {
      of('forms').delete(code);
      each(of('openings'), function (opening, at) { if (opening.code === code) at.delete(); });
    }, done, done);
  }

  function count(code, done) {
    var found = { openings: spare.openings.length, waiting: spare.waiting.length, refused: spare.refused, unsafe: spare.waiting.length > 0, form: spare.form };
    change(['openings', 'forms', 'waiting', 'refused'], function (of) {
      of('forms').get(code).onsuccess = function (event) { if (event.target.result) found.form = event.target.result.form; };
      each(of('openings'), function (opening) { if (opening.code === code && !stale(opening)) found.openings += 1; });
      each(of('waiting'), function () { found.waiting += 1; });
      each(of('refused'), function (answer, at) { if (stale(answer)) at.delete(); else found.refused += 1; });
    }, function () { done(found); }, function () { done(found); });
  }

  function keep(answer, done) {
    change(['waiting'], function (of) { of('waiting').put(answer); }, function () {
      done();
      if (worker) worker.then(function (found) { return found.sync && found.sync.register('quay'); }).catch(function () {});
    }, function () {
      spare.waiting.push(answer);
      done();
    });
  }

  /* An answer that the system has, or will never take, is here no longer. */
  function settle(answer, refused, done) {
    if (spare.waiting.indexOf(answer) >= 0) {
      spare.waiting.splice(spare.waiting.indexOf(answer), 1);
      if (refused) spare.refused += 1;
    }
    change(['waiting', 'refused'], function (of) {
      of('waiting').delete(answer.t);
      if (refused) of('refused').put({ t: answer.t, got: Date.now() });
    }, done, done);
  }

  function post(answer, done) {
    if (!inPage) {
      fetch(answer.url, {
        method: 'POST', body: answer.body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }
      }).then(function (found) {
        return found.text().then(function (page) { done(found.status, page); });
      }).catch(function () { done(0, ''); });
      return;
    }
    var x = new XMLHttpRequest();
    x.open('POST', answer.url);
    x.timeout = 25000;
    x.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    x.onload = function () { done(x.status, x.responseText); };
    x.onerror = x.ontimeout = function () { done(0, ''); };
    x.send(answer.body);
  }

  /* Only our own page says that an answer is safe, or refused; the sign-in page of a wireless network says nothing. */
  function attempt(answer, done) {
    post(answer, function (status, page) {
      var receipt = status === 200 && /id="receipt">([^<]+)</.exec(page);
      var refused = (status === 400 || status === 410 || status === 422) && /id="said"/.test(page);
      if (!receipt && !refused) return done(status ? 'trouble' : 'offline', '');
      settle(answer, refused, function () { done(refused ? 'refused' : 'sent', receipt ? receipt[1] : ''); });
    });
  }

  /* Sends what waits, one after the other, and stops where there is no network. */
  function flush(done) {
    var answers = [], went = 'sent';
    if (trying) return done('trying');
    trying = true;
    var next = function () {
      var answer = answers.shift();
      if (!answer) { trying = false; return done(went); }
      attempt(answer, function (how) {
        if (how === 'offline' || how === 'trouble') went = how;
        if (how === 'offline') answers = [];
        next();
      });
    };
    var begin = function () { answers = answers.concat(spare.waiting); next(); };
    change(['waiting'], function (of) { each(of('waiting'), function (answer) { answers.push(answer); }); }, begin, begin);
  }

  /* The page as the server has it now; as it was kept where the server cannot be reached, fails or takes long. */
  function pageOf(request, path) {
    return here.caches.open(PAGES).then(function (kept) {
      return kept.match(path).then(function (known) {
        var fresh = fetch(request).then(function (page) {
          if (page.ok) kept.put(path, page.clone());
          return known && page.status >= 500 ? known : page;
        });
        return known ? Promise.race([fresh.catch(function () { return known; }), new Promise(function (done) {
          setTimeout(function () { done(known); }, 4000);
        })]) : fresh;
      });
    });
  }

  if (!inPage) {
    here.addEventListener('install', function (event) {
      here.skipWaiting();
      event.waitUntil(here.clients.matchAll({ type: 'window', includeUncontrolled: true }).then(function (pages) {
        return here.caches.open(PAGES).then(function (kept) {
          return Promise.all(pages.map(function (page) {
            var path = new URL(page.url).pathname;
            return /^\/k\/[^\/]+$/.test(path) ? kept.add(path) : null;
          }));
        });
      }));
    });
    here.addEventListener('activate', function (event) { event.waitUntil(here.clients.claim()); });
    here.addEventListener('sync', function (event) {
      event.waitUntil(new Promise(function (done, failed) {
        flush(function (went) { if (went === 'sent') done(); else failed(new Error(went)); });
      }));
    });
    here.addEventListener('fetch', function (event) {
      var path = new URL(event.request.url).pathname;
      if (event.request.method === 'GET' && /^\/k\/[^.\/]+$/.test(path)) event.respondWith(pageOf(event.request, path));
    });
    return;
  }

  worker = navigator.serviceWorker && navigator.serviceWorker.register('/k/luu-phieu.js').then(function () {
    return navigator.serviceWorker.ready;
  });
  if (worker) worker.catch(function () {});
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(function () {});

  here.kiosk = { take: take, fill: fill, empty: empty, count: count, keep: keep, attempt: attempt, flush: flush };
})(self);
