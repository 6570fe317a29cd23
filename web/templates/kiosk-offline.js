/* The rest of the tablet's service worker: it keeps the page, and sends what waits when the browser says so. */
(function (here) {
  'use strict';
  var PAGES = 'quay';

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
      here.kiosk.flush(function (went) { if (went === 'sent') done(); else failed(new Error(went)); });
    }));
  });
  here.addEventListener('fetch', function (event) {
    var path = new URL(event.request.url).pathname;
    if (event.request.method === 'GET' && /^\/k\/[^.\/]+$/.test(path)) event.respondWith(pageOf(event.request, path));
  });
})(self);
