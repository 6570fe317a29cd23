/* Forms that could not be sent, kept in this browser until they are; the same file is page script and service worker. */
(function (here) {
  'use strict';
  var keeper = here.keeper, inPage = keeper.inPage, NAME = 'gop-y', GOOD = 14 * 864e5, trying = false, timer = null, told = {}, kept = null, notes = [];
  var change = keeper.database(NAME, { waiting: 'key', sent: 'key' }), d = here.document;

  /* All that waits; null where that cannot be read. */
  function read(done) {
    var found = [];
    change(['waiting'], function (of) {
      keeper.each(of('waiting'), function (form, at) {
        if (form.page && Date.now() - form.kept > GOOD) at.delete(); else found.push(form);
      });
    }, function () { done(found); }, function () { done(null); });
  }

  /* Sends what waits, one after the other; `done(left)` tells how many are to be tried again. */
  function flush(done) {
    if (trying) return done(1);
    trying = true;
    read(function (forms) {
      var left = 0, queue = (forms || []).filter(function (form) { return !form.page; });
      var next = function () {
        var form = queue.shift();
        if (!form) {
          trying = false;
          if (inPage) tidy();
          return done(left);
        }
        keeper.post(form, function (status, page) {
          var how = keeper.verdict(status, page);
          /* That a form came twice was our doing here. */
          page = page.replace(/<p class="p again">[^<]*<\/p>/g, '');
          if (how === 'sent' || how === 'refused') {
            if (!inPage) return keepPage(form, page, next);
            show(form.key, page);
            return gone(form.key, next);
          }
          if (how === 'wrong') return putBack(form, page, next);
          left += 1;
          if (how === 'offline') {
            left += queue.length;
            queue = [];
          }
          next();
        });
      };
      next();
    });
  }

  function gone(key, done) {
    change(['waiting'], function (of) { of('waiting').delete(key); }, done, done);
  }

  /* A form that is not taken as it is: it waits for somebody to mend it, with the page that says what to mend. */
  function putBack(form, page, done) {
    change(['waiting'], function (of) {
      of('waiting').get(form.key).onsuccess = function (event) {
        var now = event.target.result;
        if (!now || now.body !== form.body) return;
        now.page = page;
        of('waiting').put(now);
      };
    }, function () { if (inPage) done(); else tell(done); }, done);
  }

  /* The worker keeps the receipt before it lets go of the form. */
  function keepPage(form, page, done) {
    change(['sent', 'waiting'], function (of) {
      of('sent').put({ key: form.key, page: page });
      of('waiting').delete(form.key);
    }, function () { tell(done); }, done);
  }

  /* The worker tells the pages that are open. */
  function tell(done) {
    here.clients.matchAll().then(function (pages) {
      for (var i = 0; i < pages.length; i++) pages[i].postMessage('sent');
      done();
    }).catch(function () { done(); });
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

  function said() { return here.sentences[d.documentElement.lang] || here.sentences.vi; }

  /* That something waits: a poster that is scanned again then opens the quick form, which sends it. */
  function mark(waits) {
    try { if (waits) localStorage.setItem(NAME, '1'); else localStorage.removeItem(NAME); } catch (e) { return; }
  }

  /* What is to be mended is said, after every receipt, and where nothing waits any more that is noted. */
  function tidy() {
    if (trying) return;
    read(function (forms) {
      if (!forms) return;
      forms.forEach(function (form) { if (form.page) mend(form); });
      mark(forms.length > 0);
    });
  }

  /* Taken out in the same breath as they are read, so that no receipt is shown twice. */
  function deliver() {
    var pages = [];
    change(['sent'], function (of) {
      keeper.each(of('sent'), function (found, at) {
        pages.push(found);
        at.delete();
      });
    }, function () {
      for (var i = 0; i < pages.length; i++) show(pages[i].key, pages[i].page);
      tidy();
    });
  }

  function isOpen(key) {
    var open = d.querySelector('[name=t]');
    return here.showPage && (kept === key || (open && encodeURIComponent(open.value) === key));
  }

  function isEmpty(f) { return !f.querySelector('input:checked') && !f.y.value; }

  function made(name, text, look) {
    var node = d.createElement(name);
    node.textContent = text;
    if (look) node.className = look;
    return node;
  }

  /* This page and the worker may both have sent a form: it is one answer, and told once. */
  function show(key, page) {
    var content = /<main>([\s\S]*)<\/main>/.exec(page), f = d.getElementById('f'), box, more;
    if (told[key] || !content) return;
    told[key] = true;
    if (isOpen(key)) {
      kept = null;
      return here.showPage(page);
    }
    box = note(content[1].replace(/<(\/?)h1[^>]*>/g, '<$1h2>').replace(/ (id|data-here)="[^"]*"/g, ''), 'd');
    box.insertBefore(made('p', said().earlier), box.firstChild);
    notes.push(box);
    if (!f || f.hidden || !isEmpty(f)) return;
    more = made('button', said().another, 'say');
    more.onclick = function () {
      f.hidden = false;
      taken(more);
      f.querySelector('h1').focus();
    };
    f.hidden = true;
    f.querySelector('h1').tabIndex = -1;
    f.parentNode.insertBefore(more, f);
    box.tabIndex = -1;
    box.focus();
  }

  /* In the place of the empty form, where that is of the same counter and nothing was filled in; else by a link. */
  function mend(form) {
    var f = d.getElementById('f'), known = 'wrong ' + form.key, line, link;
    if (told[known]) return;
    told[known] = true;
    if (isOpen(form.key) || (f && !f.hidden && here.showPage && f.action.split('?')[0] === form.url.split('?')[0] && isEmpty(f) && !d.querySelector('main>.d'))) {
      kept = null;
      return here.showPage(form.page);
    }
    line = made('p', '');
    link = line.appendChild(made('a', said().mend));
    link.href = form.url;
    note(line.outerHTML, 'e');
  }

  /* Of a form that was kept earlier: said above what is open now. */
  function note(content, look) {
    var main = d.querySelector('main'), box = made('div', '', look);
    box.setAttribute('role', 'status');
    box.innerHTML = content;
    return main.insertBefore(box, main.firstChild);
  }

  /* In the place of a form that is kept: a change that would not be sent cannot be made. */
  function instead(key, how) {
    var main = d.querySelector('main'), title = made('h1', said().kept), line = made('p', said()[how], 'p'), top = made('p', '', 'top');
    kept = key;
    d.title = said().kept;
    title.tabIndex = -1;
    line.id = 'kept';
    line.setAttribute('role', 'status');
    Object.keys(here.sentences).forEach(function (lang) {
      if (lang === d.documentElement.lang || !here.sentences[lang].name) return;
      var other = top.appendChild(made('button', here.sentences[lang].name, 'say'));
      other.lang = lang;
      other.onclick = function () {
        var turned = function () {
          if (kept !== key) return;
          d.documentElement.lang = lang;
          instead(key, how);
        };
        /* What the page says, the thanks will say too. */
        change(['waiting'], function (of) {
          of('waiting').get(key).onsuccess = function (event) {
            var form = event.target.result;
            if (!form) return;
            form.url = form.url.replace(/\blang=[\w-]+/, 'lang=' + lang);
            of('waiting').put(form);
          };
        }, turned, turned);
      };
    });
    main.innerHTML = '';
    [top, title, line, made('p', said().receipt)].concat(notes).forEach(function (each) { main.appendChild(each); });
    here.scrollTo(0, 0);
    title.focus();
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(function () {
      deliver();
      flush(function (left) { if (left) soon(); });
    }, 8000);
  }

  /* Put in place while there is network, so that it can send when this page is long closed. */
  var worker = navigator.serviceWorker && navigator.serviceWorker.register('/q/gui-sau.js').then(function () {
    return navigator.serviceWorker.ready;
  });
  if (worker) {
    worker.catch(function () {});
    navigator.serviceWorker.addEventListener('message', deliver);
  }

  /* Once the browser has promised to send what waits, also when no page of ours is open. */
  function promised(done) {
    if (worker && here.SyncManager) worker.then(function (found) { return found.sync.register(NAME); }).then(done).catch(function () {});
  }

  /* As the system counts a comment, or a little less. */
  function letters(text) {
    if (text.normalize) text = text.normalize('NFC');
    return text.replace(/^\s+|\s+$/g, '').replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, '.').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '').length;
  }

  function keyOf(body) { return /(?:^|&)t=([^&]*)/.exec(body)[1]; }

  function taken(node) { if (node) node.parentNode.removeChild(node); }

  function complaint(name, text, id) {
    var node = made(name, text, 'e');
    node.id = id;
    return node;
  }

  /* As the system's own page says it: above the form, and beside a comment that is too long. */
  function complain(f, text, long) {
    var box = complaint('p', text, 'said');
    taken(d.getElementById('said'));
    taken(d.getElementById('ye'));
    f.y.setAttribute('aria-describedby', long ? 'yh ye' : 'yh');
    f.y.setAttribute('aria-invalid', String(long));
    if (long) f.y.parentNode.insertBefore(complaint('p', text, 'ye'), f.y);
    box.setAttribute('role', 'alert');
    box.tabIndex = -1;
    f.insertBefore(box, f.querySelector('.p'));
    (long ? f.y : box).focus();
  }

  here.outbox = {
    /* What the system would send back is said before anything is sent or kept. */
    wrong: function (f) {
      var excess = letters(f.y.value) - here.sentences.limit, some = /\S/.test(f.y.value), i, each;
      for (i = 0; i < f.elements.length; i++) {
        each = f.elements[i];
        if (each.checked && /^[cx]/.test(each.name) && each.value && each.value !== 'skip' && !each.parentNode.parentNode.disabled) some = true;
      }
      if (excess <= 0 && some) return false;
      complain(f, excess > 0 ? said().too_long.replace('{n}', excess.toLocaleString(d.documentElement.lang)) : said().empty, excess > 0);
      return true;
    },

    /* Says that the form is kept once it is. */
    keep: function (url, body, trouble, failed) {
      var key = keyOf(body), how = trouble ? 'trouble' : 'offline';
      change(['waiting'], function (of) { of('waiting').put({ key: key, url: url, body: body, kept: Date.now(), how: how }); }, function () {
        told[key] = told['wrong ' + key] = false;
        mark(true);
        soon();
        instead(key, how);
        /* In trouble there is network, and what the browser promises then it soon gives up. */
        promised(function () {
          var line = d.getElementById('kept');
          if (!trouble && kept === key && line) line.textContent = said().alone;
        });
      }, failed);
    },

    /* On its way; whoever closes the page before the answer is there finds it sent when they come back. */
    hold: function (url, body) {
      change(['waiting'], function (of) { of('waiting').put({ key: keyOf(body), url: url, body: body, kept: Date.now() }); }, function () { mark(true); });
    },

    /* The answer to the form with this opening is shown: nothing waits, and loaded again the page says thanks. */
    shown: function (opening) {
      var thanks = d.querySelector('[data-here]');
      notes.forEach(function (each) { d.querySelector('main').appendChild(each); });
      if (opening) gone(encodeURIComponent(opening), tidy);
      if (thanks && history.replaceState) history.replaceState(null, '', thanks.getAttribute('data-here'));
    },

    /* The other language did not come. */
    lost: function () {
      d.getElementById('f').hidden = false;
      here.say(said().language);
    }
  };
  here.addEventListener('online', function () { flush(function (left) { if (left) soon(); }); });
  /* Whoever came back to a form that is kept could change what is not sent any more. */
  read(function (forms) {
    (forms || []).forEach(function (form) { if (!form.page && isOpen(form.key)) instead(form.key, form.how || 'offline'); });
    flush(function (left) { if (left) soon(); });
    deliver();
  });
})(self);
