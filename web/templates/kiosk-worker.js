/* What a tablet at a counter keeps: openings for later, answers that wait. Both in the page and in its service worker. */
(function (here) {
  'use strict';
  var keeper = here.keeper, each = keeper.each, MOST = 400, LONGEST = 13 * 864e5, trying = false;
  var change = keeper.database('quay', { openings: 't', forms: 'code', waiting: 't', refused: 't' });
  /* Where nothing can be kept, as long as the page stays open. */
  var spare = { openings: [], form: null, waiting: [], refused: 0 };

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
    var fresh = supply.openings.map(function (signed) {
      return { t: signed[0], asks: signed[1], code: code, got: Date.now() };
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
      if (here.kiosk.worker) here.kiosk.worker.then(function (found) { return found.sync && found.sync.register('quay'); }).catch(function () {});
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

  /* An answer waits until our own page says that it is safe, or that it is never taken as it is. */
  function attempt(answer, done) {
    keeper.post(answer, function (status, page) {
      var how = keeper.verdict(status, page);
      if (how === 'trouble' || how === 'offline') return done(how, '');
      settle(answer, how !== 'sent', function () {
        done(how === 'sent' ? how : 'refused', how === 'sent' ? /id="receipt">([^<]+)</.exec(page)[1] : '');
      });
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

  here.kiosk = { take: take, fill: fill, empty: empty, count: count, keep: keep, attempt: attempt, flush: flush };
})(self);
