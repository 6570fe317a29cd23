/* Forms that could not be sent, kept in this browser until they are; the same file is page script and service worker. */
(function (here) {
  'use strict';
  var inPage = typeof document !== 'undefined', trying = false, timer = null, told = {};

  function open(done, failed) {
    if (!here.indexedDB) return failed && failed();
    var request;
    try { request = here.indexedDB.open('gop-y', 1); } catch (e) { return failed && failed(); }
    request.onupgradeneeded = function () {
      request.result.createObjectStore('waiting', { keyPath: 'key' });
      request.result.createObjectStore('sent', { keyPath: 'key' });
    };
    request.onerror = request.onblocked = function () { if (failed) failed(); };
    request.onsuccess = function () { done(request.result); };
  }

  function change(store, work, done, failed) {
    open(function (db) {
      var change = db.transaction(store, 'readwrite');
      change.oncomplete = function () { db.close(); if (done) done(); };
      change.onabort = change.onerror = function () { db.close(); if (failed) failed(); };
      work(change.objectStore(store));
    }, failed);
  }

  function all(store, done) {
    open(function (db) {
      var found = [], walk = db.transaction(store).objectStore(store).openCursor();
      walk.onsuccess = function () {
        var at = walk.result;
        if (at) { found.push(at.value); at.continue(); } else { db.close(); done(found); }
      };
    }, function () { done([]); });
  }

  function post(form, done) {
    if (inPage) {
      var x = new XMLHttpRequest();
      x.open('POST', form.url);
      x.timeout = 25000;
      x.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
      x.onload = function () { done(x.status, x.responseText); };
      x.onerror = x.ontimeout = function () { done(0, ''); };
      x.send(form.body);
    } else {
      fetch(form.url, {
        method: 'POST', body: form.body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }
      }).then(function (answer) {
        return answer.text().then(function (page) { done(answer.status, page); });
      }).catch(function () { done(0, ''); });
    }
  }

  /* Sends what waits, one after the other; `done(left)` tells how many still wait. */
  function flush(done) {
    if (trying) return done && done(-1);
    trying = true;
    all('waiting', function (forms) {
      var left = forms.length;
      var next = function () {
        var form = forms.shift();
        if (!form) { trying = false; if (done) done(left); return; }
        post(form, function (status, page) {
          if (status < 200 || status >= 500 || !/id="page"/.test(page)) return next();
          left -= 1;
          if (inPage) { show(form.key, page); gone(form, next); } else keepPage(form, page, next);
        });
      };
      next();
    });
  }

  function gone(form, done) {
    change('waiting', function (store) { store.delete(form.key); }, done, done);
  }

  /* The worker keeps the receipt before it lets go of the form, and tells the pages that are open. */
  function keepPage(form, page, done) {
    change('sent', function (store) { store.put({ key: form.key, page: page }); }, function () {
      gone(form, function () {
        here.clients.matchAll().then(function (pages) {
          for (var i = 0; i < pages.length; i++) pages[i].postMessage('sent');
          done();
        });
      });
    }, done);
  }

  /* Taken out in the same breath as they are read, so that no receipt is shown twice. */
  function deliver() {
    var pages = [];
    change('sent', function (store) {
      var walk = store.openCursor();
      walk.onsuccess = function () {
        var at = walk.result;
        if (at) { pages.push(at.value); at.delete(); at.continue(); }
      };
    }, function () {
      for (var i = 0; i < pages.length; i++) show(pages[i].key, pages[i].page);
    });
  }

  /* This page and the worker may both have sent a form: it is one answer, and told once. */
  function show(key, page) {
    if (told[key]) return;
    told[key] = true;
    var open = document.querySelector('[name=t]');
    if (here.showPage && open && encodeURIComponent(open.value) === key) here.showPage(page); else note(page);
  }

  /* Of a form that was kept earlier: said above the one that is open now. */
  function note(page) {
    var main = new DOMParser().parseFromString(page, 'text/html').getElementById('page');
    var now = document.getElementById('page'), box = document.createElement('div');
    if (!main || !now) return;
    box.className = 'd';
    box.setAttribute('role', 'status');
    box.innerHTML = main.innerHTML.replace(/<(\/?)h1[^>]*>/g, '<$1h2>').replace(/ id="[^"]*"/g, '');
    now.insertBefore(box, now.firstChild);
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(function () {
      deliver();
      flush(function (left) { if (left) soon(); });
    }, 8000);
  }

  if (!inPage) {
    here.addEventListener('install', function () { here.skipWaiting(); });
    here.addEventListener('activate', function (event) { event.waitUntil(here.clients.claim()); });
    here.addEventListener('sync', function (event) {
      event.waitUntil(new Promise(function (done, failed) {
        flush(function (left) { if (left) failed(new Error('waiting')); else done(); });
      }));
    });
    return;
  }

  /* Put in place while there is network, so that it can send when this page is long closed. */
  var worker = navigator.serviceWorker && navigator.serviceWorker.register('/q/gui-sau.js').then(function () {
    return navigator.serviceWorker.ready;
  });
  if (worker) {
    worker.catch(function () {});
    navigator.serviceWorker.addEventListener('message', deliver);
  }

  here.outbox = {
    keep: function (url, body, done, failed) {
      var key = /(?:^|&)t=([^&]*)/.exec(body)[1];
      change('waiting', function (store) { store.put({ key: key, url: url, body: body }); }, function () {
        done();
        soon();
        if (worker) worker.then(function (found) {
          return found.sync && found.sync.register('gop-y');
        }).catch(function () {});
      }, failed);
    }
  };
  here.addEventListener('online', function () { flush(function (left) { if (left) soon(); }); });
  flush(function (left) { if (left > 0) soon(); });
  deliver();
})(self);
